import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeKeyReader } from '#core/dedupe/block-keys';
import { type BlockingRule, refinementsOf } from '#core/dedupe/blocking-rules';
import { blocksOf, markOversized, withCrowded } from '#core/dedupe/blocks';
import { blockCap, chooseRules, measureRule } from '#core/dedupe/choose-rules';
import { type Layout, planOf } from '#core/dedupe/layout';
import { comparePairs, PairCollector, stretchesOf } from '#core/dedupe/pairs';

const layout: Layout = planOf(
  ['given-name', 'family-name', 'phone', 'phone'].map((meaning, at) => ({
    name: `c${at}`,
    meaning: meaning as 'phone',
    because: 'name' as const,
    group: '',
  })),
  undefined,
).layout;

const values = { bytes: new Uint8Array(64), ends: new Uint32Array(65) };

const rowsOf = (
  records: readonly { given?: number; family?: number; phones?: readonly number[] }[],
) => {
  const rows = new Int32Array(records.length * layout.stride);
  for (const [at, { given = 0, family = 0, phones = [] }] of records.entries()) {
    const row = at * layout.stride;
    rows[row + layout.givenSound] = given;
    rows[row + layout.familySound] = family;
    for (const [each, phone] of phones.entries()) rows[row + layout.phones[each]!.tail] = phone;
  }
  return rows;
};

const names: BlockingRule = {
  name: 'names',
  parts: [
    { name: 'given', places: [layout.givenSound] },
    { name: 'family', places: [layout.familySound] },
  ],
  swaps: true,
};
const phones: BlockingRule = {
  name: 'phone',
  parts: [{ name: 'phone', places: layout.phones.map(({ tail }) => tail) }],
  swaps: false,
};

const pairsOf = (rows: Int32Array, rules: readonly BlockingRule[], cap: number) => {
  const records = rows.length / layout.stride;
  const reader = makeKeyReader(rows, layout, values);
  const oversized = new Int32Array(new SharedArrayBuffer(records * 4));
  const blocks = rules.map((rule) => blocksOf(reader(rule), rows, layout, records));
  for (const [at, each] of blocks.entries()) markOversized(each, cap, at, oversized);
  const collector = new PairCollector();
  const comparer = {
    bring: () => undefined,
    hasInitial: () => false,
    patternOf: () => 0,
    counts: { pairs: 0, lookedUp: 0, compared: 0 },
    forget: () => {},
  };
  const known = rules.map((rule, at) => reader(withCrowded(rule, blocks[at]!, cap)));
  for (const [at, each] of blocks.entries())
    for (const stretch of stretchesOf(each, at, cap))
      comparePairs(stretch, known, cap, oversized, comparer, collector);
  const { a, b, length } = collector.take();
  return Array.from({ length }, (_, at) => `${a[at]} ${b[at]}`).toSorted();
};

describe('blocks', () => {
  it('bring swapped names and any two phones together, each pair once', () => {
    const rows = rowsOf([
      { given: 1, family: 2, phones: [7, 8] },
      { given: 2, family: 1, phones: [8, 7] },
      { given: 3, family: 2, phones: [0, 7] },
    ]);
    expect(pairsOf(rows, [names, phones], 10)).toEqual(['0 1', '0 2', '1 2']);
  });

  it('bring every pair that shares a key of a bearable block exactly once, whatever else it shares', () => {
    const value = fc.integer({ min: 0, max: 4 });
    const record = fc.record({ given: value, family: value, phones: fc.tuple(value, value) });
    const finer = refinementsOf(phones, layout);
    const rules = [phones, names, ...finer];
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 24 }),
        fc.integer({ min: 2, max: 6 }),
        (records, cap) => {
          const rows = rowsOf(records);
          const reader = makeKeyReader(rows, layout, values);
          const wanted = new Set<string>();
          for (const rule of rules) {
            const { starts, members } = blocksOf(reader(rule), rows, layout, records.length);
            for (let block = 0; block + 1 < starts.length; block++) {
              const inside = [...members.slice(starts[block], starts[block + 1])];
              if (inside.length > cap) continue;
              for (const a of inside) for (const b of inside) if (a < b) wanted.add(`${a} ${b}`);
            }
          }
          expect(pairsOf(rows, rules, cap)).toEqual([...wanted].toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('bring a pair of an oversized block that a finer key tells apart', () => {
    const crowd = Array.from({ length: 6 }, (_, at) => ({
      family: at % 3,
      given: at,
      phones: [9],
    }));
    const finer = refinementsOf(phones, layout);
    expect(finer.map(({ name }) => name)).toContain('phone + family name by sound');
    expect(pairsOf(rowsOf(crowd), [phones], 4)).toEqual([]);
    expect(pairsOf(rowsOf(crowd), [phones, ...finer], 4)).toEqual(['1 4', '2 5']);
  });

  it('leave no key out, however many values each record has', () => {
    const records = Array.from({ length: 80 }, (_, at) => ({
      phones: [(at % 40) + 1, (at % 40) + 100],
    }));
    const rows = rowsOf(records);
    const blocks = blocksOf(makeKeyReader(rows, layout, values)(phones), rows, layout, 80);
    expect(blocks.starts.length - 1).toBe(80);
    expect(blocks.keyed).toBe(160);
  });

  it('leave pairs of an oversized block to the other rules', () => {
    const crowd = Array.from({ length: 5 }, (_, at) => ({
      given: 1,
      family: 2,
      phones: [at % 2 ? 9 : 20 + at],
    }));
    expect(pairsOf(rowsOf(crowd), [names, phones], 4)).toEqual(['1 3']);
  });

  it('count what they bring', () => {
    const rows = rowsOf([{ phones: [5] }, { phones: [5] }, { phones: [6] }, {}]);
    const blocks = blocksOf(makeKeyReader(rows, layout, values)(phones), rows, layout, 4);
    const { records, pairs, largest } = measureRule(phones, blocks, 10, 4);
    expect({ records, pairs, largest }).toEqual({ records: 3, pairs: 1, largest: 2 });
  });

  it('are the rare ones of much data, where only rare values tell who somebody is', () => {
    // 60,000 pairs of two records each, 10,000 blocks of six.
    const starts = Int32Array.from({ length: 70_001 }, (_, block) =>
      block <= 60_000 ? block * 2 : 120_000 + (block - 60_000) * 6,
    );
    const blocks = { starts, members: new Int32Array(180_000), keys: new Int32Array(0), keyed: 1 };
    const rare = { ...phones, isRareOfMany: true };
    const { cap, pairs, oversized } = measureRule(rare, blocks, 100, 180_000);
    expect({ cap, pairs, oversized }).toEqual({ cap: 5, pairs: 60_000, oversized: 10_000 });
    expect(measureRule(phones, blocks, 100, 180_000).pairs).toBe(210_000);
    expect(measureRule(rare, blocks, 100, 100_000).pairs).toBe(210_000);
  });

  it('hold the records that the rule is asked for alone', () => {
    const rows = rowsOf([{ phones: [5] }, { phones: [5] }, { phones: [5] }]);
    const keys = makeKeyReader(rows, layout, values)(phones);
    const blocks = blocksOf(keys, rows, layout, 3, Int32Array.of(0, 2));
    expect([...blocks.members]).toEqual([0, 2]);
  });
});

describe('chooseRules', () => {
  it('takes telling rules as long as their pairs stay within the budget', () => {
    const measured = [100, 5_000_000, 0, 200].map((pairs, at) => ({
      rule: { name: `r${at}`, parts: [], swaps: false },
      records: 1000,
      pairs,
      oversized: 0,
      oversizedRecords: 0,
      largest: 2,
    }));
    expect(chooseRules(measured, 10_000).map(({ rule }) => rule.name)).toEqual(['r0', 'r3']);
  });

  it('bounds blocks the more the larger the data', () => {
    expect([1000, 10_000, 100_000, 1_000_000].map(blockCap)).toEqual([1000, 1000, 300, 100]);
  });

  it('takes no more rules than a number has bits', () => {
    expect(
      chooseRules(
        Array.from({ length: 40 }, () => ({ pairs: 1 })),
        5000,
      ),
    ).toHaveLength(31);
  });
});
