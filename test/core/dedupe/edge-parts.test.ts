import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cluster, sortEdges } from '#core/dedupe/cluster';
import { edgePartsOf } from '#core/dedupe/edge-parts';

const records = 40;
const threshold = 2;

/** Few weights, so that ties happen, some of them below the threshold. */
const someEdges = fc
  .uniqueArray(fc.tuple(fc.nat(records - 1), fc.nat(records - 1), fc.integer({ min: 0, max: 6 })), {
    selector: ([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`,
    maxLength: 50,
  })
  .map((all) => {
    const kept = all.filter(([a, b]) => a !== b);
    return {
      a: Int32Array.from(kept, ([a, b]) => Math.min(a, b)),
      b: Int32Array.from(kept, ([a, b]) => Math.max(a, b)),
      weight: Float64Array.from(kept, ([, , weight]) => weight),
    };
  });

/** Records of different parity that lie far apart are two customers. */
const contradict = (one: number, other: number): boolean =>
  (one + other) % 2 === 1 && Math.abs(one - other) > 9;

describe('edgePartsOf', () => {
  it('gives every edge from the threshold on to one part, its records to no other', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const parts = edgePartsOf(records, edges, threshold);
        const members = parts.flatMap((part) => [...part.records]);
        expect(new Set(members).size).toBe(members.length);
        const found = parts.flatMap((part) =>
          [...part.edges.a].map(
            (a, at) =>
              `${part.records[a]} ${part.records[part.edges.b[at]!]} ${part.edges.weight[at]}`,
          ),
        );
        const wanted = [...edges.a]
          .map((a, at) => ({ text: `${a} ${edges.b[at]} ${edges.weight[at]}`, at }))
          .filter(({ at }) => edges.weight[at]! >= threshold);
        expect(found.toSorted()).toEqual(wanted.map(({ text }) => text).toSorted());
        for (const part of parts)
          expect([...part.records]).toEqual([...part.records].toSorted((x, y) => x - y));
      }),
    );
  });

  it('clusters part by part as all at once', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const whole = cluster(records, sortEdges(edges, threshold), threshold, {
          weigh: (some, others) =>
            some.some((one) => others.some((other) => contradict(one, other))) ? -9 : 9,
          contradict,
        });
        const root = Int32Array.from({ length: records }, (_, record) => record);
        for (const part of edgePartsOf(records, edges, threshold)) {
          const at = (place: number): number => part.records[place]!;
          const found = cluster(part.records.length, sortEdges(part.edges, threshold), threshold, {
            weigh: (some, others) =>
              some.some((one) => others.some((other) => contradict(at(one), at(other)))) ? -9 : 9,
            contradict: (one, other) => contradict(at(one), at(other)),
          });
          for (const [place, lowest] of found.root.entries()) root[at(place)] = at(lowest);
        }
        expect(root).toEqual(whole.root);
      }),
    );
  });
});
