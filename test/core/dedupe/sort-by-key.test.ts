import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortByKey, sortedBy } from '#core/dedupe/sort-by-key';

describe('sortByKey', () => {
  it('sorts by keys as unsigned numbers and leaves those of one key in their order', () => {
    const key = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer());
    fc.assert(
      fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
        const wanted = keys
          .map((each, at) => ({ key: each >>> 0, at }))
          .toSorted((a, b) => a.key - b.key || a.at - b.at);
        const order = Int32Array.from(keys, (_, at) => at);
        const sorted = sortByKey(Int32Array.from(keys), order, keys.length);
        expect([...sorted.order.subarray(0, keys.length)]).toEqual(wanted.map(({ at }) => at));
        expect([...sorted.keys.subarray(0, keys.length)].map((each) => each >>> 0)).toEqual(
          wanted.map((each) => each.key),
        );
      }),
    );
  });

  it('sorts by several keys from the last to the first', () => {
    const [major, minor] = [
      [2, 1, 2, 1],
      [9, 8, 7, 6],
    ];
    const order = sortedBy(
      sortedBy(Int32Array.of(0, 1, 2, 3), (each) => minor![each]!),
      (each) => major![each]!,
    );
    expect([...order]).toEqual([3, 1, 2, 0]);
  });
});
