import type { ExampleKind } from '#core/dedupe/report';
import type { Edges } from '#core/dedupe/weigh';

/** Pairs listed on each side of the threshold. */
const onEachSide = 10;
/** A doubtful pair of this many bits: one in nine is a match. */
const doubtful = -3;

/** Pairs worth a look, by their number among the edges. */
export interface PickedPairs {
  /** From the strongest to the weakest of those nearest to the threshold. */
  readonly borderline: readonly number[];
  readonly examples: readonly { readonly why: ExampleKind; readonly edge: number }[];
}

/**
 * Picks the pairs that a report shows. `edges` are sorted, heaviest first; `threshold` is in bits;
 * `root` tells clusters. No pair is an example twice.
 */
export function pickPairs(
  { a, b, weight }: Edges,
  root: Int32Array,
  threshold: number,
): PickedPairs {
  const { length } = weight;
  const below = firstBelow(weight, threshold);
  const borderline = Array.from(
    { length: Math.min(length, below + onEachSide) - Math.max(0, below - onEachSide) },
    (_, each) => Math.max(0, below - onEachSide) + each,
  );
  const apart: number[] = [];
  for (let each = 0; each < below && apart.length < 2; each++)
    if (root[a[each] as number] !== root[b[each] as number]) apart.push(each);
  const wanted: readonly (readonly [ExampleKind, number])[] = [
    ['strongest', below > 0 ? 0 : -1],
    ['typical', below > 0 ? Math.floor(below / 2) : -1],
    ['just-above', below - 1],
    ['just-above', below - 2],
    ['just-below', below],
    ['just-below', below + 1],
    ...apart.map((edge) => ['kept-apart', edge] as const),
    ['against', firstBelow(weight, doubtful)],
    ['against', length - 1],
  ];
  const taken = new Set<number>();
  const examples = wanted.flatMap(([why, edge]) => {
    const isPair = edge >= 0 && edge < length && !taken.has(edge);
    const fits = why === 'against' ? edge >= below : true;
    if (!isPair || !fits) return [];
    taken.add(edge);
    return [{ why, edge }];
  });
  return { borderline, examples };
}

/** The number of the first weight below `bits` in a list that falls. */
const firstBelow = (weight: Float64Array, bits: number): number => {
  let [low, high] = [0, weight.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((weight[middle] as number) >= bits) low = middle + 1;
    else high = middle;
  }
  return low;
};
