import { describe, expect, it } from 'vitest';
import { edgeWeights } from '#core/dedupe/edge-weights';

describe('edgeWeights', () => {
  it('knows the weight of every edge and of no other pair', () => {
    const weightOf = edgeWeights(5, {
      a: Int32Array.of(3, 0, 0, 1),
      b: Int32Array.of(4, 2, 1, 4),
      weight: Float64Array.of(1.5, -2, 7, 0),
    });
    expect([weightOf(0, 1), weightOf(0, 2), weightOf(1, 4), weightOf(3, 4)]).toEqual([
      7, -2, 0, 1.5,
    ]);
    expect([weightOf(0, 3), weightOf(1, 2), weightOf(2, 3), weightOf(4, 4)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
