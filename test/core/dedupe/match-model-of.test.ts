import { describe, expect, it } from 'vitest';
import { addressShares } from '#core/dedupe/address-shares';
import { matchModelOf } from '#core/dedupe/match-model-of';
import { meanModel } from '#core/dedupe/mean-model';
import { type LearnedModel, priorModel, situations } from '#core/dedupe/situations';
import { withWorldsNames } from '#core/dedupe/with-worlds-names';
import type { MatchModel } from '#core/matching/match-model';
import { modelFrame, usualShare } from '#core/matching/model-frame';

const bitsOf = (model: MatchModel, comparison: string, level: string): number => {
  const found = model.comparisons
    .find((each) => each.comparison === comparison)
    ?.levels.find((each) => each.level === level);
  if (found === undefined) throw new Error(`${comparison} ${level} is not in the model`);
  return Math.log2(found.m / found.u);
};
const person = matchModelOf(priorModel('person'));

/** The same with other shares of one comparison's levels. */
const with_ = (
  who: 'match' | 'housemate' | 'stranger',
  at: number,
  shares: readonly number[],
): LearnedModel => {
  const model = priorModel('person');
  const changed = model.who[who].map((each, comparison) =>
    comparison === at ? Float64Array.of(1, ...shares) : each,
  );
  return { ...model, who: { ...model.who, [who]: changed } };
};
const birthDate = 2;
const phone = 7;

describe('matchModelOf', () => {
  it('has every comparison and level of the frame with shares between 0 and 1', () => {
    for (const kind of ['person', 'organisation'] as const) {
      const { comparisons, priorWeight } = matchModelOf(priorModel(kind));
      expect(priorWeight).toBe(modelFrame[kind].priorWeight);
      expect(comparisons.map((each) => each.comparison)).toEqual(
        modelFrame[kind].comparisons.map((each) => each.comparison),
      );
      for (const { levels } of comparisons)
        for (const { m, u } of levels) {
          expect(m).toBeGreaterThan(0);
          expect(u).toBeGreaterThan(0);
          expect(Math.max(m, u)).toBeLessThanOrEqual(1);
        }
    }
  });

  it('follows what was learned: dates that strangers share more often weigh less', () => {
    const often = with_('stranger', birthDate, [5e-3, 2e-5, 1e-3, 3e-4, 1e-3, 0.015, 0.977]);
    const [usual, frequent] = [person, matchModelOf(often)].map((each) =>
      bitsOf(each, 'birthDate', 'same'),
    ) as [number, number];
    expect(usual - frequent).toBeCloseTo(Math.log2(5e-3 / 5e-5), 0);
  });

  it('weighs what housemates differ in among housemates, since there everything else agrees', () => {
    // One in a hundred strangers, but nine in ten housemates.
    const told = with_('housemate', birthDate, [0.01, 0.01, 0.01, 0.01, 0.03, 0.9, 0.03]);
    expect(bitsOf(matchModelOf(told), 'birthDate', 'two-slips')).toBeLessThan(
      bitsOf(person, 'birthDate', 'two-slips') - 4,
    );
  });

  it('lets a landline say less the more housemates share it, and nothing beside the same door', () => {
    const shared = with_('housemate', phone, [0.01, 0.01, 0.95, 0.01, 0.02]);
    expect(bitsOf(matchModelOf(shared), 'phone', 'same-landline')).toBeLessThan(
      bitsOf(person, 'phone', 'same-landline') - 1,
    );
    for (const model of [person, matchModelOf(shared)])
      expect(bitsOf(model, 'phone', 'landline-beside-door')).toBeLessThan(1);
  });

  it('holds what data cannot tell: contradictions, and that nothing but a document links alone', () => {
    const link = Math.log2(person.thresholds.link / (1 - person.thresholds.link));
    for (const { comparison, levels } of person.comparisons)
      for (const { level, m, u } of levels)
        if (`${comparison} ${level}` !== 'identifier same')
          expect(person.priorWeight + Math.log2(m / u)).toBeLessThan(link);
    expect(bitsOf(person, 'name', 'given-differs')).toBeCloseTo(-24, 2);
    expect(bitsOf(person, 'identifier', 'different')).toBeCloseTo(-14, 2);
    expect(bitsOf(person, 'identifier', 'card-differs')).toBeGreaterThan(-4.01);
  });
});

describe('withWorldsNames', () => {
  it('lets strangers share whole names as in the world, and does nothing a second time', () => {
    const scaled = withWorldsNames(priorModel('person'));
    expect(scaled.who.stranger[0]?.[1]).toBe(usualShare);
    expect(withWorldsNames(scaled)).toEqual(scaled);
    // A given name alone is as frequent as the file says.
    expect(scaled.who.stranger[0]?.[14]).toBe(priorModel('person').who.stranger[0]?.[14]);
  });
});

describe('meanModel', () => {
  it('is the mean of every share', () => {
    const mean = meanModel([
      with_('match', birthDate, [0.8, 0.2, 0, 0, 0, 0, 0]),
      with_('match', birthDate, [0.4, 0.6, 0, 0, 0, 0, 0]),
    ]);
    const [, same, swapped] = mean.who.match[birthDate] ?? [];
    expect([same, swapped]).toEqual([expect.closeTo(0.6), expect.closeTo(0.4)]);
    expect(mean.shares).toHaveLength(situations.length);
    expect(mean.where).toEqual(priorModel('person').where);
  });
});

describe('addressShares', () => {
  it('adds up to the pairs that can be compared, and puts one door above a town and any place', () => {
    const [door, town, far] = (['door', 'town', 'far'] as const).map((where) =>
      addressShares(priorModel('person'), where),
    ) as [Record<string, number>, Record<string, number>, Record<string, number>];
    for (const each of [door, town, far]) {
      const sum = Object.values(each).reduce((all, share) => all + share, 0);
      expect(sum).toBeGreaterThan(0.7);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
    }
    expect(door['same-door']).toBeGreaterThan(100 * (town['same-door'] ?? 0));
    expect(town.city).toBeGreaterThan(10 * (far.city ?? 0));
    expect(far.different).toBeGreaterThan(0.5);
  });
});
