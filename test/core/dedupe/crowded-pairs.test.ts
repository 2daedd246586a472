import { describe, expect, it } from 'vitest';
import { makeKeyReader } from '#core/dedupe/block-keys';
import { rulesFor } from '#core/dedupe/blocking-rules';
import { crowdedPairs, isCrowded } from '#core/dedupe/crowded-pairs';
import { sharedPeople } from '../../support/dedupe-people.ts';

/** Blocks of 2, 400 and 800 records. */
const blocks = {
  starts: Int32Array.of(0, 2, 402, 1202),
  members: Int32Array.from({ length: 1202 }, (_, each) => each * 2),
};

describe('crowdedPairs', () => {
  it('counts the pairs of blocks above the cap', () => {
    expect(crowdedPairs(blocks, 2).all).toBe((400 * 399) / 2 + (800 * 799) / 2);
    expect(crowdedPairs(blocks, 400).all).toBe((800 * 799) / 2);
    expect(crowdedPairs(blocks, 800)).toEqual({
      a: new Int32Array(0),
      b: new Int32Array(0),
      all: 0,
    });
  });

  it('draws two records of one block, each block as often as it has pairs', () => {
    const { a, b } = crowdedPairs(blocks, 2);
    const inFirst = a.filter((record, each) => record < 804 && (b[each] as number) < 804).length;
    const inSecond = a.filter((record, each) => record >= 804 && (b[each] as number) >= 804).length;
    expect([inFirst + inSecond, a.length]).toEqual([20_000, 20_000]);
    expect(Math.min(...a)).toBeGreaterThanOrEqual(4);
    expect(a.every((record, each) => record < (b[each] as number))).toBe(true);
    expect(inSecond / inFirst).toBeCloseTo((800 * 799) / (400 * 399), 2);
    expect(new Set(a).size).toBeGreaterThan(1150);
  });

  it('draws the same pairs every time', () => {
    expect(crowdedPairs(blocks, 2)).toEqual(crowdedPairs(blocks, 2));
  });
});

describe('isCrowded', () => {
  const { rows, layout, values, oversized } = sharedPeople(4, (record) => ({
    name: record < 3 ? 1 : 2,
    phone: 3,
    postcode: 0,
  }));
  const reader = makeKeyReader(rows, layout, values);
  const ruleOf = (name: string) => reader(rulesFor(layout).find((rule) => rule.name === name)!);
  const names = ruleOf('given name by sound + family name by sound');

  it('asks for the key alone of a rule that brings nothing', () => {
    const rules = [{ keys: names, number: undefined }];
    expect(isCrowded(rules, oversized, 0, 1)).toBe(true);
    expect(isCrowded(rules, oversized, 0, 3)).toBe(false);
  });

  it('asks for the oversized block, too, of a rule that brings the others', () => {
    const rules = [{ keys: names, number: 2 }];
    expect(isCrowded(rules, oversized, 0, 1)).toBe(false);
    for (const record of [0, 1, 3]) oversized[record] = 1 << 2;
    expect(isCrowded(rules, oversized, 0, 1)).toBe(true);
    expect(isCrowded(rules, oversized, 0, 2)).toBe(false);
    expect(isCrowded(rules, oversized, 0, 3)).toBe(false);
  });
});
