import { boundedMemo } from './bounded-memo.ts';
import { textOfBytes } from './text-of-bytes.ts';
import {
  firstByte,
  hasSpace,
  leastMissing,
  longMark,
  type MarkedValues,
  markedLength,
  mostShared,
} from './value-marks.ts';

const cacheBits = 19;
/** Texts of frequent values that are kept at hand; making one again takes some 50 ns. */
export const textBits = 15;

/** Kinds of value pairs that are remembered. */
export const kind = {
  given: 0,
  family: 1,
  crossed: 2,
  street: 3,
  city: 4,
  middle: 6,
  other: 7,
} as const;

/** More than there are kinds. */
const sorts = 8;

/** How often a comparison was looked up and how often it had to be made; counts do not depend on the machine. */
export interface CompareCounts {
  pairs: number;
  lookedUp: number;
  compared: number;
}

/** Values by their numbers, and what is remembered of pairs of them. */
export interface ValuePairs {
  readonly counts: CompareCounts;
  /** Numbers of values, 0 included. */
  readonly valueCount: number;
  readonly textOf: (id: number) => string;
  /** In bytes. */
  readonly lengthOf: (id: number) => number;
  /** None for value 0. */
  readonly wordsOf: (id: number) => readonly string[];
  readonly firstByteOf: (id: number) => number;
  /** One word of three letters or more. */
  readonly isWord: (id: number) => boolean;
  /** What `make` says of two values: computed once. `make` must be the same function for one `sort`. */
  readonly remembered: Remember;
  /** The same for two values whose order does not matter. */
  readonly unordered: Remember;
  /** Forgets all of it: what is remembered, and so the counts, depend on what came after this alone. */
  readonly forget: () => void;
  /** A yes or no of every value, found out once. */
  readonly told: (ask: (id: number) => boolean) => (id: number) => boolean;
  /** Whether each of two values has a letter that the other lacks, as far as their marks tell. */
  readonly isApart: (a: number, b: number) => boolean;
  /** Whether more than `limit` edits lie between two values: a bound by their letters alone. */
  readonly isFar: (a: number, b: number, limit: number) => boolean;
  /**
   * Whether two values share too few letters to be alike: a bound of Jaro–Winkler by letters and
   * beginning, below `limit`. Most pairs end here, without a string made of either.
   */
  readonly isUnlike: (a: number, b: number, limit: number) => boolean;
}

type Remember = (
  sort: number,
  a: number,
  b: number,
  make: (a: string, b: string) => number,
) => number;

export function makeValuePairs({ bytes, ends, marks }: MarkedValues): ValuePairs {
  const counts: CompareCounts = { pairs: 0, lookedUp: 0, compared: 0 };
  const textOf = boundedMemo(textBits, (id) =>
    textOfBytes(bytes, ends[id] as number, ends[id + 1] as number),
  );
  const lengthOf = (id: number): number => {
    const length = markedLength(marks, id);
    return length < longMark ? length : (ends[id + 1] as number) - (ends[id] as number);
  };
  const wordsOf = boundedMemo(textBits, (id): readonly string[] =>
    id === 0 ? [] : textOf(id).split(' '),
  );

  // Four numbers side by side: both values, their sort in the generation it was made in, and what was made.
  const cache = new Int32Array(4 << cacheBits);
  const cacheMask = (1 << cacheBits) - 1;
  let generation = sorts;
  const slotOf = (sort: number, a: number, b: number): number =>
    (((Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(sort, 0xc2b2ae35)) >>> 7) &
      cacheMask) *
    4;
  const holds = (slot: number, sort: number, a: number, b: number): boolean =>
    cache[slot] === a && cache[slot + 1] === b && cache[slot + 2] === generation + sort;
  const keep = (slot: number, sort: number, a: number, b: number, made: number): number => {
    cache[slot] = a;
    cache[slot + 1] = b;
    cache[slot + 2] = generation + sort;
    cache[slot + 3] = made;
    return made;
  };
  const remembered: Remember = (sort, a, b, make) => {
    counts.lookedUp++;
    const slot = slotOf(sort, a, b);
    if (holds(slot, sort, a, b)) return cache[slot + 3] as number;
    counts.compared++;
    return keep(slot, sort, a, b, make(textOf(a), textOf(b)));
  };
  const unordered: Remember = (sort, a, b, make) => {
    counts.lookedUp++;
    const [low, high] = a < b ? [a, b] : [b, a];
    const slot = slotOf(sort, low, high);
    if (holds(slot, sort, low, high)) return cache[slot + 3] as number;
    counts.compared++;
    // By text, not by number: numbers depend on the order of rows, answers must not.
    const [x, y] = [textOf(a), textOf(b)];
    return keep(slot, sort, low, high, x < y ? make(x, y) : make(y, x));
  };

  const tally = new Int8Array(256);
  const isFar = (a: number, b: number, limit: number): boolean =>
    leastMissing(marks, a, b) > limit ||
    leastMissing(marks, b, a) > limit ||
    isFarByLetters(a, b, limit);
  const isFarByLetters = (a: number, b: number, limit: number): boolean => {
    const fromA = ends[a] as number;
    const toA = ends[a + 1] as number;
    const fromB = ends[b] as number;
    const toB = ends[b + 1] as number;
    if (Math.abs(toA - fromA - toB + fromB) > limit) return true;
    for (let each = fromA; each < toA; each++) (tally[bytes[each] as number] as number)++;
    let extra = 0;
    for (let each = fromB; each < toB; each++) {
      const byte = bytes[each] as number;
      tally[byte] = (tally[byte] as number) - 1;
      if ((tally[byte] as number) < 0) extra++;
    }
    let lost = 0;
    for (let each = fromA; each < toA; each++) {
      const byte = bytes[each] as number;
      if ((tally[byte] as number) > 0) lost += tally[byte] as number;
      tally[byte] = 0;
    }
    for (let each = fromB; each < toB; each++) tally[bytes[each] as number] = 0;
    return Math.max(extra, lost) > limit;
  };

  /** Jaro–Winkler at most, of values that share so many letters at most and begin with so many equal ones. */
  const mostAlike = (common: number, lengthA: number, lengthB: number, prefix: number): number => {
    const jaro = (common / lengthA + common / lengthB + 1) / 3;
    return jaro + prefix * 0.1 * (1 - jaro);
  };
  const isUnlike = (a: number, b: number, limit: number): boolean => {
    const [lengthA, lengthB] = [markedLength(marks, a), markedLength(marks, b)];
    if (lengthA < longMark && lengthB < longMark) {
      const common = Math.min(
        lengthA - leastMissing(marks, a, b),
        lengthB - leastMissing(marks, b, a),
      );
      if (
        common < lengthA &&
        common < lengthB &&
        mostAlike(common, lengthA, lengthB, mostShared(marks, a, b)) < limit
      )
        return true;
    }
    return isUnlikeByLetters(a, b, limit);
  };
  const isUnlikeByLetters = (a: number, b: number, limit: number): boolean => {
    const fromA = ends[a] as number;
    const toA = ends[a + 1] as number;
    const fromB = ends[b] as number;
    const toB = ends[b + 1] as number;
    for (let each = fromA; each < toA; each++) (tally[bytes[each] as number] as number)++;
    let common = 0;
    for (let each = fromB; each < toB; each++) {
      const byte = bytes[each] as number;
      const left = tally[byte] as number;
      if (left > 0) {
        common++;
        tally[byte] = left - 1;
      }
    }
    for (let each = fromA; each < toA; each++) tally[bytes[each] as number] = 0;
    const [lengthA, lengthB] = [toA - fromA, toB - fromB];
    const shorter = Math.min(lengthA, lengthB);
    if (common === shorter) return false;
    let prefix = 0;
    while (prefix < 4 && prefix < shorter && bytes[fromA + prefix] === bytes[fromB + prefix])
      prefix++;
    return mostAlike(common, lengthA, lengthB, prefix) < limit;
  };
  const isWord = (id: number): boolean => lengthOf(id) >= 3 && !hasSpace(marks, id);
  return {
    counts,
    valueCount: ends.length - 1,
    textOf,
    lengthOf,
    wordsOf,
    firstByteOf: (id) => firstByte(marks, id),
    isWord,
    remembered,
    unordered,
    forget: () => {
      generation += sorts;
    },
    told: (ask) => {
      const answers = new Uint8Array(ends.length);
      return (id) => {
        if (answers[id] === 0) answers[id] = ask(id) ? 1 : 2;
        return answers[id] === 1;
      };
    },
    isApart: (a, b) => leastMissing(marks, a, b) > 0 && leastMissing(marks, b, a) > 0,
    isFar,
    isUnlike,
  };
}
