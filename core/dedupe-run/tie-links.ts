/** Which cluster a customer is in: 0 is none; the others are counted from 1, by their first customers. */
export interface TiedClusters {
  /** By the number of the customer. */
  readonly labels: Uint32Array<ArrayBuffer>;
  readonly clusters: number;
  /** Clusters by their number of customers. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Links left out: they would have made a cluster larger than `mostInCluster`. */
  readonly cut: number;
}

export interface Ties {
  /** Links are drawn in their order, the strongest first. */
  readonly draw: (a: number, b: number) => void;
  /** To be called once, at the end. */
  readonly clusters: () => TiedClusters;
}

/**
 * Connected components over links. The strongest link is drawn first, so that where a chain would tie
 * up more customers than can be weighed together, it breaks at its weakest places. Links are not kept:
 * a customer takes five bytes while they are drawn and nine at the end, however many links there are.
 * Union by size with path halving: Tarjan & van Leeuwen, Worst-case analysis of set union algorithms, 1984.
 */
export function tieLinks(customers: number, mostInCluster: number): Ties {
  const parent = new Uint32Array(customers);
  for (let number = 0; number < customers; number += 1) parent[number] = number;
  // A cluster's size is known at its root only.
  const size = mostInCluster < 256 ? new Uint8Array(customers) : new Uint32Array(customers);
  size.fill(1);
  let cut = 0;
  const rootOf = (number: number): number => {
    let at = number;
    for (;;) {
      const above = parent[at] ?? at;
      if (above === at) return at;
      const over = parent[above] ?? above;
      parent[at] = over;
      at = over;
    }
  };
  return {
    draw(one, other) {
      const [a, b] = [rootOf(one), rootOf(other)];
      if (a === b) return;
      const [sizeA, sizeB] = [size[a] ?? 1, size[b] ?? 1];
      if (sizeA + sizeB > mostInCluster) {
        cut += 1;
        return;
      }
      const [into, from] = sizeA >= sizeB ? [a, b] : [b, a];
      parent[from] = into;
      size[into] = sizeA + sizeB;
    },
    clusters() {
      const labels = new Uint32Array(customers);
      const sizes: Record<string, number> = {};
      let clusters = 0;
      for (let number = 0; number < customers; number += 1) {
        const root = rootOf(number);
        const members = size[root] ?? 1;
        if (members === 1) continue;
        // The root's own label is its cluster's until its turn comes, and is the same then.
        if (labels[root] === 0) {
          clusters += 1;
          labels[root] = clusters;
          sizes[members] = (sizes[members] ?? 0) + 1;
        }
        labels[number] = labels[root] ?? 0;
      }
      return { labels, clusters, sizes, cut };
    },
  };
}
