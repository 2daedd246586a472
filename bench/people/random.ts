/** A stream of pseudo-random numbers that its seed alone decides. */
export interface Random {
  /** In [0, 1). */
  readonly next: () => number;
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** As `pick`, the nth item about `nth ** -exponent` times as often as the first. */
  readonly zipf: <T>(from: readonly T[], exponent?: number) => T;
  /** Each item with its share; the shares add up to about 1. */
  readonly weighed: <T>(from: readonly (readonly [item: T, share: number])[]) => T;
}

/** mulberry32 (Ettinger, 2017) over a seed mixed from all the parts, so that any part can be drawn by itself. */
export function randomOf(...parts: readonly number[]): Random {
  let state = parts.reduce((mixed, part) => mix(mixed ^ mix(part)), 0x9e3779b9);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const zipf = <T>(from: readonly T[], exponent = 0.8): T =>
    from[zipfRank(next(), from.length, exponent)] as T;
  const weighed = <T>(from: readonly (readonly [T, number])[]): T => {
    let left = next();
    for (const [item, share] of from) {
      left -= share;
      if (left < 0) return item;
    }
    return (from[0] as readonly [T, number])[0];
  };
  return { next, below, chance: (probability) => next() < probability, pick, zipf, weighed };
}

/** Rank from 0 by inverting the integral of `rank ** -exponent`; `exponent` below 1. */
const zipfRank = (uniform: number, size: number, exponent: number): number => {
  const power = 1 - exponent;
  const rank = (uniform * ((size + 1) ** power - 1) + 1) ** (1 / power);
  return Math.min(size - 1, Math.floor(rank) - 1);
};

/** The finaliser of MurmurHash3; numbers beyond 32 bits count with their upper half too. */
function mix(part: number): number {
  let bits = (part ^ Math.floor(part / 4294967296)) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
