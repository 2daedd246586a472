import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectClocksAgree } from './expect-clocks-agree.ts';

describe('clocks counted twice, by code written apart', () => {
  // A second of a processor; a busy machine gives it a tenth of one. test/long has a million.
  it('agree in 5,000 random cases', { timeout: 60_000 }, () => {
    fc.assert(fc.property(fc.noBias(fc.nat()), expectClocksAgree), {
      numRuns: 5_000,
      endOnFailure: true,
    });
  });
});
