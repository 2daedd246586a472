import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Link, linkClusters } from '#core/dedupe-run/link-clusters';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const links = fc
  .uniqueArray(fc.tuple(id, id), {
    selector: ([a, b]) => [a, b].toSorted().join(' '),
    maxLength: 12,
  })
  .chain((pairs) =>
    fc.tuple(
      fc.constant(pairs.filter(([a, b]) => a !== b)),
      fc.array(fc.integer({ min: 1, max: 3 }), {
        minLength: pairs.length,
        maxLength: pairs.length,
      }),
    ),
  )
  .map(([pairs, weights]) =>
    pairs.map(
      ([a, b], at): Link => ({
        ids: a < b ? [a, b] : [b, a],
        matchWeight: weights[at] ?? 1,
      }),
    ),
  );

describe('linkClusters', () => {
  it('does not depend on the order of the links, nor on a link that comes twice', () => {
    fc.assert(
      fc.property(links, fc.integer({ min: 2, max: 7 }), (all, most) => {
        const one = linkClusters(all, most);
        expect(linkClusters([...all.toReversed(), ...all], most)).toEqual(one);
      }),
    );
  });

  it('puts each customer into at most one cluster, together with all that its links lead to', () => {
    fc.assert(
      fc.property(links, (all) => {
        const { clusters, cut } = linkClusters(all, 7);
        expect(cut).toBe(0);
        const ids = clusters.flatMap(({ customerIds }) => customerIds);
        expect(new Set(ids).size).toBe(ids.length);
        for (const {
          ids: [a, b],
        } of all)
          expect(clusters.filter(({ customerIds }) => customerIds.includes(a))).toEqual(
            clusters.filter(({ customerIds }) => customerIds.includes(b)),
          );
        const drawn = clusters.flatMap((each) => each.links);
        expect(drawn).toHaveLength(all.length);
      }),
    );
  });

  it('breaks a chain at its weakest link where it would become too large, and counts what it cut', () => {
    const chain: readonly Link[] = [
      { ids: ['a', 'b'], matchWeight: 5 },
      { ids: ['b', 'c'], matchWeight: 9 },
      { ids: ['c', 'd'], matchWeight: 5 },
    ];
    expect(linkClusters(chain, 2)).toEqual({
      clusters: [{ customerIds: ['b', 'c'], links: [['b', 'c']] }],
      cut: 2,
    });
    fc.assert(
      fc.property(links, fc.integer({ min: 2, max: 4 }), (all, most) => {
        for (const { customerIds } of linkClusters(all, most).clusters)
          expect(customerIds.length).toBeLessThanOrEqual(most);
      }),
    );
  });
});
