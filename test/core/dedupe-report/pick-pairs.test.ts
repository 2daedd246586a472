import { describe, expect, it } from 'vitest';
import { pickPairs } from '#core/dedupe-report/pick-pairs';

/** A chain of pairs of neighbours with these weights, heaviest first. */
const edgesOf = (weights: readonly number[]) => ({
  a: Int32Array.from(weights, (_, each) => each),
  b: Int32Array.from(weights, (_, each) => each + 1),
  weight: Float64Array.from(weights),
});

const together = new Int32Array(100);

describe('the pairs that a report shows', () => {
  it('are the ten on each side of the threshold, from strong to weak', () => {
    const edges = edgesOf(Array.from({ length: 40 }, (_, each) => 20 - each));
    const { borderline } = pickPairs(edges, together, 0);
    expect(borderline.map((each) => edges.weight[each])).toEqual(
      Array.from({ length: 20 }, (_, each) => 9 - each),
    );
  });

  it('are the strongest, a typical one, both sides of the threshold, and those that speak against', () => {
    const edges = edgesOf([30, 20, 12, 9, 4, 3, 2, 1, -2, -4, -6]);
    const { examples } = pickPairs(edges, together, 2.5);
    expect(examples.map(({ why, edge }) => [why, edges.weight[edge]])).toEqual([
      ['strongest', 30],
      ['typical', 9],
      ['just-above', 3],
      ['just-above', 4],
      ['just-below', 2],
      ['just-below', 1],
      ['against', -4],
      ['against', -6],
    ]);
  });

  it('show those above the threshold whose clusters did not bear the merge', () => {
    const apart = Int32Array.of(0, 0, 2, 2, 2, 2);
    const { examples } = pickPairs(edgesOf([9, 8, 7, 6, 5]), apart, 2);
    expect(examples).toContainEqual({ why: 'kept-apart', edge: 1 });
  });

  it('are each shown once, however few there are', () => {
    for (const weights of [[], [5], [-5], [5, -5], [5, 5, 5]]) {
      const { examples, borderline } = pickPairs(edgesOf(weights), together, 2);
      expect(new Set(examples.map(({ edge }) => edge)).size).toBe(examples.length);
      expect(examples).toHaveLength(weights.length);
      expect(borderline).toEqual(weights.map((_, each) => each));
    }
  });
});
