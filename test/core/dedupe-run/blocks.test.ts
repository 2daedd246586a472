import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blocksOf,
  countBlocks,
  type FrequentKeys,
  ownedPairs,
  partitionOf,
} from '#core/dedupe-run/blocks';
import type { Card } from '#core/dedupe-run/card';

/** Keys as their hashes look: the partition hangs on the first letters. */
const key = fc.constantFrom('AAAAA1', 'BBBBB2', 'CCCCC3', 'DDDDD4', 'aaaaa5', 'bbbbb6', 'zzzzz7');
const secondKey = fc.constantFrom('s1', 's2', 's3');
const sorted = (all: readonly string[]) => [...new Set(all)].toSorted();
const cards = fc
  .array(fc.tuple(fc.array(key, { maxLength: 4 }), fc.array(secondKey, { maxLength: 3 })), {
    maxLength: 14,
  })
  .map((all) =>
    all.map(
      ([keys, secondKeys], number): Card => ({
        customerId: `c${number}`,
        records: [] as never,
        keys: sorted(keys),
        secondKeys: sorted(secondKeys),
      }),
    ),
  );

const cardsIn = (all: readonly Card[], partition: number, partitions: number) =>
  all.filter(({ keys }) => keys.some((each) => partitionOf(each, partitions) === partition));

/** What a run does with so many partitions: count, gather, compare. */
function run(all: readonly Card[], partitions: number, mostInBlock: number) {
  const numbers = Array.from({ length: partitions }, (_, number) => number);
  const counted = numbers.map((partition) =>
    countBlocks(cardsIn(all, partition, partitions), { partition, partitions }, mostInBlock),
  );
  const frequent: FrequentKeys = {
    split: new Set(counted.flatMap(({ split }) => split.map(([name]) => name))),
    capped: new Set(counted.flatMap(({ capped }) => capped.map(([name]) => name))),
  };
  const pairs = numbers.flatMap((partition) =>
    [...ownedPairs(cardsIn(all, partition, partitions), { partition, partitions }, frequent)].map(
      ([a, b]) => [a.customerId, b.customerId].toSorted().join(' '),
    ),
  );
  return { pairs: pairs.toSorted(), counted, frequent };
}

describe('the pairs of a run', () => {
  it('are every pair with a common block, each exactly once', () => {
    fc.assert(
      fc.property(
        cards,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 5 }),
        (all, partitions, most) => {
          const { pairs, frequent } = run(all, partitions, most);
          const expected = all.flatMap((a, at) =>
            all
              .slice(at + 1)
              .filter((b) =>
                blocksOf(a, frequent).some((each) => blocksOf(b, frequent).includes(each)),
              )
              .map((b) => [a.customerId, b.customerId].toSorted().join(' ')),
          );
          expect(pairs).toEqual(expected.toSorted());
        },
      ),
    );
  });

  it('are the same in any number of partitions and any order of customers', () => {
    fc.assert(
      fc.property(
        cards,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 6 }),
        (all, most, partitions) => {
          const one = run(all, 1, most);
          const many = run(all.toReversed(), partitions, most);
          expect(many.pairs).toEqual(one.pairs);
          expect(many.frequent).toEqual(one.frequent);
        },
      ),
    );
  });

  it('lose none to the splitting of a frequent block when both share a second key that is not', () => {
    fc.assert(
      fc.property(cards, (all) => {
        const whole = run(all, 3, Number.POSITIVE_INFINITY);
        const split = run(all, 3, 3);
        const capped = (text: string) =>
          [...split.frequent.capped].some((each) => each.endsWith(text));
        const byId = new Map(all.map((card) => [card.customerId, card]));
        for (const pair of whole.pairs) {
          const [a, b] = pair.split(' ').map((id) => byId.get(id));
          const common = a?.secondKeys.some(
            (each) => b?.secondKeys.includes(each) && !capped(`|${each}`),
          );
          if (common) expect(split.pairs).toContain(pair);
        }
        for (const pair of split.pairs) expect(whole.pairs).toContain(pair);
      }),
    );
  });
});

describe('the counting of blocks', () => {
  it('names every key that too many share, and every part of it that still does', () => {
    const card = (number: number, secondKeys: readonly string[]): Card => ({
      customerId: `c${number}`,
      records: [] as never,
      keys: ['AAAAA1'],
      secondKeys,
    });
    const all = [1, 2, 3, 4].map((number) => card(number, number === 4 ? ['s2'] : ['s1']));
    expect(countBlocks(all, { partition: 0, partitions: 1 }, 2)).toEqual({
      blocks: 1,
      split: [['AAAAA1', 4]],
      capped: [['AAAAA1|s1', 3]],
      shared: [],
      largest: 4,
      cards: 4,
    });
  });
});
