import { describe, expect, it } from 'vitest';
import { thresholdCurve } from '#core/dedupe-report/threshold-curve';
import { weightBins } from '#core/dedupe-report/weight-bins';

const edges = {
  a: Int32Array.of(0, 0, 2, 4),
  b: Int32Array.of(1, 2, 3, 5),
  weight: Float64Array.of(500, 2.7, 0, -1.2),
};
const root = Int32Array.of(0, 0, 2, 2, 4, 5);

describe('pairs by their weight', () => {
  it('are counted in whole bits without gaps, those far out at the border', () => {
    const bins = weightBins(edges, root);
    expect(bins.map(({ bits }) => bits)).toEqual(Array.from({ length: 63 }, (_, each) => each - 2));
    expect(bins.filter(({ pairs }) => pairs > 0)).toEqual([
      { bits: -2, pairs: 1, joined: 0, matches: expect.closeTo(1 / (1 + 2 ** 1.2), 9) },
      { bits: 0, pairs: 1, joined: 1, matches: 0.5 },
      { bits: 2, pairs: 1, joined: 0, matches: expect.closeTo(1 / (1 + 2 ** -2.7), 9) },
      { bits: 60, pairs: 1, joined: 1, matches: 1 },
    ]);
  });

  it('are none where there are none', () => {
    const none = { a: new Int32Array(0), b: new Int32Array(0), weight: new Float64Array(0) };
    expect(weightBins(none, root)).toEqual([]);
    expect(thresholdCurve(none, 0.9)[0]).toMatchObject({ pairs: 0, precision: 1, recall: 1 });
  });
});

describe('other thresholds', () => {
  it('tell of the pairs from each on how many are right and how many of all matches they are', () => {
    const even = { ...edges, weight: Float64Array.of(Math.log2(9), Math.log2(9), 0, -30) };
    const curve = thresholdCurve(even, 0.77);
    expect(curve.map(({ threshold }) => threshold)).toEqual([
      0.5, 0.6, 0.7, 0.77, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999,
    ]);
    expect(curve[0]).toEqual({
      threshold: 0.5,
      pairs: 3,
      precision: expect.closeTo(2.3 / 3, 9),
      recall: expect.closeTo(1, 6),
    });
    expect(curve[3]).toEqual({
      threshold: 0.77,
      pairs: 2,
      precision: expect.closeTo(0.9, 9),
      recall: expect.closeTo(1.8 / 2.3, 6),
    });
  });
});
