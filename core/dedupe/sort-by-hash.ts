const digitBits = 11;
const digits = 1 << digitBits;

/** Numbers by their hash: `order` lists them so that equal hashes lie together, ascending within. */
export interface ByHash {
  readonly hashes: Int32Array;
  readonly order: Int32Array;
}

/**
 * Sorts `length` numbers by hashes of 32 bits, taken as unsigned; those of one hash stay in the order in
 * which they were. By digits from the lowest: Knuth, The Art of Computer Programming 3, 5.2.5. Both
 * arrays are overwritten.
 */
export function sortByHash(hashes: Int32Array, order: Int32Array, length: number): ByHash {
  let [fromHashes, fromOrder] = [hashes, order];
  let toHashes: Int32Array = new Int32Array(length);
  let toOrder: Int32Array = new Int32Array(length);
  const places = new Int32Array(digits);
  for (let shift = 0; shift < 32; shift += digitBits) {
    places.fill(0);
    for (let each = 0; each < length; each++) {
      const digit = ((fromHashes[each] as number) >>> shift) & (digits - 1);
      places[digit] = (places[digit] as number) + 1;
    }
    let next = 0;
    for (let digit = 0; digit < digits; digit++) {
      const count = places[digit] as number;
      places[digit] = next;
      next += count;
    }
    for (let each = 0; each < length; each++) {
      const hash = fromHashes[each] as number;
      const digit = (hash >>> shift) & (digits - 1);
      const place = places[digit] as number;
      places[digit] = place + 1;
      toHashes[place] = hash;
      toOrder[place] = fromOrder[each] as number;
    }
    [fromHashes, toHashes] = [toHashes, fromHashes];
    [fromOrder, toOrder] = [toOrder, fromOrder];
  }
  return { hashes: fromHashes, order: fromOrder };
}
