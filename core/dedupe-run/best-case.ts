import type { Frequencies, MatchKey } from '#core/matching/match-model';

/** As store/customers.ts: a key that more customers share than this is common, and is not counted further. */
const mostCounted = 50;

/**
 * Frequencies under which no pair weighs more than under the measured ones later: as few share a value
 * as is known for certain, which is one where nothing is known. Who is not alike even so need not be
 * read again; the others are weighed once more with what the store measures, as in real time.
 */
export const bestCase = (
  customers: number,
  sharersOf: (key: Pick<MatchKey, 'kind' | 'text'>) => number = () => 1,
): Frequencies => ({
  customers: Math.max(1, customers),
  sharedBy: (key) => {
    const sharers = sharersOf(key);
    return sharers > mostCounted ? undefined : sharers;
  },
  isCommon: (key) => sharersOf(key) > mostCounted,
});
