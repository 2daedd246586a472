import { compareText } from '#core/kernel/types';
import type { PairScore } from '#core/matching/match-model';
import type { MatchWeights } from '#core/matching/match-weights';

/** A pair that a run decided, and what says so: ids, levels and bits, no value. */
export interface ExplainedPair {
  readonly kind: 'merge' | 'split' | 'review';
  readonly customerIds: readonly [string, string];
  readonly because: string;
  readonly score: Pick<
    PairScore,
    'matchProbability' | 'matchWeight' | 'priorWeight' | 'contributions'
  >;
}

/** How far the frequency of values changed what a comparison says, over the pairs that a run decided. */
export interface FrequentComparison {
  readonly comparison: string;
  readonly pairs: number;
  /** Customers that share the commonest of the values. */
  readonly mostSharers: number;
  /** Added to the weights of all these pairs together; mostly taken from them. */
  readonly bits: number;
}

/** What the report of a run explains. */
export interface Explained {
  readonly pairs: readonly ExplainedPair[];
  readonly frequent: readonly FrequentComparison[];
}

/** Pairs kept on each side of the threshold, and at each end. */
const [nearest, farthest] = [10, 2];

/** A few of many pairs: the strongest and weakest merges and reviews, and some splits. Of picks it picks the same as of all. */
function pickExplained(pairs: readonly ExplainedPair[]): readonly ExplainedPair[] {
  const sorted = pairs.toSorted(
    (a, b) =>
      b.score.matchWeight - a.score.matchWeight ||
      compareText(a.customerIds.join(), b.customerIds.join()),
  );
  const of = (kind: ExplainedPair['kind'], first: number, last: number) => {
    const all = sorted.filter((each) => each.kind === kind);
    return all.filter((_, at) => at < first || at >= all.length - last);
  };
  return [
    ...of('merge', farthest, nearest),
    ...of('review', nearest, farthest),
    ...of('split', farthest, farthest),
  ];
}

/** What is to be told of these pairs, weighed by this model. */
export const explain = (pairs: readonly ExplainedPair[], model: MatchWeights): Explained =>
  sumExplained([
    { pairs, frequent: pairs.flatMap(({ score }) => frequentIn(score.contributions, model)) },
  ]);

export const sumExplained = (all: readonly Explained[]): Explained => ({
  pairs: pickExplained(all.flatMap(({ pairs }) => pairs)),
  frequent: [
    ...Map.groupBy(
      all.flatMap(({ frequent }) => frequent),
      ({ comparison }) => comparison,
    ),
  ]
    .map(([comparison, each]) => ({
      comparison,
      pairs: each.reduce((sum, { pairs }) => sum + pairs, 0),
      mostSharers: Math.max(...each.map(({ mostSharers }) => mostSharers)),
      bits: each.reduce((sum, { bits }) => sum + bits, 0),
    }))
    .toSorted((a, b) => compareText(a.comparison, b.comparison)),
});

const frequentIn = (
  contributions: PairScore['contributions'],
  { comparisons }: MatchWeights,
): readonly FrequentComparison[] =>
  contributions.flatMap(({ comparison, level, matchWeight, sharedBy }) => {
    const usual = comparisons
      .find((each) => each.comparison === comparison)
      ?.levels.find((each) => each.level === level);
    if (sharedBy === undefined || usual === undefined) return [];
    const bits = matchWeight - Math.log2(usual.m / usual.u);
    return [{ comparison, pairs: 1, mostSharers: sharedBy, bits }];
  });
