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

/** What the records of whole clusters say, in bits. */
export interface ClusterJudge {
  /** Of two clusters as if each were one record: what speaks for their being one. `edge` is their best pair. */
  readonly weigh: (
    some: readonly number[],
    others: readonly number[],
    edge: readonly [number, number],
  ) => number;
  /** Whether two records are next to certainly two customers. */
  readonly contradict: (one: number, other: number) => boolean;
}

/**
 * Joins records along their edges, the strongest first. Two clusters become one only where they weigh
 * enough as wholes. A record that says too little to tell which of two customers
 * it is joins neither: its odds are shared among those that contradict each other. `edges` are sorted by
 * weight, then by record. The result depends on nothing but the edges.
 */
export function cluster(
  records: number,
  edges: Edges,
  threshold: number,
  judge: ClusterJudge,
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
  const neighbours = neighboursOf(records, edges);
  let refused = 0;
  let looked = 0;
  let clusters = records;
  /** Bits of the best that `record` has with somebody who contradicts `chosen`. */
  const rival = (record: number, chosen: number, weight: number): number => {
    const { starts, order } = neighbours;
    const [own, other] = [find(record), find(chosen)];
    const end = Math.min(starts[record + 1] as number, (starts[record] as number) + mostMembers);
    for (let place = starts[record] as number; place < end; place++) {
      const edge = order[place] as number;
      const found = edges.weight[edge] as number;
      if (found < weight - mostRivalry) break;
      const [a, b] = [edges.a[edge] as number, edges.b[edge] as number];
      const third = a === record ? b : a;
      const its = find(third);
      if (its === own || its === other) continue;
      looked++;
      if (judge.contradict(chosen, third)) return found;
    }
    return Number.NEGATIVE_INFINITY;
  };
  for (let each = 0; each < edges.a.length; each++) {
    const weight = edges.weight[each] as number;
    if (weight < threshold) break;
    const [one, other] = [edges.a[each] as number, edges.b[each] as number];
    const [a, b] = [find(one), find(other)];
    if (a === b) continue;
    let bits = weight;
    if ((size[a] as number) > 1 || (size[b] as number) > 1 || weight < threshold + caution) {
      const [some, others] = [members(a), members(b)];
      looked += some.length * others.length;
      bits = judge.weigh(some, others, [one, other]);
    }
    if (bits >= threshold) {
      const most = Math.max(rival(one, other, weight), rival(other, one, weight));
      if (most > Number.NEGATIVE_INFINITY)
        bits = -Math.log2(2 ** -weight + 2 ** (most - weight)) - clearly;
    }
    if (bits < threshold) {
      refused++;
      continue;
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
 * Who shows a level that says "someone else" must be better by so many bits than the threshold asks: what
 * is learned of such pairs is learned from few.
 */
export const caution = 0.5;

/** Rivals so many bits below leave no doubt. */
const mostRivalry = 5;
/** Where there are rivals, one must be better by so many bits than the threshold asks. */
const clearly = 1;

/** The edges of each record, the heaviest first. */
function neighboursOf(records: number, { a, b }: Edges) {
  const starts = new Int32Array(records + 1);
  for (const ends of [a, b])
    for (const record of ends) starts[record + 1] = (starts[record + 1] as number) + 1;
  for (let record = 0; record < records; record++)
    starts[record + 1] = (starts[record + 1] as number) + (starts[record] as number);
  const free = starts.slice();
  const order = new Int32Array(a.length * 2);
  for (let each = 0; each < a.length; each++) {
    for (const record of [a[each] as number, b[each] as number]) {
      order[free[record] as number] = each;
      free[record] = (free[record] as number) + 1;
    }
  }
  return { starts, order };
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
