import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectClocksAgree } from './expect-clocks-agree.ts';

describe('clocks counted twice, by code written apart', () => {
  it('agree in 20,000 random cases', () => {
    fc.assert(fc.property(fc.noBias(fc.nat()), expectClocksAgree), {
      numRuns: 20_000,
      endOnFailure: true,
    });
  });
});
