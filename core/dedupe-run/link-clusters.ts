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

/**
 * Connected components over links. The strongest link is drawn first, so that where a chain would tie
 * up more customers than can be weighed together, it breaks at its weakest places. The order of the
 * links does not matter, nor does a link that comes twice.
 */
export function linkClusters(links: Iterable<Link>, mostInCluster: number): LinkedClusters {
  const numbers = new Map<string, number>();
  const ids: string[] = [];
  const numberOf = (id: string): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, ids.length);
    ids.push(id);
    return ids.length - 1;
  };
  const sorted = [...links].sort(
    (a, b) =>
      b.matchWeight - a.matchWeight ||
      compareText(a.ids[0], b.ids[0]) ||
      compareText(a.ids[1], b.ids[1]),
  );

  const parent: number[] = [];
  const size: number[] = [];
  const rootOf = (number: number): number => {
    let at = number;
    while (parent[at] !== undefined && parent[at] !== at) {
      const above = parent[at] ?? at;
      parent[at] = parent[above] ?? above;
      at = above;
    }
    return at;
  };
  const kept: Link[] = [];
  let cut = 0;
  for (const [at, link] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before !== undefined && byIds(before.ids, link.ids) === 0) continue;
    const [a, b] = [rootOf(numberOf(link.ids[0])), rootOf(numberOf(link.ids[1]))];
    const [sizeA, sizeB] = [size[a] ?? 1, size[b] ?? 1];
    if (a !== b && sizeA + sizeB > mostInCluster) {
      cut += 1;
      continue;
    }
    kept.push(link);
    if (a === b) continue;
    const [into, from] = sizeA >= sizeB ? [a, b] : [b, a];
    parent[from] = into;
    parent[into] = into;
    size[into] = sizeA + sizeB;
  }

  const members = Map.groupBy(ids, (id) => rootOf(numberOf(id)));
  const linksOf = Map.groupBy(kept, ({ ids: [one] }) => rootOf(numberOf(one)));
  const clusters = [...members]
    .filter(([, customerIds]) => customerIds.length > 1)
    .map(([root, customerIds]) => ({
      customerIds: customerIds.toSorted(compareText),
      links: (linksOf.get(root) ?? []).map(({ ids: pair }) => pair).toSorted(byIds),
    }))
    .toSorted((a, b) => compareText(a.customerIds[0] ?? '', b.customerIds[0] ?? ''));
  return { clusters, cut };
}

const byIds = (a: readonly [string, string], b: readonly [string, string]) =>
  compareText(a[0], b[0]) || compareText(a[1], b[1]);
