import { type Clusters, caution, cluster, sortEdges } from './cluster.ts';
import type { Comparer } from './compare-rows.ts';
import { makeContradict, unlikely } from './contradict.ts';
import type { EdgePart } from './edge-parts.ts';
import { edgeWeights } from './edge-weights.ts';
import type { Weigher } from './weigh.ts';
import { makeClusterWeigher } from './weigh-clusters.ts';

/** Joins the records of one part of the edges. The answer has records by their place in the part. */
export function clusterPart(
  { records, edges }: EdgePart,
  threshold: number,
  comparer: Comparer,
  weigher: Weigher,
): Clusters {
  const recordOf = (place: number): number => records[place] as number;
  const weigh = makeClusterWeigher(comparer, weigher);
  const contradict = makeContradict(comparer, weigher);
  const known = edgeWeights(records.length, edges);
  const weightOf = (one: number, other: number): number =>
    known(Math.min(one, other), Math.max(one, other)) ?? Number.NEGATIVE_INFINITY;
  return cluster(records.length, sortEdges(edges, threshold), threshold, {
    // Where every two of their records match clearly there is nothing that the wholes could say against it.
    weigh: (some, others, [one, other]) =>
      some.every((each) => others.every((its) => weightOf(each, its) >= threshold + caution))
        ? threshold
        : weigh(some.map(recordOf), others.map(recordOf), [recordOf(one), recordOf(other)]),
    // Likely enough to be no contradiction.
    contradict: (one, other) =>
      weightOf(one, other) < unlikely && contradict(recordOf(one), recordOf(other)),
  });
}
