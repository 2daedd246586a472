/** Pairs of customers from `bits` to one bit more, and those of them that were alike enough to be linked. */
export interface PairWeight {
  readonly bits: number;
  readonly pairs: number;
  readonly links: number;
}

/** Heavier and lighter pairs are counted with those at the border. */
const mostBits = 60;

export const wholeBits = (matchWeight: number): number =>
  Math.floor(Math.max(-mostBits, Math.min(mostBits, matchWeight)));

/** Counts of equal weight added up, the lightest first, without gaps. */
export function sumPairWeights(all: readonly PairWeight[]): readonly PairWeight[] {
  const sums = new Map<number, PairWeight>();
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { bits, pairs, links } of all) {
    const sum = sums.get(bits);
    sums.set(bits, { bits, pairs: pairs + (sum?.pairs ?? 0), links: links + (sum?.links ?? 0) });
    [least, most] = [Math.min(least, bits), Math.max(most, bits)];
  }
  if (sums.size === 0) return [];
  return Array.from(
    { length: most - least + 1 },
    (_, at) => sums.get(least + at) ?? { bits: least + at, pairs: 0, links: 0 },
  );
}
