import { describe, expect, it } from 'vitest';
import { cluster, sortEdges } from '#core/dedupe/cluster';

/**
 * Weights of pairs by `a b`; pairs that are not listed say nothing. Clusters weigh what `whole` says by
 * `members of one,members of the other`, else their worst listed pair.
 */
const clustersOf = (
  records: number,
  weights: Readonly<Record<string, number>>,
  whole: Readonly<Record<string, number>> = {},
) => {
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
  const weightOf = (a: number, b: number) => weights[`${Math.min(a, b)} ${Math.max(a, b)}`];
  const nameOf = (all: readonly number[]) => all.toSorted((a, b) => a - b).join(' ');
  const weigh = (some: readonly number[], others: readonly number[]) => {
    const told = whole[[some, others].map(nameOf).sort().join(',')];
    const listed = some.flatMap((a) => others.flatMap((b) => weightOf(a, b) ?? []));
    return told ?? Math.min(...listed);
  };
  const contradict = (a: number, b: number) => (weightOf(a, b) ?? 0) < 0;
  return [...cluster(records, sorted, 2, { weigh, contradict }).root];
};

describe('cluster', () => {
  it('joins what edges join', () => {
    expect(clustersOf(5, { '0 1': 9, '1 2': 8, '3 4': 7 })).toEqual([0, 0, 0, 3, 3]);
  });

  it('asks the wholes of two records where their pair is only just good enough', () => {
    expect(clustersOf(2, { '0 1': 2.4 }, { '0,1': 1.5 })).toEqual([0, 1]);
    expect(clustersOf(2, { '0 1': 2.6 }, { '0,1': 1.5 })).toEqual([0, 0]);
  });

  it('leaves edges below the threshold', () => {
    expect(clustersOf(2, { '0 1': 1.9 })).toEqual([0, 1]);
  });

  it('does not let a record between two people bridge them', () => {
    // 0 and 2 are father and son; 1 says more of the first.
    expect(clustersOf(3, { '0 1': 12, '1 2': 5, '0 2': -20 })).toEqual([0, 0, 2]);
  });

  it('leaves a record alone that fits two people equally well', () => {
    expect(clustersOf(3, { '0 1': 6, '1 2': 6, '0 2': -20 })).toEqual([0, 1, 2]);
  });

  it('asks for a clear difference where two people are possible', () => {
    expect(clustersOf(3, { '0 1': 8.5, '1 2': 6, '0 2': -20 })).toEqual([0, 1, 2]);
    expect(clustersOf(3, { '0 1': 9.5, '1 2': 6, '0 2': -20 })).toEqual([0, 0, 2]);
  });

  it('is not put off by a third record that contradicts neither', () => {
    expect(clustersOf(3, { '0 1': 6, '1 2': 6, '0 2': 1 }, { '0 1,2': 6 })).toEqual([0, 0, 0]);
  });

  it('keeps two clusters apart that weigh too little as wholes', () => {
    const weights = { '0 1': 9, '1 2': 5, '2 3': 9 };
    expect(clustersOf(4, weights, { '0 1,2 3': 1 })).toEqual([0, 0, 2, 2]);
  });

  it('joins two clusters that weigh enough as wholes, whatever one pair says', () => {
    const weights = { '0 1': 14, '0 2': 7, '1 2': -15 };
    expect(clustersOf(3, weights, { '0 1,2': 8 })).toEqual([0, 0, 0]);
  });

  it('gives the same clusters for edges in any order', () => {
    const weights = { '0 1': 5, '1 2': 5, '0 2': -20, '2 3': 5 };
    const turned = Object.fromEntries(Object.entries(weights).toReversed());
    expect(clustersOf(4, turned)).toEqual(clustersOf(4, weights));
  });

  it('lets nobody be the rival of who is in one cluster with him', () => {
    const sorted = sortEdges(
      {
        a: Int32Array.of(1, 0, 0),
        b: Int32Array.of(2, 1, 2),
        weight: Float64Array.of(10, 9, 8),
      },
      2,
    );
    const judge = { weigh: () => 9, contradict: (a: number, b: number) => a + b === 3 };
    expect([...cluster(3, sorted, 2, judge).root]).toEqual([0, 0, 0]);
  });
});
