import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectHistoryIsKept } from '#test/core/consent/consent-histories';
import { expectTwoOpinionsAgree } from '#test/core/consent/expect-two-opinions-agree';

const seeds = fc.noBias(fc.nat());

describe('consent', () => {
  it('comes of a hundred thousand histories of captures, withdrawals, merges, splits and late arrivals as promised', () => {
    fc.assert(fc.property(seeds, expectHistoryIsKept), { numRuns: 100_000, endOnFailure: true });
  });

  it('is decided alike by two evaluators in a million cases', () => {
    fc.assert(fc.property(seeds, expectTwoOpinionsAgree), {
      numRuns: 1_000_000,
      endOnFailure: true,
    });
  });
});
