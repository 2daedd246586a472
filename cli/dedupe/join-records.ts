import type { Clusters } from '#core/dedupe/cluster';
import { edgePartsOf } from '#core/dedupe/edge-parts';
import { inOrder } from '#core/dedupe/sort-by-key';
import type { Edges } from '#core/dedupe/weigh';
import type { Pool } from './pool.ts';

/** Joins records along their edges, components of edges on all threads. */
export async function joinRecords(
  pool: Pool,
  records: number,
  edges: Edges,
  threshold: number,
): Promise<Clusters> {
  const parts = edgePartsOf(records, edges, threshold);
  const joined = await pool.all(
    'cluster',
    parts.map((part) => ({ part, threshold })),
  );
  const root = inOrder(records);
  let [clusters, refused, looked] = [records, 0, 0];
  for (const [each, { records: members }] of parts.entries()) {
    const found = joined[each] as Clusters;
    for (let place = 0; place < members.length; place++)
      root[members[place] as number] = members[found.root[place] as number] as number;
    clusters -= members.length - found.clusters;
    refused += found.refused;
    looked += found.looked;
  }
  return { root, clusters, refused, looked };
}

/** The edges that each thread found, as one list. */
export const joinEdges = (parts: readonly Edges[]): Edges => {
  const length = parts.reduce((sum, { a }) => sum + a.length, 0);
  const joined = {
    a: new Int32Array(length),
    b: new Int32Array(length),
    weight: new Float64Array(length),
  };
  let at = 0;
  for (const part of parts) {
    joined.a.set(part.a, at);
    joined.b.set(part.b, at);
    joined.weight.set(part.weight, at);
    at += part.a.length;
  }
  return joined;
};
