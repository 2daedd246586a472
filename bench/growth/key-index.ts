/** As many customers under one key as anybody asks for: the cap, and one more to know that it is passed. */
const mostHolders = 51;

/**
 * Match key → customers that have it, in typed arrays: some 25 bytes for each pair, so that a million
 * customers fit into half a gigabyte. A key is the first 64 bits of its token; of ten million keys
 * two collide with a probability of 3 in a million.
 */
export interface KeyIndex {
  readonly add: (high: number, low: number, customer: number) => void;
  /** Customers by number, at most 51. */
  readonly holders: (high: number, low: number) => readonly number[];
  readonly keys: () => number;
}

/** `pairs`: how many (key, customer) pairs it must hold at most. */
export function makeKeyIndex(pairs: number): KeyIndex {
  const slots = 2 ** Math.ceil(Math.log2(pairs * 1.3));
  const highs = new Uint32Array(slots);
  const lows = new Uint32Array(slots);
  const counts = new Uint8Array(slots);
  /** Newest pair of each key, by position from 1; 0: none. */
  const heads = new Uint32Array(slots);
  const customers = new Uint32Array(pairs + 1);
  const nexts = new Uint32Array(pairs + 1);
  let used = 0;
  let keys = 0;

  const slotOf = (high: number, low: number): number => {
    let slot = (high ^ Math.imul(low, 0x9e3779b1)) & (slots - 1);
    while (heads[slot] !== 0 && (highs[slot] !== high || lows[slot] !== low))
      slot = (slot + 1) & (slots - 1);
    return slot;
  };
  return {
    add(high, low, customer) {
      const slot = slotOf(high, low);
      if (heads[slot] === 0) {
        highs[slot] = high;
        lows[slot] = low;
        keys += 1;
      }
      const count = counts[slot] as number;
      if (count === mostHolders) return;
      used += 1;
      if (used > pairs) throw new Error('the key index is full');
      customers[used] = customer;
      nexts[used] = heads[slot] as number;
      heads[slot] = used;
      counts[slot] = count + 1;
    },
    holders(high, low) {
      const found: number[] = [];
      for (let at = heads[slotOf(high, low)] as number; at !== 0; at = nexts[at] as number)
        found.push(customers[at] as number);
      return found;
    },
    keys: () => keys,
  };
}

/** The first 64 bits of a token (base64url) as two unsigned numbers. */
export function bitsOf(token: string): readonly [high: number, low: number] {
  const bytes = Buffer.from(token.slice(0, 11), 'base64url');
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4)];
}
