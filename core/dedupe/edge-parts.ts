import type { Edges } from './weigh.ts';

/** Some of the connected components of edges: nothing in one part has to do with any other. */
export interface EdgePart {
  /** The records that have edges here, ascending. */
  readonly records: Int32Array;
  /** Records by their place in `records`. */
  readonly edges: Edges;
}

/** Parts are a matter of sharing out work: more than threads, since one may hold a large component. */
const partBits = 5;

/**
 * Shares out the edges of at least this weight, components whole, each with the records it joins. All
 * of it lies in shared memory.
 */
export function edgePartsOf(
  records: number,
  { a, b, weight }: Edges,
  least: number,
): readonly EdgePart[] {
  const root = componentsOf(records, { a, b, weight }, least);
  const partOf = (record: number): number =>
    Math.imul(root[record] as number, 0x9e3779b1) >>> (32 - partBits);
  const edgesOf = new Int32Array(1 << partBits);
  const membersOf = new Int32Array(1 << partBits);
  const isJoined = new Uint8Array(records);
  for (let each = 0; each < a.length; each++) {
    if ((weight[each] as number) < least) continue;
    const one = a[each] as number;
    isJoined[one] = isJoined[b[each] as number] = 1;
    const part = partOf(one);
    edgesOf[part] = (edgesOf[part] as number) + 1;
  }
  for (let record = 0; record < records; record++) {
    if (isJoined[record] === 0) continue;
    const part = partOf(record);
    membersOf[part] = (membersOf[part] as number) + 1;
  }
  const parts = Array.from(edgesOf, (edges, part) => ({
    records: new Int32Array(new SharedArrayBuffer((membersOf[part] as number) * 4)),
    edges: {
      a: new Int32Array(new SharedArrayBuffer(edges * 4)),
      b: new Int32Array(new SharedArrayBuffer(edges * 4)),
      weight: new Float64Array(new SharedArrayBuffer(edges * 8)),
    },
  }));
  const place = new Int32Array(records);
  membersOf.fill(0);
  for (let record = 0; record < records; record++) {
    if (isJoined[record] === 0) continue;
    const part = partOf(record);
    const at = membersOf[part] as number;
    membersOf[part] = at + 1;
    place[record] = at;
    (parts[part] as EdgePart).records[at] = record;
  }
  edgesOf.fill(0);
  for (let each = 0; each < a.length; each++) {
    if ((weight[each] as number) < least) continue;
    const one = a[each] as number;
    const part = partOf(one);
    const at = edgesOf[part] as number;
    edgesOf[part] = at + 1;
    const { edges } = parts[part] as EdgePart;
    edges.a[at] = place[one] as number;
    edges.b[at] = place[b[each] as number] as number;
    edges.weight[at] = weight[each] as number;
  }
  return parts.filter(({ records: joined }) => joined.length > 0);
}

/** Per record the lowest one that edges of at least this weight connect it with. */
function componentsOf(records: number, { a, b, weight }: Edges, least: number): Int32Array {
  const root = new Int32Array(records);
  for (let record = 0; record < records; record++) root[record] = record;
  const find = (record: number): number => {
    let at = record;
    while (root[at] !== at) {
      root[at] = root[root[at] as number] as number;
      at = root[at] as number;
    }
    return at;
  };
  for (let each = 0; each < a.length; each++) {
    if ((weight[each] as number) < least) continue;
    const [one, other] = [find(a[each] as number), find(b[each] as number)];
    root[Math.max(one, other)] = Math.min(one, other);
  }
  for (let record = 0; record < records; record++) root[record] = find(record);
  return root;
}
