import { describe, expect, it } from 'vitest';
import { comparisonsOf } from '#core/dedupe/levels';
import { leastWorth, samplePairs, worthOf } from '#core/dedupe/worth-of-rule';

const named = (level: string): number =>
  1 + (comparisonsOf.person[0]!.levels as readonly string[]).indexOf(level);

describe('samplePairs', () => {
  it('takes every pair of small blocks once, and none of blocks above the cap', () => {
    const blocks = {
      starts: Int32Array.of(0, 2, 6, 9),
      members: Int32Array.of(4, 7, 0, 1, 2, 3, 5, 6, 8),
    };
    expect(samplePairs(blocks, 3, 4).map((pair) => pair.join(' '))).toEqual([
      '4 7',
      '5 6',
      '5 8',
      '6 8',
    ]);
  });

  it('spreads over all blocks where there are more pairs than it looks at', () => {
    const starts = Int32Array.from({ length: 10_001 }, (_, block) => block * 2);
    const members = Int32Array.from({ length: 20_000 }, (_, record) => record);
    const found = samplePairs({ starts, members }, 10, 10_000);
    expect(found).toHaveLength(1000);
    expect([found[0], found.at(-1)]).toEqual([
      [10, 11],
      [19_990, 19_991],
    ]);
  });
});

describe('worthOf', () => {
  it('is enough for whole names, and not for first names that differ', () => {
    expect(worthOf([named('same'), named('close'), named('given-differs')])).toBeGreaterThan(
      leastWorth,
    );
    expect(worthOf([named('given-differs'), named('different')])).toBeLessThan(leastWorth);
  });

  it('is nothing where a rule brings nothing new', () => {
    expect(worthOf([])).toBe(0);
  });
});
