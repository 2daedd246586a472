import type { DedupeReport } from '#core/dedupe/report';
import type { Edges } from '#core/dedupe/weigh';
import { probabilityOf } from '#core/matching/compare';

/** Pairs beyond these many bits are counted with those at the border. */
const mostBits = 60;

/** Pairs by their weight in whole bits, without gaps, the lightest first. `root` tells clusters. */
export function weightBins({ a, b, weight }: Edges, root: Int32Array): DedupeReport['weights'] {
  const binOf = (bits: number) => Math.floor(Math.max(-mostBits, Math.min(mostBits, bits)));
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const bits of weight) {
    if (bits < lowest) lowest = bits;
    if (bits > highest) highest = bits;
  }
  if (weight.length === 0) return [];
  const first = binOf(lowest);
  const bins = Array.from({ length: binOf(highest) - first + 1 }, (_, at) => ({
    bits: first + at,
    pairs: 0,
    joined: 0,
    matches: 0,
  }));
  for (const [each, bits] of weight.entries()) {
    const bin = bins[binOf(bits) - first];
    if (bin === undefined) continue;
    bin.pairs++;
    bin.matches += probabilityOf(bits);
    if (root[a[each] as number] === root[b[each] as number]) bin.joined++;
  }
  return bins;
}
