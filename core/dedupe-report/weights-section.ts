import type { DedupeReport } from '#core/dedupe/report';
import { bitsOf } from './bits-of.ts';
import type { Chart } from './chart.ts';
import { type Content, count, paragraph, share, signed, split, table } from './html.ts';
import { curveChart, weightChart } from './weight-charts.ts';

/** How pairs are spread over weights, where the threshold lies, and what others would do. */
export async function weightsSection(report: DedupeReport, chart: Chart): Promise<Content> {
  const { weights, threshold, thresholds } = report;
  const candidates = report.counts.candidates ?? 0;
  const kept = weights.reduce((sum, { pairs }) => sum + pairs, 0);
  const matches = weights.reduce((sum, each) => sum + each.matches, 0);
  let [pairsAbove, matchesAbove] = [0, 0];
  const points = weights
    .toReversed()
    .map((bin) => {
      pairsAbove += bin.pairs;
      matchesAbove += bin.matches;
      return {
        bits: bin.bits,
        precision: pairsAbove === 0 ? 1 : matchesAbove / pairsAbove,
        recall: matches === 0 ? 1 : matchesAbove / matches,
      };
    })
    .toReversed();
  return [
    paragraph(
      `The weight of a pair says how much speaks for one customer: each bit doubles the odds. Of ${count(candidates)} pairs compared, the ${count(kept)} of at least one chance in a hundred are shown. The threshold lies at ${signed(bitsOf(threshold))} bits.`,
    ),
    weights.length === 0
      ? []
      : split(
          await chart('Pairs by match weight', weightChart(weights, bitsOf(threshold)), [
            'in one cluster',
            'kept apart',
          ]),
          await chart(
            'Expected precision and recall by threshold',
            curveChart(points, bitsOf(threshold)),
            ['precision', 'recall'],
          ),
        ),
    paragraph(
      'Nobody has looked at the pairs: precision and recall are what the model expects of them.',
    ),
    split(
      table('Other thresholds', thresholds, [
        {
          title: 'Threshold',
          cell: (each) =>
            `${Number(each.threshold.toFixed(4))}${each.threshold === threshold ? ' (this run)' : ''}`,
        },
        { title: 'Pairs from there on', cell: ({ pairs }) => pairs, isNumber: true },
        { title: 'Expected precision', cell: ({ precision }) => share(precision), isNumber: true },
        { title: 'Expected recall', cell: ({ recall }) => share(recall), isNumber: true },
      ]),
      table('Pairs by match weight', weights.toReversed(), [
        { title: 'Bits', cell: ({ bits }) => `${signed(bits, 0)} to ${signed(bits + 1, 0)}` },
        { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
        { title: 'In one cluster', cell: ({ joined }) => joined, isNumber: true },
        { title: 'Expected matches', cell: (each) => each.matches.toFixed(1), isNumber: true },
      ]),
    ),
  ];
}
