import type { MatchWeights } from './match-weights.ts';

/** Comparison → level → pairs that showed it; levels that mean the same beside another name count as one. */
export type LevelCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Levels of one comparison that are one and the same seen in another light: a door beside an initial
 * is a door, a document is a card of another kind. The first of them tells how often.
 */
const likened: Readonly<Record<string, string>> = {
  'address initial-door': 'same-door',
  'address family-door': 'same-door',
  'email family-mailbox': 'same',
  'email mailbox-beside-door': 'same',
  'phone family-landline': 'same-landline',
  'phone landline-beside-door': 'same-landline',
  'identifier same': 'same-card',
};

export const likenedLevel = (comparison: string, level: string): string =>
  likened[`${comparison} ${level}`] ?? level;

/** Counts one pair in place. */
export function countLevels(
  counts: Record<string, Record<string, number>>,
  contributions: readonly { readonly comparison: string; readonly level: string }[],
): void {
  for (const { comparison, level: shown } of contributions) {
    const level = likenedLevel(comparison, shown);
    const ofComparison = counts[comparison] ?? {};
    counts[comparison] = ofComparison;
    ofComparison[level] = (ofComparison[level] ?? 0) + 1;
  }
}

export function sumLevelCounts(all: Iterable<LevelCounts>): LevelCounts {
  const sum: Record<string, Record<string, number>> = {};
  for (const counts of all)
    for (const [comparison, levels] of Object.entries(counts)) {
      const ofComparison = sum[comparison] ?? {};
      sum[comparison] = ofComparison;
      for (const [level, count] of Object.entries(levels))
        ofComparison[level] = (ofComparison[level] ?? 0) + count;
    }
  return sum;
}

/** Shares of the levels of one comparison that add up to one: what a model expects to count. */
export function expectedShares(
  { levels, comparison }: MatchWeights['comparisons'][number],
  of: 'm' | 'u',
): Readonly<Record<string, number>> {
  const shares: Record<string, number> = {};
  for (const each of levels) {
    const level = likenedLevel(comparison, each.level);
    if (level === each.level || shares[level] === undefined) shares[level] = each[of];
  }
  const sum = Object.values(shares).reduce((all, share) => all + share, 0);
  return Object.fromEntries(
    Object.entries(shares).map(([level, share]) => [level, share / sum] as const),
  );
}
