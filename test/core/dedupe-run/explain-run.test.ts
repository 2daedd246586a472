import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExplainedPair, explain, sumExplained } from '#core/dedupe-run/explain-run';
import type { Contribution } from '#core/matching/match-model';

const model = {
  priorWeight: -10,
  comparisons: [
    { comparison: 'name', levels: [{ level: 'same', m: 0.5, u: 2 ** -10 }] },
    { comparison: 'phone', levels: [{ level: 'same', m: 0.5, u: 2 ** -12 }] },
  ],
  thresholds: { link: 0.9, review: 0.1 },
};
const pair = (
  kind: ExplainedPair['kind'],
  matchWeight: number,
  contributions: readonly Contribution[] = [],
  id = 'b',
): ExplainedPair => ({
  kind,
  customerIds: ['a', id],
  because: 'above-link-threshold',
  score: { matchWeight, matchProbability: 0.5, priorWeight: -10, contributions },
});
const weightsOf = (kind: ExplainedPair['kind'], pairs: readonly ExplainedPair[]) =>
  pairs.filter((each) => each.kind === kind).map(({ score }) => score.matchWeight);

describe('explain', () => {
  it('keeps of merges the strongest and those nearest to the threshold, of reviews likewise', () => {
    const all = Array.from({ length: 40 }, (_, at) => [
      pair('merge', 100 - at),
      pair('review', 40 - at),
    ]).flat();
    const { pairs } = explain(all, model);
    expect(weightsOf('merge', pairs)).toEqual([100, 99, 70, 69, 68, 67, 66, 65, 64, 63, 62, 61]);
    expect(weightsOf('review', pairs)).toEqual([40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 2, 1]);
  });

  it('sums what frequency added or took, by comparison; what it did not change is in none', () => {
    const named = (sharedBy: number, matchWeight: number): Contribution => ({
      comparison: 'name',
      level: 'same',
      m: 0.5,
      u: 0.1,
      sharedBy,
      matchWeight,
    });
    const phone = { comparison: 'phone', level: 'same', m: 0.5, u: 2 ** -12, matchWeight: 11 };
    const told = [pair('merge', 9, [named(4, 7), phone]), pair('review', 2, [named(9, 10)])];
    const frequent = [{ comparison: 'name', pairs: 2, mostSharers: 9, bits: -1 }];
    expect(explain(told, model).frequent).toEqual(frequent);
    expect(sumExplained(told.map((each) => explain([each], model))).frequent).toEqual(frequent);
  });

  it('picks the same however pairs were parted', () => {
    const pairs = fc.array(
      fc
        .tuple(
          fc.constantFrom('merge' as const, 'split' as const, 'review' as const),
          fc.integer({ min: -3, max: 3 }),
        )
        .map(([kind, weight]) => ({ kind, weight })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 20 }), (drawn, size) => {
        const all = drawn.map(({ kind, weight }, at) => pair(kind, weight, [], `b${at}`));
        const parts = Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
          explain(all.slice(at * size, (at + 1) * size), model),
        );
        expect(sumExplained(parts)).toEqual(explain(all, model));
      }),
    );
  });
});
