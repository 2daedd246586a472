import { describe, expect, it } from 'vitest';
import { chooseBlocks } from '#cli/dedupe/choose-blocks';
import { drawnPatterns, learn } from '#cli/dedupe/learn';
import { openPool } from '#cli/dedupe/pool';
import { blockCap } from '#core/dedupe/choose-rules';
import { comparisonsOf, inFirst, secondUnit, shifts } from '#core/dedupe/levels';
import { matching } from '#core/dedupe/situations';
import { sharedPeople } from '../support/dedupe-people.ts';

/** A pattern from level names: `{ name: 'same', city: 'same' }`. */
const patternOf = (levels: Readonly<Record<string, string>>): number => {
  let [first, second] = [0, 0];
  for (const [at, { comparison, levels: known }] of comparisonsOf.person.entries()) {
    const number = (known as readonly string[]).indexOf(levels[comparison] ?? '') + 1;
    if (at < inFirst) first |= number << shifts[at]!;
    else second |= number << shifts[at]!;
  }
  return second * secondUnit + first;
};

const counted = (all: readonly (readonly [Readonly<Record<string, string>>, number])[]) => ({
  patterns: Float64Array.from(all, ([levels]) => patternOf(levels)),
  counts: Float64Array.from(all, ([, pairs]) => pairs),
});

const door = { street: 'same', house: 'same', postcode: 'same', city: 'same' };
const away = { street: 'different', house: 'different', postcode: 'different', city: 'different' };

const records = 10_000_000;
const found = counted([
  [{ name: 'same', birthDate: 'same', email: 'same', ...door }, 6_000_000],
  [{ name: 'close', birthDate: 'same', email: 'same' }, 2_000_000],
  [{ name: 'same', birthDate: 'same', email: 'different', ...away }, 1_000_000],
  [{ name: 'given-differs', birthDate: 'different', ...door }, 8_000_000],
]);
const matchesOf = (likeMatches: number): number => {
  const drawn = 150_000;
  const samples = counted([
    [{ name: 'initial', gender: 'same', city: 'same' }, likeMatches],
    [{ name: 'different', birthDate: 'different', ...away }, drawn - likeMatches],
  ]);
  const { models, doubts } = learn([found], [{ ...samples, standsFor: records ** 2 / 2 / drawn }]);
  expect(doubts).toEqual([]);
  const shares = models.person.shares.subarray(0, matching);
  return (shares.reduce((sum, share) => sum + share, 0) * records ** 2) / 2;
};

describe('learning from ten million records', () => {
  it('finds the matches, whether or not a random pair looks a little like one', () => {
    for (const likeMatches of [0, 1, 3]) {
      expect(matchesOf(likeMatches)).toBeGreaterThan(8.5e6);
      expect(matchesOf(likeMatches)).toBeLessThan(9.5e6);
    }
  });

  it('uses what is believed beforehand, and says so, where it finds more matches than pairs', () => {
    const few = counted([[{ name: 'same', birthDate: 'same', email: 'same', ...door }, 200]]);
    const alike = counted([[{ name: 'same', birthDate: 'same', email: 'same', ...door }, 2000]]);
    const { models, doubts } = learn([few], [{ ...alike, standsFor: (300 * 299) / 2 / 2000 }]);
    expect(doubts).toEqual([{ kind: 'person', doubt: 'more matches than pairs to look at' }]);
    const shares = models.person.shares.subarray(0, matching);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.01);
  });
});

describe('drawn pairs', () => {
  /** Of 3,000 people each two share phone and name, and sixty of them one name. */
  const people = sharedPeople(3000, (record) => ({
    name: record < 60 ? 1 : 1 + (record >> 1),
    phone: 1 + (record >> 1),
    postcode: 0,
  }));

  it('stand for all pairs that no rule brings', async () => {
    const pool = openPool(1);
    await pool.every('share', people);
    const { chosen, crowded } = await chooseBlocks(pool, people, 50);
    const drawn = await drawnPatterns(
      pool,
      3000,
      chosen.map(({ rule }) => rule),
      crowded,
    );
    const stoodFor = drawn.reduce(
      (sum, { counts, standsFor }) => sum + standsFor * counts.reduce((all, each) => all + each, 0),
      0,
    );
    const all = (3000 * 2999) / 2;
    expect(crowded.map(({ number }) => chosen[number ?? -1]?.rule.name)).toContain(
      'given name by sound + family name by sound',
    );
    expect(Math.abs(stoodFor / (all - 1500) - 1)).toBeLessThan(0.0004);
  });

  it('meet strangers of one name as often as there are some, however rare', async () => {
    const rare = sharedPeople(3000, (record) => ({
      name: record < 12 ? 1 : record,
      phone: record === 1 ? 1 : record,
      postcode: 0,
    }));
    const pool = openPool(1);
    await pool.every('share', rare);
    const { chosen } = await chooseBlocks(pool, rare, blockCap(3000));
    const names = chosen.find(({ rule }) => rule.isRareOfMany);
    const left = { rule: names!.rule, blocks: names!.blocks, cap: 1, number: undefined };
    const drawn = await drawnPatterns(pool, 3000, [], [left]);
    const same = patternOf({ name: 'same' });
    const pairs = drawn.flatMap(({ patterns, counts, standsFor }) =>
      [...patterns].flatMap((pattern, at) =>
        pattern % 32 === same % 32 ? [standsFor * (counts[at] as number)] : [],
      ),
    );
    expect(pairs.reduce((sum, each) => sum + each, 0)).toBeCloseTo(66, 6);
  });
});
