import { type BlockingRule, type Blocks, isMany, type KeyReader } from './blocking.ts';
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

/** Marks in `oversized` (a bit for each rule) the records of blocks that bring nothing. */
export function markOversized(
  { starts, members }: Blocks,
  cap: number,
  ruleNumber: number,
  oversized: Int32Array,
): void {
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number];
    if (to - from <= cap) continue;
    for (let each = from; each < to; each++) {
      Atomics.or(oversized, members[each] as number, 1 << ruleNumber);
    }
  }
}

/** Whether an earlier rule has brought the pair already, so that each pair is scored once. */
export const isBrought = (
  rules: readonly BlockingRule[],
  before: number,
  reader: KeyReader,
  oversized: Int32Array,
  a: number,
  b: number,
): boolean => {
  const skipped = (oversized[a] as number) & (oversized[b] as number);
  for (let rule = 0; rule < before; rule++) {
    const earlier = rules[rule] as BlockingRule;
    if ((skipped & (1 << rule)) === 0) {
      if (reader.shares(earlier, a, b)) return true;
    } else if (earlier.crowded !== undefined && reader.sharedKeys(earlier, a, b) > 0) return true;
  }
  return false;
};

/** Scores the pairs of one rule that no earlier rule brought. Returns how many there were. */
export function comparePairs(
  { starts, members }: Blocks,
  ruleNumber: number,
  rules: readonly BlockingRule[],
  cap: number,
  reader: KeyReader,
  oversized: Int32Array,
  comparer: Comparer,
  into: PairCollector,
): number {
  let found = 0;
  const rule = rules[ruleNumber] as BlockingRule;
  // A record with several values may share two of them with another: such a pair counts once.
  const mayRepeat = isMany(rule);
  const seen = new Set<number>();
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number];
    if (to - from > cap) continue;
    for (let x = from; x < to; x++) {
      const a = members[x] as number;
      for (let y = x + 1; y < to; y++) {
        const b = members[y] as number;
        if (a === b || isBrought(rules, ruleNumber, reader, oversized, a, b)) continue;
        if (mayRepeat && reader.sharedKeys(rule, a, b) > 1) {
          const pair = a * 0x4000000 + b;
          if (seen.has(pair)) continue;
          seen.add(pair);
        }
        found++;
        into.add(a, b, comparer.patternOf(a, b));
      }
    }
  }
  return found;
}
