import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPair } from '#core/dedupe/explain';
import { bits, comparisonsOf, inFirst, secondUnit, shifts, unpack } from '#core/dedupe/levels';
import { modelOf, reportModel } from '#core/dedupe/report';
import { type LearnedModel, priorModel, situations } from '#core/dedupe/situations';
import { likelihoods, train, weightOfSituations } from '#core/dedupe/train';

/** A pattern from level names: `{ name: 'same', city: 'same' }`. */
const patternOf = (levels: Readonly<Record<string, string>>): number => {
  let [first, second] = [0, 0];
  for (const [at, { comparison, levels: known }] of comparisonsOf.person.entries()) {
    const level = levels[comparison];
    if (level === undefined) continue;
    const number = (known as readonly string[]).indexOf(level) + 1;
    expect(number, `${comparison} ${level}`).toBeGreaterThan(0);
    if (at < inFirst) first |= number << shifts[at]!;
    else second |= number << shifts[at]!;
  }
  return second * secondUnit + first;
};

const weightOf = (model: LearnedModel, levels: Readonly<Record<string, string>>): number => {
  const parts = new Float64Array(situations.length);
  likelihoods(model, unpack(patternOf(levels)), parts);
  return weightOfSituations(parts);
};

const door = { street: 'same', house: 'same', postcode: 'same', city: 'same' };
const elsewhere = {
  street: 'different',
  house: 'different',
  postcode: 'different',
  city: 'different',
};

/** Levels, candidates that show them, and the pairs that random ones stand for. */
type Counted = readonly [Readonly<Record<string, string>>, number, number?];

const sortedEvidence = (counts: readonly Counted[]) => {
  const sorted = counts
    .map(([levels, pairs, strangers = 0]) => [patternOf(levels), pairs, strangers] as const)
    .toSorted(([a], [b]) => a - b);
  return {
    patterns: Float64Array.from(sorted, ([pattern]) => pattern),
    pairs: Float64Array.from(sorted, ([, pairs]) => pairs),
    strangers: Float64Array.from(sorted, ([, , strangers]) => strangers),
  };
};

/** 5,000 records: duplicates, families behind one door, and everybody else. */
const learned = train(
  'person',
  (() => {
    const counts: Counted[] = [
      [{ name: 'same', birthDate: 'same', email: 'same', ...door }, 900],
      [{ name: 'close', birthDate: 'same', ...door }, 300],
      [{ name: 'same', birthDate: 'same', email: 'different', ...elsewhere }, 200],
      [{ name: 'given-differs', birthDate: 'different', ...door }, 1500],
      [{ name: 'given-differs', birthDate: 'different', email: 'same', ...door }, 150],
      [{ name: 'same', birthDate: 'different', ...elsewhere }, 900],
      [
        { name: 'different', birthDate: 'different', email: 'different', ...elsewhere },
        0,
        12_000_000,
      ],
      [
        { name: 'different', birthDate: 'different', city: 'same', postcode: 'different' },
        0,
        300_000,
      ],
    ];
    return sortedEvidence(counts);
  })(),
);

describe('train', () => {
  it('keeps what is believed beforehand where there is nothing to learn from', () => {
    const none = {
      patterns: Float64Array.of(),
      pairs: Float64Array.of(),
      strangers: Float64Array.of(),
    };
    for (const kind of ['person', 'organisation'] as const)
      expect(train(kind, none)).toEqual(priorModel(kind));
  });

  const generations = (pairs: number) =>
    train(
      'person',
      sortedEvidence([
        [{ name: 'same', birthDate: 'same', email: 'same' }, 300],
        [{ name: 'same', birthDate: 'same', email: 'same', generation: 'different' }, pairs],
        [{ name: 'different', birthDate: 'different', email: 'different' }, 500_000],
      ]),
    );
  const another = { name: 'same', birthDate: 'same', generation: 'different' };

  it('does not let a few pairs that contradict excuse themselves', () => {
    expect(weightOf(generations(2), another)).toBeLessThan(weightOf(generations(0), another) + 1);
  });

  it('learns that contradictions are slips where the list is full of them', () => {
    expect(weightOf(generations(40), another)).toBeGreaterThan(10);
  });

  it('does not take random pairs for matches, though one stands for more pairs than there are matches', () => {
    const ofTenMillion = (likeMatches: number) =>
      train(
        'person',
        sortedEvidence([
          [{ name: 'same', birthDate: 'same', email: 'same', ...door }, 6_000_000],
          [{ name: 'close', birthDate: 'same', email: 'same' }, 2_000_000],
          [{ name: 'same', birthDate: 'same', email: 'different', ...elsewhere }, 1_000_000],
          [{ name: 'given-differs', birthDate: 'different', ...door }, 8_000_000],
          [{ name: 'initial', gender: 'same', city: 'same' }, 50_000, likeMatches],
          [
            { name: 'different', birthDate: 'different', email: 'different', ...elsewhere },
            0,
            5e13 - likeMatches,
          ],
        ]),
      );
    const one = ofTenMillion(3.3e8);
    const matches = one.shares.subarray(0, 3).reduce((sum, share) => sum + share, 0) * 5e13;
    expect(matches).toBeGreaterThan(8e6);
    expect(matches).toBeLessThan(10e6);
    for (const levels of [
      { name: 'same', birthDate: 'same', ...door },
      { name: 'close', birthDate: 'same', email: 'same' },
      { name: 'given-differs', birthDate: 'different', ...door },
    ])
      expect(weightOf(one, levels)).toBeCloseTo(weightOf(ofTenMillion(0), levels), 0);
  });

  it('learns that a family behind one door is not one customer, whatever else it shares', () => {
    expect(
      weightOf(learned, { name: 'given-differs', birthDate: 'different', ...door }),
    ).toBeLessThan(-5);
    expect(weightOf(learned, { name: 'given-differs', email: 'same', ...door })).toBeLessThan(0);
    expect(weightOf(learned, { name: 'same', birthDate: 'same', ...door })).toBeGreaterThan(5);
  });

  it('tells father and son of one name apart by their birth dates', () => {
    expect(weightOf(learned, { name: 'same', birthDate: 'different', ...door })).toBeLessThan(0);
  });

  it('lets a person move', () => {
    expect(
      weightOf(learned, { name: 'same', birthDate: 'same', email: 'same', ...elsewhere }),
    ).toBeGreaterThan(5);
  });

  it('takes nothing from what is missing', () => {
    const parts = new Float64Array(situations.length);
    likelihoods(learned, unpack(0), parts);
    expect([...parts]).toEqual([...learned.shares]);
  });

  it('gives shares that add up to one for every comparison', () => {
    for (const { who, where } of [learned, priorModel('organisation')]) {
      for (const each of [...Object.values(who), ...Object.values(where)].flat()) {
        if (each.length < 2 || each[1] === 0) continue;
        expect(each.slice(1).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      }
    }
  });
});

describe('explainPair', () => {
  it('gives contributions that add up to the weight', () => {
    const pattern = fc
      .tuple(...bits.map((_, at) => fc.nat({ max: comparisonsOf.person[at]!.levels.length })))
      .map((levels) => {
        let [first, second] = [0, 0];
        for (const [at, level] of levels.entries()) {
          if (at < inFirst) first |= level << shifts[at]!;
          else second |= level << shifts[at]!;
        }
        return second * secondUnit + first;
      });
    const models = { person: learned, organisation: priorModel('organisation') };
    const told = explainPair((1 << shifts[0]!) | (2 << shifts[6]!), models, 3);
    expect(told.map(({ comparison }) => comparison)).toEqual([
      'prior',
      'name',
      'email',
      'frequency',
    ]);
    fc.assert(
      fc.property(pattern, fc.double({ min: -5, max: 5, noNaN: true }), (each, frequency) => {
        const parts = new Float64Array(situations.length);
        likelihoods(learned, unpack(each), parts);
        const weight = weightOfSituations(parts) + frequency;
        const sum = explainPair(each, models, weight).reduce((all, { bits: of }) => all + of, 0);
        expect(sum).toBeCloseTo(weight, 6);
      }),
    );
  });
});

describe('a saved model', () => {
  it('loads as it was', () => {
    const again = modelOf('person', JSON.parse(JSON.stringify(reportModel(learned))));
    const levels = { name: 'close', birthDate: 'slip', phone: 'same-landline', ...door };
    expect(weightOf(again, levels)).toBeCloseTo(weightOf(learned, levels), 9);
  });
});
