import { describe, expect, it } from 'vitest';
import { makeKeyReader } from '#core/dedupe/block-keys';
import type { BlockingRule } from '#core/dedupe/blocking-rules';
import { blocksOf } from '#core/dedupe/blocks';
import { measureRule } from '#core/dedupe/choose-rules';
import { estimateRule, sampleRecords } from '#core/dedupe/estimate-rule';
import { planOf } from '#core/dedupe/layout';

const { layout } = planOf(
  [{ name: 'phone', meaning: 'phone', because: 'name', group: '' }],
  undefined,
);
const phone: BlockingRule = {
  name: 'phone',
  parts: [{ name: 'phone', places: layout.phones.map(({ tail }) => tail) }],
  swaps: false,
};
const values = { bytes: new Uint8Array(1), ends: new Uint32Array(2) };
const records = 40_000;

const ruleOver = (phoneOf: (record: number) => number) => {
  const rows = new Int32Array(records * layout.stride);
  for (let record = 0; record < records; record++)
    rows[record * layout.stride + layout.phones[0]!.tail] = phoneOf(record);
  const keys = makeKeyReader(rows, layout, values)(phone);
  return {
    measure: (cap: number) =>
      measureRule(phone, blocksOf(keys, rows, layout, records), cap, records),
    estimate: (cap: number) => estimateRule(keys, rows, layout, sampleRecords(records), cap),
  };
};

describe('sampleRecords', () => {
  it('takes about one record in eight, ascending', () => {
    const sample = sampleRecords(records);
    expect(Math.abs(sample.length / (records / 8) - 1)).toBeLessThan(0.05);
    expect([...sample]).toEqual([...new Set(sample)].sort((a, b) => a - b));
  });

  it('meets neighbours as often as records far apart', () => {
    const sample = new Set(sampleRecords(records));
    for (const far of [1, 2, 7, 8, 16, 1000, 20_000]) {
      const both = [...sample].filter((record) => sample.has((record + far) % records)).length;
      expect(Math.abs(both / (records / 64) - 1)).toBeLessThan(0.2);
    }
  });
});

describe('estimateRule', () => {
  it.each([
    ['of neighbours', (record: number) => 1 + (record >> 1)],
    ['of records far apart', (record: number) => 1 + (record % (records / 2))],
    ['of blocks of ten', (record: number) => 1 + (record % (records / 10))],
  ])('tells about how many pairs a rule brings: %s', (_, phoneOf) => {
    const { measure, estimate } = ruleOver(phoneOf);
    const { pairs, hasOversized, some } = estimate(100);
    expect(Math.abs(pairs / measure(100).pairs - 1)).toBeLessThan(0.15);
    expect(hasOversized).toBe(false);
    expect(some.length).toBeGreaterThan(200);
    expect(some.every(([a, b]) => a < b && phoneOf(a) === phoneOf(b))).toBe(true);
  });

  it('says that no record has the key', () => {
    const { estimate } = ruleOver(() => 0);
    expect(estimate(100)).toEqual({ pairs: 0, hasKeys: false, hasOversized: false, some: [] });
  });

  it('leaves oversized blocks out and says that there are some', () => {
    const { estimate } = ruleOver((record) => 1 + (record % 50));
    expect(estimate(100)).toEqual({ pairs: 0, hasKeys: true, hasOversized: true, some: [] });
  });
});
