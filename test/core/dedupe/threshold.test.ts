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
      const threshold = bestThreshold(edgesOf(12, 11, 9, weight, -6, -6.2), 100);
      expect(bits(threshold)).toBeLessThanOrEqual(weight);
    }
  });

  it('can be printed with three decimals', () => {
    const threshold = bestThreshold(edgesOf(12, 11, 9, 2.345678, -6), 100);
    expect(threshold).toBe(Number(threshold.toFixed(3)));
  });

  it('is higher for more records, because namesakes grow with them', () => {
    const edges = edgesOf(12, 11, 0.7, 0.65);
    expect(bestThreshold(edges, 100_000)).toBeGreaterThan(bestThreshold(edges, 1000));
  });
});
