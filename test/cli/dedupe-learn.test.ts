import { describe, expect, it } from 'vitest';
import { learn } from '#cli/dedupe/learn';
import { comparisonsOf, inFirst, secondUnit, shifts } from '#core/dedupe/levels';
import { matching } from '#core/dedupe/situations';

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
  const { models, doubts } = learn([found], [samples], records, drawn);
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
    const { models, doubts } = learn([few], [alike], 300, 2000);
    expect(doubts).toEqual([{ kind: 'person', doubt: 'more matches than pairs to look at' }]);
    const shares = models.person.shares.subarray(0, matching);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.01);
  });
});
