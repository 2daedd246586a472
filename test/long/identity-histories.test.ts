import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import {
  expectCarefulTransitions,
  expectEveryIdResolves,
  expectSoundCustomers,
  expectUndoneMergesNeverHappened,
} from '#test/support/identity-promises';
import { runHistory, someHistory } from '#test/support/identity-world';

const histories = 10_000;

describe('ten thousand histories of records, pins, merges, unmerges, splits and differences', () => {
  it('keep every promise of identity', () => {
    fc.assert(
      fc.property(someHistory, (commands) => {
        const world = runHistory(commands);
        expectUndoneMergesNeverHappened(world);
        expectEveryIdResolves(world);
        expectSoundCustomers(world);
        expectCarefulTransitions(world);
      }),
      { numRuns: histories },
    );
  });
});
