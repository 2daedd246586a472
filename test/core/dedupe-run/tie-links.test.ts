import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandOf,
  countBands,
  eachLink,
  linkBytes,
  mostNumbers,
  type NumberedLink,
  packLinks,
  placeOf,
  rangesOfBands,
} from '#core/dedupe-run/packed-links';
import { tieLinks } from '#core/dedupe-run/tie-links';

const customers = 12;
const links = fc
  .uniqueArray(fc.tuple(fc.nat(customers - 1), fc.nat(customers - 1), fc.nat(2)), {
    selector: ([a, b]) => [a, b].toSorted((x, y) => x - y).join(' '),
    maxLength: 30,
    size: 'max',
  })
  .map((all) =>
    all
      .filter(([a, b]) => a !== b)
      .map(([a, b, band]): NumberedLink => ({ band, a: Math.min(a, b), b: Math.max(a, b) })),
  );

/** The rule in one piece: all links sorted, each cluster a set. */
function inOnePiece(all: readonly NumberedLink[], mostInCluster: number) {
  const clusterOf = Array.from({ length: customers }, (_, number) => new Set([number]));
  let cut = 0;
  for (const { a, b } of all.toSorted((x, y) => x.band - y.band || x.a - y.a || x.b - y.b)) {
    const [one, other] = [clusterOf[a] ?? new Set<number>(), clusterOf[b] ?? new Set<number>()];
    if (one === other) continue;
    if (one.size + other.size > mostInCluster) {
      cut += 1;
      continue;
    }
    for (const number of other) {
      one.add(number);
      clusterOf[number] = one;
    }
  }
  const clusters = [...new Set(clusterOf)]
    .filter(({ size }) => size > 1)
    .map((cluster) => [...cluster].toSorted((x, y) => x - y))
    .toSorted(([x = 0], [y = 0]) => x - y);
  return { clusters, cut };
}

/** As the steps do it: partitions packed apart, read so many links at once. */
function inPartitions(
  all: readonly NumberedLink[],
  partitionOf: (at: number) => number,
  { mostInCluster, atOnce }: { readonly mostInCluster: number; readonly atOnce: number },
) {
  const partitions = Map.groupBy(all.entries(), ([at]) => partitionOf(at));
  const made = [...partitions.values()].map((entries) => {
    const own = entries.map(([, link]) => link);
    return { packed: packLinks(own), bands: countBands(own) };
  });
  const ranges = rangesOfBands(
    made.map(({ bands }) => bands),
    atOnce,
  );
  if (ranges === undefined) return undefined;
  const ties = tieLinks(customers, mostInCluster);
  let mostAtOnce = 0;
  for (const range of ranges) {
    const pieces = made.map(({ packed, bands }) => {
      const { first, count } = placeOf(bands, range);
      return packed.slice(first, first + count);
    });
    const joined = BigUint64Array.from(pieces.flatMap((piece) => [...piece])).sort();
    expect(joined).toHaveLength(range.links);
    mostAtOnce = Math.max(mostAtOnce, joined.length);
    eachLink(joined, ties.draw);
  }
  const { labels, clusters, sizes, cut } = ties.clusters();
  const members = Array.from({ length: clusters }, (_, at) =>
    [...labels.keys()].filter((number) => labels[number] === at + 1),
  );
  return { members, sizes, cut, mostAtOnce };
}

describe('tying links to clusters', () => {
  it('gives the same clusters as in one piece, however links were parted and however few are read at once', () => {
    fc.assert(
      fc.property(
        links,
        fc.array(fc.nat(3), { minLength: 30, maxLength: 30 }),
        fc.integer({ min: 2, max: customers }),
        fc.integer({ min: 1, max: 30 }),
        (all, parted, mostInCluster, atOnce) => {
          const mostOfBand = Math.max(0, ...countBands(all).map(([, count]) => count));
          const limits = { mostInCluster, atOnce: Math.max(atOnce, mostOfBand) };
          const found = inPartitions(all, (at) => parted[at] ?? 0, limits);
          const { clusters, cut } = inOnePiece(all, mostInCluster);
          expect(found?.members).toEqual(clusters);
          expect(found?.cut).toBe(cut);
          const sizes = Object.entries(found?.sizes ?? {}).flatMap(([size, count]) =>
            Array.from({ length: count }, () => Number(size)),
          );
          expect(sizes).toEqual(clusters.map(({ length }) => length).toSorted((a, b) => a - b));
          expect(found?.mostAtOnce).toBeLessThanOrEqual(limits.atOnce);
        },
      ),
    );
  });

  it('breaks a chain at its weakest link where it would become too large', () => {
    const chain = [
      { band: bandOf(5), a: 0, b: 1 },
      { band: bandOf(9), a: 1, b: 2 },
      { band: bandOf(5), a: 2, b: 3 },
    ];
    expect(inPartitions(chain, (at) => at, { mostInCluster: 2, atOnce: 1 })).toBeUndefined();
    expect(inPartitions(chain, (at) => at, { mostInCluster: 2, atOnce: 2 })).toMatchObject({
      members: [[1, 2]],
      cut: 2,
    });
  });

  it('keeps clusters of more than 255', () => {
    const ties = tieLinks(300, 300);
    for (let number = 1; number < 300; number += 1) ties.draw(number - 1, number);
    expect(ties.clusters().sizes).toEqual({ 300: 1 });
  });

  it('holds a link in eight bytes, up to the largest number, and sorts it by strength first', () => {
    const last = mostNumbers - 1;
    const all = [
      { band: 1023, a: 0, b: 1 },
      { band: 3, a: last - 1, b: last },
      { band: 3, a: 31, b: last },
      { band: 2, a: last - 33, b: last - 32 },
    ];
    const packed = packLinks(all);
    expect(packed.byteLength).toBe(linkBytes * all.length);
    const ends: (readonly [number, number])[] = [];
    eachLink(packed, (a, b) => ends.push([a, b]));
    expect(ends).toEqual([
      [last - 33, last - 32],
      [31, last],
      [last - 1, last],
      [0, 1],
    ]);
  });

  it('puts what is stronger into an earlier band, an eighth of a bit wide', () => {
    expect([200, 112, 111.9, 20, 19.9, 19.8, -16, -99].map(bandOf)).toEqual([
      0, 0, 0, 736, 736, 737, 1023, 1023,
    ]);
  });
});
