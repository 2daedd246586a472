import { grown, type HashedValues, type ValueBytes } from './byte-table.ts';
import { sortByKey } from './sort-by-key.ts';

/** The values of several stretches are merged in so many parts, by the first bits of their hashes. */
const partBits = 5;
export const valueParts = 1 << partBits;

/**
 * Equal values of several stretches, in the order of their hashes and then of their bytes, so that the
 * numbers they are given depend on nothing but the values. Entry `first[s] + v` is value `v` of stretch
 * `s`; value 0 of every stretch is "none" and left out.
 */
export interface EqualValues {
  readonly entries: Int32Array;
  /** 1 where an entry is the first of its value. */
  readonly isFirst: Uint8Array;
  /** Distinct values, and the bytes of all of them. */
  readonly values: number;
  readonly bytes: number;
}

const firstEntries = (stretches: readonly HashedValues[]): readonly number[] => {
  const first = [0];
  for (const { hashes } of stretches) first.push((first.at(-1) ?? 0) + hashes.length);
  return first;
};

const stretchOf = (first: readonly number[], entry: number): number => {
  let stretch = first.length - 2;
  while ((first[stretch] as number) > entry) stretch--;
  return stretch;
};

/** Finds the equal values of one part. */
export function findEqualValues(stretches: readonly HashedValues[], part: number): EqualValues {
  const first = firstEntries(stretches);
  const all = first.at(-1) ?? 0;
  let hashes = new Int32Array(Math.ceil((all / valueParts) * 1.1) + 64);
  let entries = new Int32Array(hashes.length);
  let length = 0;
  for (const [stretch, values] of stretches.entries()) {
    for (let value = 1; value < values.hashes.length; value++) {
      const hash = values.hashes[value] as number;
      if (hash >>> (32 - partBits) !== part) continue;
      if (length === hashes.length) {
        hashes = grown(hashes);
        entries = grown(entries);
      }
      hashes[length] = hash;
      entries[length++] = (first[stretch] as number) + value;
    }
  }
  const sorted = sortByKey(hashes, entries, length);
  const order = sorted.order.slice(0, length);
  const compare = (x: number, y: number): number => compareValues(stretches, first, x, y);
  const isFirst = new Uint8Array(length);
  let values = 0;
  let bytes = 0;
  for (let from = 0, to = 0; from < length; from = to) {
    to = from + 1;
    let isOne = true;
    while (to < length && sorted.keys[to] === sorted.keys[from]) {
      isOne &&= compare(order[from] as number, order[to] as number) === 0;
      to++;
    }
    if (!isOne) order.subarray(from, to).sort(compare);
    for (let each = from; each < to; each++) {
      const entry = order[each] as number;
      if (each > from && (isOne || compare(order[each - 1] as number, entry) === 0)) continue;
      isFirst[each] = 1;
      values++;
      bytes += lengthOf(stretches, first, entry);
    }
  }
  return { entries: order, isFirst, values, bytes };
}

const lengthOf = (
  stretches: readonly HashedValues[],
  first: readonly number[],
  entry: number,
): number => {
  const stretch = stretchOf(first, entry);
  const { ends } = stretches[stretch] as HashedValues;
  const value = entry - (first[stretch] as number);
  return (ends[value + 1] as number) - (ends[value] as number);
};

function compareValues(
  stretches: readonly HashedValues[],
  first: readonly number[],
  x: number,
  y: number,
): number {
  const [stretchX, stretchY] = [stretchOf(first, x), stretchOf(first, y)];
  const [ofX, ofY] = [stretches[stretchX] as HashedValues, stretches[stretchY] as HashedValues];
  const [valueX, valueY] = [x - (first[stretchX] as number), y - (first[stretchY] as number)];
  let [atX, atY] = [ofX.ends[valueX] as number, ofY.ends[valueY] as number];
  const [endX, endY] = [ofX.ends[valueX + 1] as number, ofY.ends[valueY + 1] as number];
  while (atX < endX && atY < endY) {
    const difference = (ofX.bytes[atX++] as number) - (ofY.bytes[atY++] as number);
    if (difference !== 0) return difference;
  }
  return endX - atX - (endY - atY);
}

/**
 * Gives the equal values of a part their numbers, from `number` on: writes the values from byte `at` on
 * into `into`, and into `numbers`, per stretch, what each of its values is from now on.
 */
export function numberValues(
  stretches: readonly HashedValues[],
  { entries, isFirst }: EqualValues,
  place: { readonly number: number; readonly at: number },
  into: ValueBytes,
  numbers: readonly Int32Array[],
): void {
  const first = firstEntries(stretches);
  let number = place.number - 1;
  let at = place.at;
  for (let each = 0; each < entries.length; each++) {
    const entry = entries[each] as number;
    const stretch = stretchOf(first, entry);
    const value = entry - (first[stretch] as number);
    if (isFirst[each] === 1) {
      const { bytes, ends } = stretches[stretch] as HashedValues;
      const end = ends[value + 1] as number;
      for (let from = ends[value] as number; from < end; from++)
        into.bytes[at++] = bytes[from] as number;
      number++;
      into.ends[number + 1] = at;
    }
    (numbers[stretch] as Int32Array)[value] = number;
  }
}
