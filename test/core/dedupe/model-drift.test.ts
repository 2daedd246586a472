import { describe, expect, it } from 'vitest';
import { modelDrift } from '#core/dedupe/model-drift';
import { type LearnedModel, priorModel } from '#core/dedupe/situations';

const filled = new Map([
  ['name', 100_000],
  ['phone', 60_000],
  ['email', 500],
]);
const phone = 7;
const changed = (who: 'match' | 'stranger', shares: readonly number[]): LearnedModel => {
  const model = priorModel('person');
  const levels = model.who[who].map((each, at) =>
    at === phone ? Float64Array.of(1, ...shares) : each,
  );
  return { ...model, who: { ...model.who, [who]: levels } };
};
const drift = (now: LearnedModel, records = 100_000) =>
  modelDrift(priorModel('person'), now, records, filled);
const ofPhones = (now: LearnedModel, records?: number) =>
  drift(now, records).find(({ comparison }) => comparison === 'phone');

describe('modelDrift', () => {
  it('is none where the records teach what was loaded, and leaves out what they lack', () => {
    const all = drift(priorModel('person'));
    expect(all.map(({ comparison }) => comparison)).toEqual(['name', 'phone']);
    for (const { fromM, fromU, verdict } of all) {
      expect([fromM, fromU]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
      expect(verdict).toBe('steady');
    }
  });

  it('tells levels of matches that moved, and of strangers', () => {
    const ofMatches = ofPhones(changed('match', [0.1, 0.1, 0.1, 0.1, 0.6]));
    expect(ofMatches?.verdict).toBe('moved');
    expect(ofMatches?.fromM).toBeGreaterThan(0.25);
    expect(ofMatches?.fromU).toBeCloseTo(0, 9);
    const ofStrangers = ofPhones(changed('stranger', [0.2, 0.1, 0.1, 0.1, 0.5]));
    expect(ofStrangers?.fromU).toBeGreaterThan(0.25);
    expect(ofStrangers?.verdict).toBe('moved');
  });

  it('says nothing of a few records', () => {
    expect(ofPhones(changed('match', [0.1, 0.1, 0.1, 0.1, 0.6]), 60_000)?.verdict).toBe('moved');
    const few = new Map([['phone', 300]]);
    const [only] = modelDrift(
      priorModel('person'),
      changed('match', [0.1, 0.1, 0.1, 0.1, 0.6]),
      300,
      few,
    );
    expect(only?.verdict).toBe('too-few');
  });
});
