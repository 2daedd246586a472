import { describe, expect, it } from 'vitest';
import { bestThreshold } from '#core/dedupe/threshold';

/** Pairs of these weights, of no records in particular. */
const edgesOf = (...weights: readonly number[]) => ({
  a: new Int32Array(weights.length),
  b: new Int32Array(weights.length),
  weight: Float64Array.from(weights),
});

const bits = (probability: number): number => Math.log2(probability / (1 - probability));

describe('bestThreshold', () => {
  it('lies at or below the pair that it was taken from, so that this pair is joined', () => {
    for (let weight = 0.6; weight < 4; weight += 0.0137) {
      const threshold = bestThreshold(edgesOf(12, 11, 9, weight, -6, -6.2));
      expect(bits(threshold)).toBeLessThanOrEqual(weight);
    }
  });

  it('can be printed with three decimals', () => {
    const threshold = bestThreshold(edgesOf(12, 11, 9, 2.345678, -6));
    expect(threshold).toBe(Number(threshold.toFixed(3)));
  });

  it('joins nothing that is about as soon two customers as one', () => {
    // Very many pairs of little weight: their matches would be worth their strangers.
    const unsure = Array.from({ length: 500 }, () => -0.2);
    expect(bestThreshold(edgesOf(12, 11, ...unsure))).toBe(0.55);
  });

  it('is that of the highest F1 where it lies between its bounds', () => {
    // By 0.8 a pair is worth it, those of 0.05 are not.
    expect(bestThreshold(edgesOf(12, 11, bits(0.8), bits(0.05), bits(0.05)))).toBe(0.8);
  });
});
