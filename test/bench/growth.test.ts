import { describe, expect, it } from 'vitest';
import { makeKeyIndex } from '../../bench/growth/key-index.ts';
import { measureGrowth } from '../../bench/growth.ts';

describe('the key index', () => {
  it('knows who has a key, at most one more than the cap', () => {
    const index = makeKeyIndex(200);
    for (let customer = 0; customer < 60; customer += 1) index.add(1, 2, customer);
    index.add(2, 1, 7);

    expect(index.holders(2, 1)).toEqual([7]);
    expect(index.holders(1, 2)).toHaveLength(51);
    expect(index.holders(3, 3)).toEqual([]);
    expect(index.keys()).toBe(2);
  });

  it('says so when it is full', () => {
    const index = makeKeyIndex(1);
    index.add(1, 1, 1);

    expect(() => index.add(2, 2, 2)).toThrow('full');
  });
});

describe('growth', () => {
  it('takes held-back records in at each size, and links most of them to their person', async () => {
    const rows = await measureGrowth({ sizes: [300, 600], measured: 40, threads: 1 });

    expect(rows.map((row) => row.customers >= 300 && row.measuredRecords > 20)).toEqual([
      true,
      true,
    ]);
    for (const { request, outcomes, linkedRightly } of rows) {
      expect(request.keyQueries).toBeGreaterThan(3);
      expect(request.writeUnits).toBeGreaterThan(10);
      expect(request.candidates).toBeLessThanOrEqual(20);
      expect(outcomes.linked).toBeGreaterThan(10);
      expect(linkedRightly).toBeGreaterThan(0.9);
    }
  }, 30_000);
});
