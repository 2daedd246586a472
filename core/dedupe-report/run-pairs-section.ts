import type { ExplainedPair } from '#core/dedupe-run/explain-run';
import { bitsOf } from './bits-of.ts';
import type { Chart } from './chart.ts';
import {
  type Content,
  element,
  paragraph,
  plainWords,
  share,
  signed,
  split,
  table,
  written,
} from './html.ts';
import { reasonOf, stepsOf } from './pair-parts.ts';
import { waterfallChart } from './waterfall-chart.ts';

/** Reasons that stand beside a borderline pair. */
const mostReasons = 5;

/** Pairs of customers with all that speaks for and against them: ids, levels and bits. */
export async function runPairsSection(
  pairs: readonly ExplainedPair[],
  threshold: number,
  chart: Chart,
): Promise<Content> {
  const examples = examplesOf(pairs);
  if (examples.length === 0) return paragraph('There is nothing to decide.');
  const content: Content[] = [
    paragraph(
      'From what is believed of any two records that share a match key, each comparison adds or takes bits. Together they are the weight of the pair. The dashed line is the threshold.',
    ),
  ];
  for (const { title, pair } of examples) {
    const [one, other] = pair.customerIds;
    const { score, because } = pair;
    const steps = stepsOf({ contributions: reasonsOf(pair) });
    content.push(
      element('h3', {}, `${title}: `, written(one), ' and ', written(other)),
      paragraph(
        `${signed(score.matchWeight)} bits, probability ${share(score.matchProbability)}; ${plainWords(because)}.`,
      ),
      split(
        await chart('How the weight comes about', waterfallChart(steps, bitsOf(threshold))),
        table('Reasons', steps, [
          { title: 'Comparison', cell: ({ label }) => label },
          { title: 'Bits', cell: ({ shown }) => shown, isNumber: true },
          { title: 'Together', cell: ({ to }) => signed(to), isNumber: true },
        ]),
      ),
    );
  }
  return content;
}

/** The weakest merges and the strongest reviews: pairs about which the model is least sure. */
export function runBorderlineSection(pairs: readonly ExplainedPair[]): Content {
  const merges = pairs.filter(({ kind }) => kind === 'merge').slice(-10);
  const reviews = pairs.filter(({ kind }) => kind === 'review').slice(0, 10);
  return merges.length + reviews.length === 0
    ? paragraph('There are none.')
    : table(
        'The weakest merges and the strongest reviews',
        [...merges, ...reviews],
        [
          {
            title: 'Customers',
            cell: ({ customerIds: [one, other] }) => [written(one), ' ', written(other)],
          },
          { title: 'Becomes', cell: ({ kind, because }) => `${kind}: ${plainWords(because)}` },
          {
            title: 'Probability',
            cell: ({ score }) => share(score.matchProbability),
            isNumber: true,
          },
          { title: 'Bits', cell: ({ score }) => signed(score.matchWeight), isNumber: true },
          {
            title: 'What says most',
            cell: ({ score }) =>
              score.contributions
                .toSorted((x, y) => Math.abs(y.matchWeight) - Math.abs(x.matchWeight))
                .slice(0, mostReasons)
                .map(({ comparison, level, matchWeight }) =>
                  element(
                    'div',
                    { class: 'reason' },
                    `${reasonOf(comparison, level)} ${signed(matchWeight, 1)}`,
                  ),
                ),
          },
        ],
      );
}

/** `pairs` stand in the order of their kinds, the heaviest of each first. */
function examplesOf(pairs: readonly ExplainedPair[]) {
  const of = (kind: ExplainedPair['kind']) => pairs.filter((each) => each.kind === kind);
  const [merges, reviews, splits] = [of('merge'), of('review'), of('split')];
  const wanted: readonly (readonly [string, ExplainedPair | undefined])[] = [
    ['The strongest merge', merges[0]],
    ['One of the weakest merges', merges.at(-2)],
    ['One of the weakest merges', merges.at(-1)],
    ['One of the strongest reviews', reviews[0]],
    ['One of the strongest reviews', reviews[1]],
    ['The weakest review', reviews.at(-1)],
    ['A merge that no longer holds', splits[0]],
  ];
  const taken = new Set<ExplainedPair>();
  return wanted.flatMap(([title, pair]) => {
    if (pair === undefined || taken.has(pair)) return [];
    taken.add(pair);
    return [{ title, pair }];
  });
}

const reasonsOf = ({ score }: ExplainedPair) => [
  { comparison: 'prior', level: '', bits: score.priorWeight },
  ...score.contributions.map(({ comparison, level, matchWeight }) => ({
    comparison,
    level,
    bits: matchWeight,
  })),
];
