import type { RuleKeys } from './block-keys.ts';
import type { Blocks } from './blocks.ts';

/** Some pairs of blocks, and how many there are. */
export interface CrowdedPairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly all: number;
}

/** So many pairs of a rule are drawn. */
const drawn = 20_000;

/** Pairs of blocks above `cap`, each block by its share of them; the same draw every time. */
export function crowdedPairs(
  { starts, members }: Pick<Blocks, 'starts' | 'members'>,
  cap: number,
): CrowdedPairs {
  const oversized: number[] = [];
  let all = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number);
    if (size <= cap) continue;
    oversized.push(block);
    all += (size * (size - 1)) / 2;
  }
  const length = Math.min(drawn, all);
  const [a, b] = [new Int32Array(length), new Int32Array(length)];
  const draw = xorshift();
  let passed = 0;
  let next = 0;
  for (const block of oversized) {
    const from = starts[block] as number;
    const size = (starts[block + 1] as number) - from;
    passed += (size * (size - 1)) / 2;
    for (; next < length && ((next + 0.5) * all) / length < passed; next++) {
      const one = draw() % size;
      const other = (one + 1 + (draw() % (size - 1))) % size;
      const [low, high] = one < other ? [one, other] : [other, one];
      a[next] = members[from + low] as number;
      b[next] = members[from + high] as number;
    }
  }
  return { a, b, all };
}

/** The same numbers of 32 bits every time (Marsaglia, Xorshift RNGs, 2003). */
export function xorshift(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A rule that does not bring all of its pairs. */
export interface CrowdedRule {
  readonly keys: RuleKeys;
  /** Its bit among those of oversized blocks, which alone it does not bring; `undefined` where it brings none. */
  readonly number: number | undefined;
}

/** Whether two records share a key of one of these rules, of one value each, that does not bring them. */
export const isCrowded = (
  rules: readonly CrowdedRule[],
  oversized: Int32Array,
  a: number,
  b: number,
): boolean => {
  const both = (oversized[a] as number) & (oversized[b] as number);
  for (const { keys, number } of rules)
    if ((number === undefined || (both & (1 << number)) !== 0) && keys.shares(a, b)) return true;
  return false;
};
