import { type BlockingRule, isMany, type KeyPart } from './blocking-rules.ts';
import type { ValueBytes } from './byte-table.ts';
import type { Layout } from './layout.ts';

/** Most numbers that the keys of one record take: values of a rule times its parts. */
export const keySpace = 64;

/** Reads the keys of one rule out of rows. A key is a run of `width` numbers. */
export interface RuleKeys {
  readonly rule: BlockingRule;
  readonly width: number;
  /** Writes the keys of a record into `into`, one after the other; tells how many. */
  readonly keysOf: (record: number, into: Int32Array) => number;
  /** Whether two records share a key. */
  readonly shares: (a: number, b: number) => boolean;
  /** Bits of `agreeing` that two records have who share a key; whether these alone decide. */
  readonly needed: number;
  readonly isDecided: boolean;
  /** A bit for each place of the row, the first ones, that two records agree in. */
  readonly agreeing: (a: number, b: number) => number;
  /** Writes the first key that two records share and that is not crowded into `into`; `false` without one. */
  readonly firstShared: (a: number, b: number, into: Int32Array) => boolean;
}

/** Places of a row that have a bit in `agreeing`. */
const agreeingPlaces = 30;

/** Makes readers of the keys of rules, for records that lie in `rows`. */
export type KeyReader = (rule: BlockingRule) => RuleKeys;

export function makeKeyReader(rows: Int32Array, layout: Layout, values: ValueBytes): KeyReader {
  const { stride } = layout;
  const compared = Math.min(stride, agreeingPlaces);
  const agreeing = (a: number, b: number): number => {
    const [rowA, rowB] = [a * stride, b * stride];
    let bits = 0;
    for (let place = 0; place < compared; place++) {
      const value = rows[rowA + place] as number;
      if (value !== 0 && value === rows[rowB + place]) bits |= 1 << place;
    }
    return bits;
  };
  const read = (part: KeyPart, place: number, row: number): number => {
    const value = rows[row + place] as number;
    if (value === 0 || part.of === undefined) return value;
    if (part.of === 'year') return Math.trunc(value / 10_000);
    if (part.of === 'month-and-day') return value % 10_000;
    return values.bytes[values.ends[value] as number] as number;
  };

  const single = (rule: BlockingRule): RuleKeys => {
    const { parts, swaps } = rule;
    const width = parts.length;
    const places = Int32Array.from(parts, (part) => part.places[0] as number);
    const isWhole = Uint8Array.from(parts, ({ of }) => (of === undefined ? 1 : 0));
    const keysOf = (record: number, into: Int32Array): number => {
      const row = record * stride;
      for (let each = 0; each < width; each++) {
        const place = places[each] as number;
        const value =
          isWhole[each] === 1
            ? (rows[row + place] as number)
            : read(parts[each] as KeyPart, place, row);
        if (value === 0) return 0;
        into[each] = value;
      }
      if (swaps && (into[0] as number) > (into[1] as number)) {
        const swapped = into[0] as number;
        into[0] = into[1] as number;
        into[1] = swapped;
      }
      return 1;
    };
    const sameFrom = (from: number, rowA: number, rowB: number): boolean => {
      for (let each = from; each < width; each++) {
        const place = places[each] as number;
        const [a, b] = [rows[rowA + place] as number, rows[rowB + place] as number];
        if (a === 0 || b === 0) return false;
        if (a === b) continue;
        if (isWhole[each] === 1) return false;
        const part = parts[each] as KeyPart;
        if (read(part, place, rowA) !== read(part, place, rowB)) return false;
      }
      return true;
    };
    const shares = (a: number, b: number): boolean => {
      const [rowA, rowB] = [a * stride, b * stride];
      if (sameFrom(0, rowA, rowB)) return true;
      if (!swaps) return false;
      const [first, second] = [places[0] as number, places[1] as number];
      const value = rows[rowA + first] as number;
      const other = rows[rowA + second] as number;
      return (
        value !== 0 &&
        other !== 0 &&
        value === rows[rowB + second] &&
        other === rows[rowB + first] &&
        sameFrom(2, rowA, rowB)
      );
    };
    const firstShared = (a: number, b: number, into: Int32Array): boolean =>
      shares(a, b) && keysOf(a, into) > 0;
    // The first two parts of a rule that swaps may agree crosswise.
    const told = Array.from(
      { length: width },
      (_, each) =>
        isWhole[each] === 1 && (places[each] as number) < compared && !(swaps && each < 2),
    );
    const needed = told.reduce(
      (bits, isTold, each) => (isTold ? bits | (1 << (places[each] as number)) : bits),
      0,
    );
    const isDecided = width > 0 && told.every(Boolean);
    return { rule, width, keysOf, shares, needed, isDecided, agreeing, firstShared };
  };

  const ofA = new Int32Array(keySpace);
  const ofB = new Int32Array(keySpace);

  /** Several places: those of one address go together, others are tried in every combination. */
  const many = (rule: BlockingRule): RuleKeys => {
    const { parts } = rule;
    const width = parts.length;
    const keysOf = (record: number, into: Int32Array): number => {
      const row = record * stride;
      let keys = 1;
      into.fill(0, 0, width);
      for (let each = 0; each < width; each++) {
        const part = parts[each] as KeyPart;
        const isLikeFirst =
          each > 0 &&
          part.places.length > 1 &&
          part.ofAddress === true &&
          parts[0]?.ofAddress === true;
        if (isLikeFirst && keys === part.places.length) {
          for (let key = 0; key < keys; key++)
            into[key * width + each] = read(part, part.places[key] as number, row);
          continue;
        }
        const before = keys;
        keys = before * part.places.length;
        for (let key = keys - 1; key >= 0; key--) {
          const from = key % before;
          for (let earlier = 0; earlier < each; earlier++)
            into[key * width + earlier] = into[from * width + earlier] as number;
          const place = part.places[Math.floor(key / before)] as number;
          into[key * width + each] = read(part, place, row);
        }
      }
      let kept = 0;
      for (let key = 0; key < keys; key++) {
        let isWhole = true;
        for (let each = 0; each < width; each++)
          if (into[key * width + each] === 0) isWhole = false;
        if (!isWhole || isKnown(into, key, kept, width)) continue;
        into.copyWithin(kept * width, key * width, (key + 1) * width);
        kept++;
      }
      return kept;
    };
    const crowded = crowdedKeys(rule);
    const shared = (a: number, b: number, into: Int32Array | undefined): boolean => {
      const keysA = keysOf(a, ofA);
      if (keysA === 0) return false;
      const keysB = keysOf(b, ofB);
      for (let keyA = 0; keyA < keysA; keyA++) {
        for (let keyB = 0; keyB < keysB; keyB++) {
          if (!isSameKey(ofA, keyA * width, ofB, keyB * width, width)) continue;
          if (into === undefined) return true;
          const key = ofA.subarray(keyA * width, (keyA + 1) * width);
          if (crowded?.has(key.join(' '))) continue;
          into.set(key);
          return true;
        }
      }
      return false;
    };
    return {
      rule,
      width,
      keysOf,
      shares: (a, b) => shared(a, b, undefined),
      needed: 0,
      isDecided: false,
      agreeing,
      firstShared: shared,
    };
  };

  return (rule) => (isMany(rule) ? many(rule) : single(rule));
}

const crowdedKeys = ({ crowded, parts }: BlockingRule): ReadonlySet<string> | undefined => {
  if (crowded === undefined) return undefined;
  const width = parts.length;
  const keys = new Set<string>();
  for (let each = 0; each < crowded.length; each += width)
    keys.add(crowded.subarray(each, each + width).join(' '));
  return keys;
};

export const isSameKey = (
  one: Int32Array,
  from: number,
  other: Int32Array,
  fromOther: number,
  width: number,
): boolean => {
  for (let at = 0; at < width; at++) if (one[from + at] !== other[fromOther + at]) return false;
  return true;
};

const isKnown = (into: Int32Array, key: number, kept: number, width: number): boolean => {
  for (let each = 0; each < kept; each++)
    if (isSameKey(into, each * width, into, key * width, width)) return true;
  return false;
};
