import { describe, expect, it } from 'vitest';
import { customers5k, readRows } from '../../../bench/quality/datasets.ts';
import { measure } from '../../../bench/quality/run.ts';
import { scoreClusters } from '../../../bench/quality/score.ts';

describe('the quality of matching on write', () => {
  const rows = (readRows(customers5k, '') ?? []).slice(0, 1500);

  it('links the first 1,500 sample customers with precision above 0.99 and recall above 0.85, and asks about most of the rest', () => {
    const { result } = measure(customers5k, rows);

    expect(result.records).toBe(1500);
    expect(result.pairwise.precision).toBeGreaterThan(0.99);
    expect(result.pairwise.recall).toBeGreaterThan(0.85);
    expect(result.missingHeldByTasks).toBeGreaterThan(0.5);
    expect(result.reviewTasks).toBeLessThan(150);
    expect(result.blockKeysPerRecord).toBeLessThan(14);
  });

  it('makes the same decisions again', () => {
    const once = measure(customers5k, rows.slice(0, 300));
    expect(measure(customers5k, rows.slice(0, 300)).predicted).toEqual(once.predicted);
  });
});

describe('scoreClusters', () => {
  it('counts pairs and averages over records', () => {
    const { pairwise, bCubed, correctPairs } = scoreClusters(
      ['a', 'a', 'a', 'b'],
      ['1', '1', '2', '2'],
    );
    expect(correctPairs).toBe(1);
    expect(pairwise).toMatchObject({ precision: 1 / 2, recall: 1 / 3 });
    expect(bCubed.precision).toBeCloseTo((1 + 1 + 0.5 + 0.5) / 4, 12);
    expect(bCubed.recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4, 12);
  });

  it('leaves out pairs within one source where asked', () => {
    const { truePairs, predictedPairs } = scoreClusters(
      ['a', 'a', 'a'],
      ['1', '1', '1'],
      ['A', 'A', 'B'],
    );
    expect([truePairs, predictedPairs]).toEqual([2, 2]);
  });
});
