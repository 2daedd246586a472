import type { Frequencies } from '#core/matching/match-model';

/**
 * Frequencies under which no pair weighs less than under the measured ones: nobody else shares the
 * agreeing values. Who is not alike even so need not be read again; the others are weighed once more
 * with what the store measures, as in real time.
 */
export const bestCase = (customers: number): Frequencies => ({
  customers: Math.max(1, customers),
  sharedBy: () => 1,
  isCommon: () => false,
});
