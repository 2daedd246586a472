import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCustomer } from '#core/identity/create';
import type { SourceRecord } from '#core/identity/customer';
import { putRecord } from '#core/identity/put-record';
import { contextOfTests, someRecord } from '#test/support/customers';
import {
  countSteps,
  expectCarefulTransitions,
  expectEveryIdResolves,
  expectSoundCustomers,
  expectUndoneMergesNeverHappened,
} from '#test/support/identity-promises';
import { runHistory, someHistory, type World } from '#test/support/identity-world';

const histories = 500;
// Guarded by many examples too; test/long runs all promises over ten thousand histories.
const fewerHistories = 150;

describe('any history of records, pins, merges, unmerges, splits and differences', () => {
  it('leaves the state in which an undone merge never happened', () => {
    const worlds: World[] = [];
    fc.assert(
      fc.property(someHistory, (commands) => {
        const world = runHistory(commands);
        worlds.push(world);
        expectUndoneMergesNeverHappened(world);
      }),
      { numRuns: histories },
    );
    for (const [step, count] of Object.entries(countSteps(worlds))) {
      expect([step, count > histories / 50]).toEqual([step, true]);
    }
    expect(Object.keys(countSteps(worlds))).toHaveLength(11);
  });

  it('leaves every id leading to a living customer in one step, or removed', () => {
    fc.assert(
      fc.property(someHistory, (commands) => expectEveryIdResolves(runHistory(commands))),
      { numRuns: fewerHistories },
    );
  });

  it('leaves trees of members whose golden records recompute and have living sources or pins', () => {
    fc.assert(
      fc.property(someHistory, (commands) => expectSoundCustomers(runHistory(commands))),
      { numRuns: fewerHistories },
    );
  });

  it('touches only the members that a step concerns, and tells of every customer it changed', () => {
    fc.assert(
      fc.property(someHistory, (commands) => expectCarefulTransitions(runHistory(commands))),
      { numRuns: fewerHistories },
    );
  });
});

describe('the records of a customer', () => {
  it('come to the same customer in any order of arrival, stale and repeated ones among them', () => {
    const inTwoOrders = fc
      .array(someRecord, { minLength: 1, maxLength: 8 })
      .chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 }),
        ),
      );
    const arrived = ([first, ...rest]: readonly SourceRecord[]) => {
      let [customer] = createCustomer('cus_a', first!, contextOfTests).after;
      for (const record of rest) {
        const put = putRecord(customer!, 'cus_a', record, contextOfTests);
        if ('transition' in put) [customer] = put.transition.after;
      }
      return customer;
    };
    fc.assert(
      fc.property(inTwoOrders, ([some, shuffled]) => {
        expect(arrived(shuffled)).toEqual(arrived(some));
      }),
      { numRuns: histories },
    );
  });
});
