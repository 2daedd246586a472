import * as fc from 'fast-check';
import { it } from 'vitest';
import { expectClocksAgree } from '#test/core/privacy-clock/expect-clocks-agree';

it('clocks of privacy requests are counted alike by two implementations in a million cases', () => {
  fc.assert(fc.property(fc.noBias(fc.nat()), expectClocksAgree), {
    numRuns: 1_000_000,
    endOnFailure: true,
  });
});
