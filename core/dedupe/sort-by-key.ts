const digitBits = 11;
const digits = 1 << digitBits;

/** Numbers in the order of their keys. */
export interface ByKey {
  readonly keys: Int32Array;
  readonly order: Int32Array;
}

/**
 * Sorts the first `length` numbers of `order` by their keys of 32 bits, taken as unsigned; those of one key
 * stay in the order in which they were, so that several keys are sorted by from the last to the first.
 * By digits from the lowest: Knuth, The Art of Computer Programming 3, 5.2.5. Both arrays are overwritten,
 * as are those of `spare`, which are as long; what is answered lies in one pair or the other.
 */
export function sortByKey(
  keys: Int32Array,
  order: Int32Array,
  length: number,
  spare: ByKey = { keys: new Int32Array(length), order: new Int32Array(length) },
): ByKey {
  let [fromKeys, fromOrder] = [keys, order];
  let [toKeys, toOrder] = [spare.keys, spare.order];
  const places = new Int32Array(digits);
  for (let shift = 0; shift < 32; shift += digitBits) {
    places.fill(0);
    for (let each = 0; each < length; each++) {
      const digit = ((fromKeys[each] as number) >>> shift) & (digits - 1);
      places[digit] = (places[digit] as number) + 1;
    }
    if (length > 0 && places[((fromKeys[0] as number) >>> shift) & (digits - 1)] === length)
      continue;
    let next = 0;
    for (let digit = 0; digit < digits; digit++) {
      const count = places[digit] as number;
      places[digit] = next;
      next += count;
    }
    for (let each = 0; each < length; each++) {
      const key = fromKeys[each] as number;
      const digit = (key >>> shift) & (digits - 1);
      const place = places[digit] as number;
      places[digit] = place + 1;
      toKeys[place] = key;
      toOrder[place] = fromOrder[each] as number;
    }
    [fromKeys, toKeys] = [toKeys, fromKeys];
    [fromOrder, toOrder] = [toOrder, fromOrder];
  }
  return { keys: fromKeys, order: fromOrder };
}

/** The numbers from 0 to `length`. */
export const inOrder = (length: number): Int32Array => {
  const order = new Int32Array(length);
  for (let each = 0; each < length; each++) order[each] = each;
  return order;
};

/** Sorts numbers by what `keyOf` says of each of them; the same guarantees. */
export function sortedBy(order: Int32Array, keyOf: (number: number) => number): Int32Array {
  const keys = new Int32Array(order.length);
  for (let each = 0; each < order.length; each++) keys[each] = keyOf(order[each] as number);
  return sortByKey(keys, order, order.length).order.subarray(0, order.length);
}
