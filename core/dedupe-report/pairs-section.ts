import type { DedupeReport } from '#core/dedupe/report';
import { bitsOf } from './bits-of.ts';
import type { Chart } from './chart.ts';
import { type Content, element, paragraph, share, signed, split, table, written } from './html.ts';
import { borderlineTable, exampleTexts, recordsTable, stepsOf } from './pair-parts.ts';
import { waterfallChart } from './waterfall-chart.ts';

/** Pairs that are explained one by one. */
const mostExamples = 12;

/** Pairs with all that speaks for and against them. */
export async function pairsSection(report: DedupeReport, chart: Chart): Promise<Content> {
  const content: Content[] = [
    paragraph(
      'From what is believed of any two records, each comparison adds or takes bits, given those before it. Together they are the weight of the pair. The dashed line is the threshold.',
    ),
  ];
  for (const { why, pair } of report.examples.slice(0, mostExamples)) {
    const steps = stepsOf(pair);
    const [one, other] = pair.ids;
    const { title, note } = exampleTexts[why];
    content.push(
      element('h3', {}, `${title}: `, written(one), ' and ', written(other)),
      paragraph(
        `${signed(pair.weight)} bits, probability ${share(pair.probability)}, ${pair.isJoined ? 'in one cluster' : 'not in one cluster'}. ${note}`,
      ),
      split(
        element(
          'div',
          {},
          await chart(
            'How the weight comes about',
            waterfallChart(steps, bitsOf(report.threshold)),
          ),
          table('Reasons', steps, [
            { title: 'Comparison', cell: ({ label }) => label },
            { title: 'Bits', cell: ({ shown }) => shown, isNumber: true },
            { title: 'Together', cell: ({ to }) => signed(to), isNumber: true },
          ]),
        ),
        recordsTable(report.columns, pair),
      ),
    );
  }
  return report.examples.length === 0 ? paragraph('No two records resemble each other.') : content;
}

/** Pairs about which the model is least sure. */
export const borderlineSection = (report: DedupeReport): Content =>
  report.borderline.length === 0
    ? paragraph('There are none.')
    : [
        paragraph('The pairs nearest to the threshold, where a person would look first.'),
        borderlineTable(report.borderline),
      ];
