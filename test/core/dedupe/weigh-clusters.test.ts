import { describe, expect, it } from 'vitest';
import { caution } from '#core/dedupe/cluster';
import {
  type at,
  type ComparisonLevels,
  comparisonsOf,
  inFirst,
  organisationBit,
  secondUnit,
  shifts,
  unpack,
} from '#core/dedupe/levels';
import { makeClusterWeigher } from '#core/dedupe/weigh-clusters';

type Levels = Readonly<Partial<Record<keyof typeof at | 'organisationName', string>>>;

const patternOf = (levels: Levels): number => {
  const isCompany = levels.organisationName !== undefined;
  const all: readonly ComparisonLevels[] = comparisonsOf[isCompany ? 'organisation' : 'person'];
  let first = isCompany ? organisationBit : 0;
  let second = 0;
  for (const [each, { comparison, levels: names }] of all.entries()) {
    const level = names.indexOf(levels[comparison as keyof Levels] ?? '') + 1;
    if (each < inFirst) first |= level << (shifts[each] as number);
    else second |= level << (shifts[each] as number);
  }
  return second * secondUnit + first;
};

/** The levels by which clusters were weighed, of pairs with these levels (`a b`). */
const weighed = (pairs: Readonly<Record<string, Levels>>, initials: readonly number[] = []) => {
  const [some, others] = [0, 1].map((side) => [
    ...new Set(Object.keys(pairs).map((pair) => Number(pair.split(' ')[side]))),
  ]) as [number[], number[]];
  let found: number | undefined;
  const weigh = makeClusterWeigher(
    {
      patternOf: (a, b) => patternOf(pairs[`${a} ${b}`] ?? {}),
      bring: () => undefined,
      hasInitial: (record) => initials.includes(record),
      counts: { pairs: 0, lookedUp: 0, compared: 0 },
      forget: () => undefined,
    },
    {
      weigh: (_a, _b, pattern) => {
        found = pattern;
        return 0;
      },
    },
  );
  weigh(some, others, [0, 2]);
  const level = unpack(found ?? 0);
  const kind = ((found ?? 0) % secondUnit) & organisationBit ? 'organisation' : 'person';
  const all: readonly ComparisonLevels[] = comparisonsOf[kind];
  return Object.fromEntries(
    all.flatMap(({ comparison, levels }, each) =>
      level[each] ? [[comparison, levels[level[each] - 1]]] : [],
    ),
  );
};

describe('weighing clusters', () => {
  it('asks more of who contradicts, by however little the rest outweighs it', () => {
    const bitsOf = (levels: Levels) =>
      makeClusterWeigher(
        {
          patternOf: () => patternOf(levels),
          bring: () => undefined,
          hasInitial: () => false,
          counts: { pairs: 0, lookedUp: 0, compared: 0 },
          forget: () => undefined,
        },
        { weigh: () => 0.5 },
      )([0], [1], [0, 1]);
    expect(bitsOf({ name: 'same', birthDate: 'different' })).toBe(0.5 - caution);
    expect(bitsOf({ name: 'same', birthDate: 'slip' })).toBe(0.5);
  });

  it('takes what one record lacks from another, for the pair or against it', () => {
    expect(
      weighed({ '0 2': { name: 'same' }, '1 2': { name: 'initial', email: 'different' } }),
    ).toEqual({ name: 'same', email: 'different' });
  });

  it('counts the best level of each comparison, so that one slip is none where another is right', () => {
    expect(
      weighed({ '0 2': { birthDate: 'different', email: 'same' }, '1 2': { birthDate: 'slip' } }),
    ).toEqual({ birthDate: 'slip', email: 'same' });
  });

  it('takes the address that agrees best as a whole', () => {
    expect(
      weighed({
        '0 2': { street: 'different', city: 'same' },
        '1 2': { street: 'same', house: 'same', city: 'close' },
      }),
    ).toEqual({ street: 'same', house: 'same', city: 'close' });
  });

  it('does not let an initial that fits two people hide that they are two', () => {
    const pairs = { '0 2': { name: 'initial' }, '1 2': { name: 'given-differs' } };
    expect(weighed(pairs, [0])).toEqual({ name: 'given-differs' });
    // B Smith beside Bob and Robert is no other Smith.
    expect(weighed(pairs, [2])).toEqual({ name: 'initial' });
  });

  it('does not let the name that sister companies share hide that they are two', () => {
    expect(
      weighed({
        '0 2': { organisationName: 'contained' },
        '1 2': { organisationName: 'different' },
      }),
    ).toEqual({ organisationName: 'different' });
    expect(
      weighed({ '0 2': { organisationName: 'same' }, '1 2': { organisationName: 'different' } }),
    ).toEqual({ organisationName: 'same' });
  });
});
