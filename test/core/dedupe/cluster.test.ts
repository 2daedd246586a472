import { describe, expect, it } from 'vitest';
import { cluster, sortEdges } from '#core/dedupe/cluster';

/** Weights of pairs by `a b`; pairs that are not listed say nothing. */
const clustersOf = (records: number, weights: Readonly<Record<string, number>>) => {
  const edges = Object.entries(weights).map(([pair, weight]) => {
    const [a = 0, b = 0] = pair.split(' ').map(Number);
    return { a, b, weight };
  });
  const sorted = sortEdges(
    {
      a: Int32Array.from(edges, ({ a }) => a),
      b: Int32Array.from(edges, ({ b }) => b),
      weight: Float64Array.from(edges, ({ weight }) => weight),
    },
    2,
  );
  const judge = (a: number, b: number) => weights[`${Math.min(a, b)} ${Math.max(a, b)}`] ?? 0;
  return [...cluster(records, sorted, 2, judge).root];
};

describe('cluster', () => {
  it('joins what edges join', () => {
    expect(clustersOf(5, { '0 1': 9, '1 2': 8, '3 4': 7 })).toEqual([0, 0, 0, 3, 3]);
  });

  it('leaves edges below the threshold', () => {
    expect(clustersOf(2, { '0 1': 1.9 })).toEqual([0, 1]);
  });

  it('does not let a record between two people bridge them', () => {
    // 0 and 2 are father and son; 1 says too little to be told from either.
    expect(clustersOf(3, { '0 1': 6, '1 2': 5, '0 2': -20 })).toEqual([0, 0, 2]);
  });

  it('does not let two such records outvote a contradiction that outweighs them', () => {
    const weights = { '0 1': 6, '0 2': 5, '1 2': 5, '1 3': 4, '2 3': 4, '0 3': -13 };
    expect(clustersOf(4, weights)).toEqual([0, 0, 0, 3]);
  });

  it('cuts a chain at its weakest edge', () => {
    const weights = { '0 1': 9, '1 2': 5, '2 3': 9, '0 2': -8, '1 3': -8, '0 3': -8 };
    expect(clustersOf(4, weights)).toEqual([0, 0, 2, 2]);
  });

  it('joins two clusters whose agreement outnumbers and outweighs a slip', () => {
    const weights = { '0 1': 9, '2 3': 9, '0 2': 9, '1 2': 9, '1 3': 12, '0 3': -20 };
    expect(clustersOf(4, weights)).toEqual([0, 0, 0, 0]);
  });

  it('gives the same clusters for edges in any order', () => {
    const weights = { '0 1': 5, '1 2': 5, '0 2': -20, '2 3': 5 };
    const turned = Object.fromEntries(Object.entries(weights).toReversed());
    expect(clustersOf(4, turned)).toEqual(clustersOf(4, weights));
  });
});
