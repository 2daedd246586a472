import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectClocksAgree } from './expect-clocks-agree.ts';

describe('clocks counted twice, by code written apart', () => {
  // Five seconds of a processor; a busy machine gives it a tenth of one.
  it('agree in 20,000 random cases', { timeout: 180_000 }, () => {
    fc.assert(fc.property(fc.noBias(fc.nat()), expectClocksAgree), {
      numRuns: 20_000,
      endOnFailure: true,
    });
  });
});
