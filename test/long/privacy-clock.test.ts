import * as fc from 'fast-check';
import { it } from 'vitest';
import { expectClocksAgree } from '#test/core/privacy-clock/expect-clocks-agree';

// Five minutes of a processor; a busy machine takes its time.
it('clocks of privacy requests are counted alike by two implementations in a million cases', {
  timeout: 3_600_000,
}, () => {
  fc.assert(fc.property(fc.noBias(fc.nat()), expectClocksAgree), {
    numRuns: 1_000_000,
    endOnFailure: true,
  });
});
