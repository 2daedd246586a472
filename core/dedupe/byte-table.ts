import { textOfBytes } from './text-of-bytes.ts';

/** A hash of bytes `from` … `to` (exclusive) that depends on nothing else, four bytes at a time. */
export function hashOfBytes(source: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 ^ (to - from);
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const four =
      (source[at] as number) |
      ((source[at + 1] as number) << 8) |
      ((source[at + 2] as number) << 16) |
      ((source[at + 3] as number) << 24);
    hash = Math.imul(hash ^ four, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ (source[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  return hash ^ (hash >>> 15);
}

/** Slots for each value, at least. */
const fullness = 1.5;

/** Numbers of a slot: the hash of a value, its number (-1 in a free slot), where its bytes begin and end. */
const slotWidth = 4;

/**
 * Gives every distinct run of bytes a number, in the order they are first met, without making a
 * string of it. Open addressing over typed arrays, so that ten million values fit where a `Map` ends.
 * A look-up touches two places of memory: the slot and the bytes.
 */
export class ByteTable {
  #bytes: Uint8Array;
  #ends: Uint32Array;
  #hashes: Int32Array;
  #slots: Int32Array;
  #mask: number;
  size = 0;

  constructor(expected = 1024) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5)));
    this.#bytes = shared(Uint8Array, expected * 12);
    this.#ends = shared(Uint32Array, expected + 1);
    this.#hashes = shared(Int32Array, expected);
    this.#slots = shared(Int32Array, slots * slotWidth).fill(-1);
    this.#mask = slots - 1;
  }

  /** Number of the bytes `from` … `to` (exclusive) of `source`. */
  intern(source: Uint8Array, from: number, to: number): number {
    const hash = hashOfBytes(source, from, to);
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = hash & mask;
    for (;;) {
      const at = slot * slotWidth;
      const id = slots[at + 1] as number;
      if (id < 0) break;
      if (slots[at] === hash && this.#holds(at, source, from, to)) return id;
      slot = (slot + 1) & mask;
    }
    return this.#add(source, from, to, hash, slot);
  }

  #holds(at: number, source: Uint8Array, from: number, to: number): boolean {
    const bytes = this.#bytes;
    // Beyond 2 GB of values these are negative as 32 bits.
    let mine = (this.#slots[at + 2] as number) >>> 0;
    if (((this.#slots[at + 3] as number) >>> 0) - mine !== to - from) return false;
    for (let each = from; each < to; each++) if (bytes[mine++] !== source[each]) return false;
    return true;
  }

  #add(source: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const id = this.size++;
    const begin = this.#ends[id] as number;
    const end = begin + to - from;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end * 2);
    if (id + 2 > this.#ends.length) this.#ends = grown(this.#ends, (id + 2) * 2);
    if (id + 1 > this.#hashes.length) this.#hashes = grown(this.#hashes, (id + 1) * 2);
    const bytes = this.#bytes;
    for (let each = from, at = begin; each < to; each++) bytes[at++] = source[each] as number;
    this.#ends[id + 1] = end;
    this.#hashes[id] = hash;
    this.#fill(this.#slots, slot, id);
    if (this.size * fullness > this.#mask) this.#rehash();
    return id;
  }

  #fill(slots: Int32Array, slot: number, id: number): void {
    const at = slot * slotWidth;
    slots[at] = this.#hashes[id] as number;
    slots[at + 1] = id;
    slots[at + 2] = this.#ends[id] as number;
    slots[at + 3] = this.#ends[id + 1] as number;
  }

  #rehash(): void {
    const slots = shared(Int32Array, this.#slots.length * 2).fill(-1);
    const mask = slots.length / slotWidth - 1;
    for (let id = 0; id < this.size; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while ((slots[slot * slotWidth + 1] as number) >= 0) slot = (slot + 1) & mask;
      this.#fill(slots, slot, id);
    }
    this.#slots = slots;
    this.#mask = mask;
  }

  /** The bytes of value `id`; valid until the next `intern`. */
  bytesOf(id: number): Uint8Array {
    return this.#bytes.subarray(this.#ends[id], this.#ends[id + 1]);
  }

  /** The text of value `id`. */
  textOf(id: number): string {
    return textOfBytes(this.#bytes, this.#ends[id] as number, this.#ends[id + 1] as number);
  }

  /** All values as one run of bytes, with the end and the hash of each; they lie in shared memory. */
  dump(): HashedValues {
    return {
      bytes: this.#bytes.subarray(0, this.#ends[this.size]),
      ends: this.#ends.subarray(0, this.size + 1),
      hashes: this.#hashes.subarray(0, this.size),
    };
  }
}

/**
 * Numbers that every thread can read. What grows large while a file is read lies there from the beginning:
 * it need not be copied in the end, and the collector, which counts other memory, is not called for it.
 */
export const shared = <T>(of: Numbers<T>, length: number): T =>
  new of(new SharedArrayBuffer(length * of.BYTES_PER_ELEMENT));

interface Numbers<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer): T;
}

/** A copy of the first `length` numbers that every thread can read. */
export const inSharedMemory = <T extends Uint8Array | Uint32Array | Int32Array>(
  array: T,
  length: number,
): T => {
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(
    new SharedArrayBuffer(length * array.BYTES_PER_ELEMENT),
  );
  copy.set(array.subarray(0, length));
  return copy;
};

/** Distinct values with a hash of each, which depends on its bytes alone. */
export interface HashedValues extends ValueBytes {
  readonly hashes: Int32Array;
}

/** Distinct values: value `id` lies at `ends[id]` … `ends[id + 1]` of `bytes`. */
export interface ValueBytes {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** A longer copy, in shared memory where the array lies there. */
export function grown<T extends Uint8Array | Uint32Array | Int32Array>(
  array: T,
  length = array.length * 2,
): T {
  const bytes = length * array.BYTES_PER_ELEMENT;
  const isShared = array.buffer instanceof SharedArrayBuffer;
  const more = new (array.constructor as new (buffer: ArrayBuffer | SharedArrayBuffer) => T)(
    isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes),
  );
  more.set(array);
  return more;
}
