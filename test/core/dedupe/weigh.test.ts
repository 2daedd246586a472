import { describe, expect, it } from 'vitest';
import { planOf } from '#core/dedupe/layout';
import { at, comparisonsOf, organisationBit, shifts } from '#core/dedupe/levels';
import type { Column, Meaning } from '#core/dedupe/meaning';
import { priorModel } from '#core/dedupe/situations';
import {
  countValues,
  leastWeight,
  makeWeigher,
  patternWeights,
  sharingOf,
  weighPairs,
} from '#core/dedupe/weigh';

const columnOf = (meaning: Meaning): Column => ({
  name: meaning,
  meaning,
  because: 'name',
  group: '',
});

const { layout } = planOf(
  (['given-name', 'family-name', 'birth-date', 'email', 'phone', 'organisation'] as const).map(
    columnOf,
  ),
  undefined,
);
const [email, phone, company] = [layout.emails[0]!, layout.phones[0]!, layout.organisations[0]!];

/** Numbers of values by the place in a row where they stand. */
type Row = Readonly<Record<number, number>>;

const models = { person: priorModel('person'), organisation: priorModel('organisation') };

const weigherOf = (rows: readonly Row[]) => {
  const all = new Int32Array(rows.length * layout.stride);
  for (const [record, row] of rows.entries())
    for (const [place, value] of Object.entries(row))
      all[record * layout.stride + Number(place)] = value;
  return makeWeigher(all, layout, countValues(all, layout, rows.length, 5000), models);
};

const patternOf = (
  levels: Readonly<Partial<Record<keyof typeof at, string>>>,
  kind: 'person' | 'organisation' = 'person',
) =>
  Object.entries(levels).reduce(
    (pattern, [comparison, level]) => {
      const place = at[comparison as keyof typeof at];
      const names: readonly string[] = comparisonsOf[kind][place]!.levels;
      expect(names).toContain(level);
      return pattern | ((names.indexOf(level) + 1) << (shifts[place] as number));
    },
    kind === 'person' ? 0 : organisationBit,
  );

/** A thousand records: value 1 in half of them, all others have one of their own. */
const withCommon = (place: number, value = (at: number) => at + 2): readonly Row[] =>
  Array.from({ length: 1000 }, (_, each) => ({ [place]: each < 500 ? value(-1) : value(each) }));

/** Bits between the weight of two records with the common value and of two with a rare one. */
const lossOf = (rows: readonly Row[], pattern: number): number => {
  const { weigh } = weigherOf(rows);
  return weigh(900, 901, pattern) - weigh(0, 1, pattern);
};

describe('makeWeigher', () => {
  const full = patternOf({ name: 'same', birthDate: 'same' });

  it.each([
    ['given name', layout.given],
    ['family name', layout.family],
  ])('believes a common %s less than a rare one', (_, place) => {
    expect(lossOf(withCommon(place), full)).toBeGreaterThan(1);
    expect(lossOf(withCommon(place), patternOf({ name: 'different' }))).toBe(0);
  });

  it('believes a day of birth less that many have', () => {
    const days = withCommon(layout.birth, (each) => (each < 0 ? 19_000_101 : 19_300_101 + each));
    expect(lossOf(days, full)).toBeGreaterThan(1);
    expect(lossOf(days, patternOf({ name: 'same' }))).toBe(0);
  });

  it('goes by the commoner of two values that are alike', () => {
    const { weigh } = weigherOf(withCommon(layout.family));
    const close = patternOf({ name: 'close' });
    expect(weigh(0, 900, close)).toBeCloseTo(weigh(0, 1, close), 9);
    expect(weigh(900, 901, close)).toBeGreaterThan(weigh(0, 900, close) + 1);
  });

  it('takes a common given name for no more of a family than a rare one', () => {
    const home = patternOf({ name: 'same', phone: 'same-landline' });
    expect(lossOf(withCommon(layout.given), home)).toBeGreaterThan(
      lossOf(withCommon(layout.family), home) + 1,
    );
  });

  it('believes names of companies less that many have, also where one is contained', () => {
    for (const level of ['same', 'contained', 'close'])
      expect(
        lossOf(withCommon(company.words), patternOf({ name: level }, 'organisation')),
      ).toBeGreaterThan(1);
    const different = patternOf({ name: 'different' }, 'organisation');
    expect(lossOf(withCommon(company.words), different)).toBe(0);
  });

  it('believes contact points less that many share', () => {
    expect(lossOf(withCommon(email.address), patternOf({ email: 'same' }))).toBeGreaterThan(5);
    expect(lossOf(withCommon(phone.tail), patternOf({ phone: 'same' }))).toBeGreaterThan(5);
    expect(lossOf(withCommon(phone.tail), patternOf({ phone: 'different' }))).toBe(0);
  });

  it('lets a household have one', () => {
    expect([sharingOf(1), sharingOf(6)]).toEqual([1, 1]);
    expect(sharingOf(24)).toBe(8);
  });
});

describe('weighPairs', () => {
  it('keeps what has a chance of one in a hundred, the lower record first', () => {
    const patterns = Float64Array.of(
      patternOf({ name: 'same', birthDate: 'same' }),
      patternOf({ name: 'family-only' }),
    );
    const base = patternWeights(patterns, models);
    const pairs = {
      a: Int32Array.of(3, 0),
      b: Int32Array.of(1, 2),
      pattern: Int32Array.of(0, 1),
      length: 2,
      patterns,
      counts: Float64Array.of(1, 1),
    };
    const weigh = (bits: number) => ({ weigh: () => bits });
    expect(weighPairs(pairs, base, weigh(leastWeight))).toEqual({
      a: Int32Array.of(1, 0),
      b: Int32Array.of(3, 2),
      weight: Float64Array.of(leastWeight, leastWeight),
    });
    expect(weighPairs(pairs, base, weigh(leastWeight - 0.01)).a).toHaveLength(0);
  });
});
