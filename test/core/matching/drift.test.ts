import { describe, expect, it } from 'vitest';
import { defaultModels } from '#core/matching/default-models';
import { driftOf } from '#core/matching/drift';
import {
  countLevels,
  expectedShares,
  type LevelCounts,
  sumLevelCounts,
} from '#core/matching/level-counts';
import { refineWeights } from '#core/matching/refine-weights';

const model = defaultModels.person;
const comparisonOf = (name: string, weights: Pick<typeof model, 'comparisons'> = model) => {
  const found = weights.comparisons.find(({ comparison }) => comparison === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
/** So many pairs with the levels that the model expects of matches, or of others. */
const expected = (name: string, pairs: number, of: 'm' | 'u' = 'm'): LevelCounts => ({
  [name]: Object.fromEntries(
    Object.entries(expectedShares(comparisonOf(name), of)).map(([level, share]) => [
      level,
      share * pairs,
    ]),
  ),
});
const driftIn = (counts: LevelCounts, name: string) =>
  driftOf(counts, model).find(({ comparison }) => comparison === name);

describe('drift', () => {
  it('is none where matches show what the model expects, and great where they show what others do', () => {
    for (const { comparison } of driftOf({}, model)) {
      const steady = driftIn(expected(comparison, 10_000), comparison);
      expect(steady?.fromM).toBeCloseTo(0, 6);
      expect(steady?.verdict).toBe('steady');
    }
    const lost = driftIn(expected('birthDate', 10_000, 'u'), 'birthDate');
    expect(lost?.fromU).toBeCloseTo(0, 6);
    expect(lost?.fromM).toBeGreaterThan(1);
    expect(lost?.verdict).toBe('moved');
  });

  it('says watch before it says moved, and nothing of a few pairs', () => {
    const phones = (same: number, different: number) =>
      driftIn(
        { phone: { 'same-mobile': 500, same: 300, different, slip: 15, 'same-landline': same } },
        'phone',
      );
    expect(phones(50, 135)?.verdict).not.toBe('moved');
    expect(phones(50, 5000)?.verdict).toBe('moved');
    expect(driftIn(expected('birthDate', 100, 'u'), 'birthDate')?.verdict).toBe('too-few');
  });

  it('counts a door beside an initial as a door, and sums up', () => {
    const counts: Record<string, Record<string, number>> = {};
    const shown = (level: string) => [{ comparison: 'address', level }];
    for (const level of ['same-door', 'initial-door', 'family-door', 'city'])
      countLevels(counts, shown(level));
    expect(counts).toEqual({ address: { 'same-door': 3, city: 1 } });
    expect(sumLevelCounts([counts, counts])).toEqual({ address: { 'same-door': 6, city: 2 } });
  });
});

describe('refineWeights', () => {
  const m = (weights: Pick<typeof model, 'comparisons'>, name: string, level: string) =>
    comparisonOf(name, weights).levels.find((each) => each.level === level)?.m ?? 0;

  it('changes nothing where stewards say what the model says', () => {
    const refined = refineWeights(model, { steward: expected('phone', 300), machine: {} });
    for (const { level, m: before } of comparisonOf('phone').levels)
      expect(m(refined, 'phone', level) / before).toBeCloseTo(1, 2);
  });

  it('moves m towards what stewards saw, the further the more they decided, and never by more than a bit', () => {
    const seen = (pairs: number) => ({ steward: { phone: { different: pairs } }, machine: {} });
    const at = [0, 20, 200, 100_000].map((pairs) =>
      m(refineWeights(model, seen(pairs)), 'phone', 'different'),
    );
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at[0]).toBe(m(model, 'phone', 'different'));
    expect((at[1] ?? 0) / (at[0] ?? 1)).toBeLessThan(1.25);
    expect((at[3] ?? 0) / (at[0] ?? 1)).toBeCloseTo(2, 2);
  });

  it('lets the machine’s own links weigh no more than the model', () => {
    const of = (pairs: number) =>
      m(
        refineWeights(model, { steward: {}, machine: { phone: { different: pairs } } }),
        'phone',
        'slip',
      );
    expect(of(1000)).toBe(of(1_000_000));
    expect(of(1000)).toBeGreaterThanOrEqual(m(model, 'phone', 'slip') / 2);
  });

  it('keeps u, thresholds and contradictions', () => {
    const refined = refineWeights(model, {
      steward: { name: { 'given-differs': 1000 } },
      machine: {},
    });
    expect(refined.thresholds).toEqual(model.thresholds);
    expect(m(refined, 'name', 'given-differs')).toBe(m(model, 'name', 'given-differs'));
    for (const [at, { levels }] of refined.comparisons.entries())
      expect(levels.map(({ u }) => u)).toEqual(model.comparisons[at]?.levels.map(({ u }) => u));
  });
});
