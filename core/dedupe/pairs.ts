import { isSameKey, keySpace, type RuleKeys } from './block-keys.ts';
import { isMany } from './blocking-rules.ts';
import type { Blocks } from './blocks.ts';
import type { Comparer } from './compare-rows.ts';

/** Candidate pairs, each with the number of its pattern in `patterns`. */
export interface PatternPairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly pattern: Int32Array;
  readonly length: number;
  readonly patterns: Float64Array;
  /** Pairs that show each pattern. */
  readonly counts: Float64Array;
}

/** Collects pairs and counts their patterns. */
export class PairCollector {
  #a = new Int32Array(1 << 16);
  #b = new Int32Array(1 << 16);
  #pattern = new Int32Array(1 << 16);
  #length = 0;
  #slots = new Int32Array(1 << 13).fill(-1);
  #patterns = new Float64Array(1 << 12);
  #counts = new Float64Array(1 << 12);
  #distinct = 0;

  add(a: number, b: number, pattern: number): void {
    if (this.#length === this.#a.length) {
      this.#a = doubled(this.#a);
      this.#b = doubled(this.#b);
      this.#pattern = doubled(this.#pattern);
    }
    const at = this.#length++;
    this.#a[at] = a;
    this.#b[at] = b;
    this.#pattern[at] = this.count(pattern, 1);
  }

  /** Counts a pattern without keeping its pair; answers its number. */
  count(pattern: number, weight: number): number {
    const mask = this.#slots.length - 1;
    const high = Math.floor(pattern / 0x2000000);
    let slot =
      (Math.imul(pattern - high * 0x2000000, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 3;
    slot = (slot ^ (slot >>> 13)) & mask;
    for (;;) {
      const known = this.#slots[slot] as number;
      if (known < 0) break;
      if (this.#patterns[known] === pattern) {
        this.#counts[known] = (this.#counts[known] as number) + weight;
        return known;
      }
      slot = (slot + 1) & mask;
    }
    const id = this.#distinct++;
    if (id === this.#patterns.length) {
      this.#patterns = doubled(this.#patterns);
      this.#counts = doubled(this.#counts);
    }
    this.#patterns[id] = pattern;
    this.#counts[id] = weight;
    this.#slots[slot] = id;
    if (this.#distinct * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#distinct; id++) {
      const pattern = this.#patterns[id] as number;
      const high = Math.floor(pattern / 0x2000000);
      let slot =
        (Math.imul(pattern - high * 0x2000000, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 3;
      slot = (slot ^ (slot >>> 13)) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }

  take(): PatternPairs {
    return {
      a: this.#a.subarray(0, this.#length),
      b: this.#b.subarray(0, this.#length),
      pattern: this.#pattern.subarray(0, this.#length),
      length: this.#length,
      patterns: this.#patterns.slice(0, this.#distinct),
      counts: this.#counts.slice(0, this.#distinct),
    };
  }
}

function doubled<T extends Int32Array | Float64Array>(array: T): T {
  const more = new (array.constructor as new (length: number) => T)(array.length * 2);
  more.set(array);
  return more;
}

/** Whether an earlier rule has brought the pair already, so that each pair is scored once. */
export const isBrought = (
  rules: readonly RuleKeys[],
  before: number,
  oversized: Int32Array,
  a: number,
  b: number,
): boolean => {
  if (before === 0) return false;
  const skipped = (oversized[a] as number) & (oversized[b] as number);
  const agreeing = (rules[0] as RuleKeys).agreeing(a, b);
  for (let each = 0; each < before; each++) {
    const earlier = rules[each] as RuleKeys;
    const { needed } = earlier;
    if ((agreeing & needed) !== needed) continue;
    if ((skipped & (1 << each)) === 0) {
      if (earlier.isDecided) return true;
      if (earlier.shares(a, b)) return true;
    } else if (earlier.rule.crowded !== undefined && earlier.firstShared(a, b, firstKey))
      return true;
  }
  return false;
};
const firstKey = new Int32Array(keySpace);

/** Some blocks of one rule: the work of one thread at a time. */
export interface Stretch {
  /** Number of the rule. */
  readonly number: number;
  readonly blocks: Blocks;
  readonly from: number;
  readonly to: number;
}

/** Pairs that one thread compares at a time. */
const pairsOfStretch = 200_000;

/** Cuts the blocks of a rule into stretches, the same whatever the number of threads. */
export function stretchesOf(blocks: Blocks, number: number, cap: number): readonly Stretch[] {
  const { starts } = blocks;
  const stretches: Stretch[] = [];
  let from = 0;
  let pairs = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = (starts[block + 1] as number) - (starts[block] as number);
    if (size <= cap) pairs += (size * (size - 1)) / 2;
    if (pairs < pairsOfStretch) continue;
    stretches.push({ number, blocks, from, to: block + 1 });
    from = block + 1;
    pairs = 0;
  }
  if (pairs > 0) stretches.push({ number, blocks, from, to: starts.length - 1 });
  return stretches;
}

/** Rows of about so many records are brought at once: they fit the nearest memory. */
const broughtTogether = 1024;

/** Scores the pairs of some blocks that no earlier rule brought. Returns how many there were. */
export function comparePairs(
  { number, blocks, from, to }: Stretch,
  rules: readonly RuleKeys[],
  cap: number,
  oversized: Int32Array,
  comparer: Comparer,
  into: PairCollector,
): number {
  const { starts, members, keys } = blocks;
  const rule = rules[number] as RuleKeys;
  // A record with several values may share two of them with another: the first one brings the pair.
  const mayRepeat = isMany(rule.rule);
  const first = new Int32Array(keySpace);
  let found = 0;
  let near = from;
  for (let block = from; block < to; block++) {
    if (block === near) {
      const limit = (starts[block] as number) + broughtTogether;
      do near++;
      while (near < to && (starts[near + 1] as number) <= limit);
      comparer.bring(members, starts[block] as number, Math.min(starts[near] as number, limit));
    }
    const [begin, end] = [starts[block] as number, starts[block + 1] as number];
    if (end - begin > cap) continue;
    for (let x = begin; x < end; x++) {
      const a = members[x] as number;
      for (let y = x + 1; y < end; y++) {
        const b = members[y] as number;
        if (mayRepeat) {
          if (!rule.firstShared(a, b, first)) continue;
          if (!isSameKey(first, 0, keys, block * rule.width, rule.width)) continue;
        } else if (!rule.shares(a, b)) continue;
        if (isBrought(rules, number, oversized, a, b)) continue;
        found++;
        into.add(a, b, comparer.patternOf(a, b));
      }
    }
  }
  return found;
}
