import { compareText } from '#core/kernel/types';

/** Two living customers who may be one; smaller id first. */
export interface Link {
  readonly ids: readonly [string, string];
  /** In bits. */
  readonly matchWeight: number;
}

export interface LinkedCluster {
  /** Sorted. */
  readonly customerIds: readonly string[];
  readonly links: readonly (readonly [string, string])[];
}

export interface LinkedClusters {
  /** In the order of their smallest ids. */
  readonly clusters: readonly LinkedCluster[];
  /** Links between clusters that would have become larger than `mostInCluster`, weakest of their kind. */
  readonly cut: number;
}

/** Takes links in any order, part after part, and then ties them together. */
export interface LinkCollector {
  readonly add: (link: Link) => void;
  /** How many customers have links so far. */
  readonly customers: () => number;
  readonly clusters: (mostInCluster: number) => LinkedClusters;
}

/**
 * Connected components over links. The strongest link is drawn first, so that where a chain would tie
 * up more customers than can be weighed together, it breaks at its weakest places. The order of the
 * links does not matter, nor does a link that comes twice. A link takes twenty bytes, beside the ids.
 */
export function linkCollector(): LinkCollector {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  let count = 0;
  let ends = new Uint32Array(2 * firstLinks);
  let weights = new Float64Array(firstLinks);
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, ids.length);
    ids.push(id);
    return ids.length - 1;
  };
  return {
    add({ ids: [one, other], matchWeight }) {
      if (count === weights.length) {
        ends = grown(ends, new Uint32Array(2 * ends.length));
        weights = grown(weights, new Float64Array(2 * weights.length));
      }
      ends[2 * count] = numberOf(one);
      ends[2 * count + 1] = numberOf(other);
      weights[count] = matchWeight;
      count += 1;
    },
    customers: () => ids.length,
    clusters: (mostInCluster) => tie(ids, ends, weights.subarray(0, count), mostInCluster),
  };
}

/** The same over links that are all there. */
export function linkClusters(links: Iterable<Link>, mostInCluster: number): LinkedClusters {
  const collector = linkCollector();
  for (const link of links) collector.add(link);
  return collector.clusters(mostInCluster);
}

const firstLinks = 1024;

function grown<A extends Uint32Array | Float64Array>(from: A, into: A): A {
  into.set(from);
  return into;
}

function tie(
  ids: readonly string[],
  ends: Uint32Array,
  weights: Float64Array,
  mostInCluster: number,
): LinkedClusters {
  const idAt = (end: number): string => ids[ends[end] ?? 0] ?? '';
  const inTurn = (a: number, b: number): number =>
    compareText(idAt(2 * a), idAt(2 * b)) || compareText(idAt(2 * a + 1), idAt(2 * b + 1));
  const sorted = Uint32Array.from(weights, (_, link) => link).sort(
    (a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || inTurn(a, b),
  );

  const parent = Uint32Array.from(ids, (_, number) => number);
  const size = new Uint32Array(ids.length).fill(1);
  const rootOf = (number: number): number => {
    let at = number;
    while (parent[at] !== at) {
      const above = parent[at] ?? at;
      parent[at] = parent[above] ?? above;
      at = above;
    }
    return at;
  };
  const kept: number[] = [];
  let cut = 0;
  for (const [place, link] of sorted.entries()) {
    const before = sorted[place - 1];
    if (before !== undefined && inTurn(before, link) === 0) continue;
    const [a, b] = [rootOf(ends[2 * link] ?? 0), rootOf(ends[2 * link + 1] ?? 0)];
    const [sizeA, sizeB] = [size[a] ?? 1, size[b] ?? 1];
    if (a !== b && sizeA + sizeB > mostInCluster) {
      cut += 1;
      continue;
    }
    kept.push(link);
    if (a === b) continue;
    const [into, from] = sizeA >= sizeB ? [a, b] : [b, a];
    parent[from] = into;
    size[into] = sizeA + sizeB;
  }

  const members = Map.groupBy(ids.keys(), rootOf);
  const linksOf = Map.groupBy(kept, (link) => rootOf(ends[2 * link] ?? 0));
  const clusters = [...members]
    .filter(([, numbers]) => numbers.length > 1)
    .map(([root, numbers]) => ({
      customerIds: numbers.map((number) => ids[number] ?? '').toSorted(compareText),
      links: (linksOf.get(root) ?? [])
        .toSorted(inTurn)
        .map((link) => [idAt(2 * link), idAt(2 * link + 1)] as const),
    }))
    .toSorted((a, b) => compareText(a.customerIds[0] ?? '', b.customerIds[0] ?? ''));
  return { clusters, cut };
}
