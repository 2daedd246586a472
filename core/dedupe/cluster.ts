import { inOrder, sortedBy } from './sort-by-key.ts';
import type { Edges } from './weigh.ts';

/** Which records are one customer. */
export interface Clusters {
  /** Per record the lowest number of a record in its cluster. */
  readonly root: Int32Array;
  readonly clusters: number;
  /** Merges that the records of both sides did not bear. */
  readonly refused: number;
  /** Pairs compared to look at whole clusters. */
  readonly looked: number;
}

/** Beyond this many, members of a cluster are looked at by a sample. */
const mostMembers = 24;

/**
 * Joins records along their edges, the strongest first. Two clusters of several records become one
 * only where their records bear it as a whole: pairs that contradict must neither outnumber nor outweigh
 * those that agree. `judge` tells what any two records say, in bits: above 0 for it, below 0 against it;
 * `edges` are sorted by weight, then by record. The result depends on nothing but the edges.
 */
export function cluster(
  records: number,
  edges: Edges,
  threshold: number,
  judge: (a: number, b: number) => number,
): Clusters {
  const root = inOrder(records);
  const next = new Int32Array(records).fill(-1);
  const last = inOrder(records);
  const size = new Int32Array(records).fill(1);
  const find = (record: number): number => {
    let at = record;
    while (root[at] !== at) {
      root[at] = root[root[at] as number] as number;
      at = root[at] as number;
    }
    return at;
  };
  const members = (of: number): number[] => {
    const found: number[] = [];
    for (let at = of; at >= 0 && found.length < mostMembers; at = next[at] as number)
      found.push(at);
    return found;
  };
  let refused = 0;
  let looked = 0;
  let clusters = records;
  for (let each = 0; each < edges.a.length; each++) {
    if ((edges.weight[each] as number) < threshold) break;
    const [a, b] = [find(edges.a[each] as number), find(edges.b[each] as number)];
    if (a === b) continue;
    if ((size[a] as number) > 1 || (size[b] as number) > 1) {
      let agree = 0;
      let against = 0;
      let balance = 0;
      for (const one of members(a)) {
        for (const other of members(b)) {
          looked++;
          const says = judge(one, other);
          balance += says;
          if (says > 0) agree++;
          else if (says < 0) against++;
        }
      }
      if (against > 0 && (against >= agree || balance < 0)) {
        refused++;
        continue;
      }
    }
    const [into, from] = a < b ? [a, b] : [b, a];
    root[from] = into;
    next[last[into] as number] = from;
    last[into] = last[from] as number;
    size[into] = (size[into] as number) + (size[from] as number);
    clusters--;
  }
  for (let record = 0; record < records; record++) root[record] = find(record);
  return { root, clusters, refused, looked };
}

/**
 * The edges of at least this weight, heaviest first, then by record, so that their order does not
 * depend on who found them.
 */
export function sortEdges(edges: Edges, least: number): Edges {
  const { a, b, weight } = edges;
  const kept = new Int32Array(a.length);
  let length = 0;
  for (let each = 0; each < a.length; each++)
    if ((weight[each] as number) >= least) kept[length++] = each;
  // Digits of a double as two numbers, so that they sort as it does: Herf, Radix Tricks, 2001.
  const bits = new Int32Array(weight.slice().buffer);
  const low = isLittleEndian ? 0 : 1;
  const flipped = (edge: number, half: number): number => {
    const isNegative = (bits[edge * 2 + 1 - low] as number) < 0;
    const digits = bits[edge * 2 + half] as number;
    // Heaviest first: the other way round.
    return isNegative ? digits : half === low ? ~digits : ~digits ^ (1 << 31);
  };
  let order: Int32Array = kept.subarray(0, length);
  order = sortedBy(order, (edge) => b[edge] as number);
  order = sortedBy(order, (edge) => a[edge] as number);
  order = sortedBy(order, (edge) => flipped(edge, low));
  order = sortedBy(order, (edge) => flipped(edge, 1 - low));
  const sorted = {
    a: new Int32Array(length),
    b: new Int32Array(length),
    weight: new Float64Array(length),
  };
  for (let each = 0; each < length; each++) {
    const edge = order[each] as number;
    sorted.a[each] = a[edge] as number;
    sorted.b[each] = b[edge] as number;
    sorted.weight[each] = weight[edge] as number;
  }
  return sorted;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
