import { expectedShares, type LevelCounts } from './level-counts.ts';
import type { MatchWeights } from './match-weights.ts';

/** How far the levels that matches show are from what a model expects of them. */
export interface ComparisonDrift {
  readonly comparison: string;
  /** Pairs that had something to compare. */
  readonly pairs: number;
  /** Population stability index between what was counted and m: 0 when they are equal. */
  readonly fromM: number;
  /** The same from u, the levels of two customers. A comparison that tells customers apart is far from it. */
  readonly fromU: number;
  /** `too-few`: fewer pairs than tell. */
  readonly verdict: 'steady' | 'watch' | 'moved' | 'too-few';
}

/** Customary bounds of the index in credit scoring: Siddiqi, Credit Risk Scorecards, 2006. */
const watchFrom = 0.1;
const movedFrom = 0.25;
/** The index of so many pairs drawn from m itself stays below a tenth with levels as many as a name's. */
const leastPairs = 200;
/** Levels that nobody showed count as half a pair: the logarithm of nothing is none. */
const smoothing = 0.5;

/** Drift of every comparison of a model, in its order. */
export const driftOf = (counts: LevelCounts, { comparisons }: MatchWeights) =>
  comparisons
    .filter(({ levels }) => levels.length > 1)
    .map((each): ComparisonDrift => {
      const shown = counts[each.comparison] ?? {};
      const pairs = Object.values(shown).reduce((sum, count) => sum + count, 0);
      const fromM = stabilityIndex(shown, expectedShares(each, 'm'), pairs);
      return {
        comparison: each.comparison,
        pairs,
        fromM,
        fromU: stabilityIndex(shown, expectedShares(each, 'u'), pairs),
        verdict: verdictOf(fromM, pairs),
      };
    });

export const verdictOf = (index: number, pairs: number): ComparisonDrift['verdict'] =>
  pairs < leastPairs
    ? 'too-few'
    : index < watchFrom
      ? 'steady'
      : index < movedFrom
        ? 'watch'
        : 'moved';

/** Sum over levels of (counted − expected) · ln(counted / expected), as shares. */
export function stabilityIndex(
  counts: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
  pairs: number,
): number {
  const levels = Object.keys(expected);
  const total = pairs + smoothing * levels.length;
  return levels.reduce((sum, level) => {
    const counted = ((counts[level] ?? 0) + smoothing) / total;
    const awaited = ((expected[level] ?? 0) * pairs + smoothing) / total;
    return sum + (counted - awaited) * Math.log(counted / awaited);
  }, 0);
}
