import { grown, hashOfBytes, shared } from './byte-table.ts';

/** Of an entry, before what was made of it: how many bytes it has, and its tag. The bytes come after. */
const head = 2;

/**
 * Remembers some numbers for every distinct run of bytes, and for every number (`tag`) that it depends on
 * beside them: what a written value of a column becomes, made once. An entry lies in one place of memory
 * with its bytes, and no object is made of it.
 */
export class ValueMemo {
  /** What was made of the entry that `find` answered begins there in `entries`; it may move when the next is found. */
  entries: Int32Array;
  /** Whether `find` met it for the first time: what is made of it is still 0. */
  isNew = false;
  /** The same memory by bytes. */
  #bytes: Uint8Array;
  #used = 0;
  #size = 0;
  /** A hash and, after it, the place of its entry; -1 where there is none. */
  #slots = shared(Int32Array, 1024).fill(-1);
  #mask = 511;
  /** From the beginning of an entry to its bytes. */
  readonly #toBytes: number;

  constructor(width: number) {
    this.#toBytes = head + width;
    this.entries = shared(Int32Array, 2048);
    this.#bytes = new Uint8Array(this.entries.buffer);
  }

  /** The place in `entries` of what is remembered of bytes `from` … `to` (exclusive) under a tag. */
  find(source: Uint8Array, from: number, to: number, tag: number): number {
    const hash = hashOfBytes(source, from, to) ^ Math.imul(tag, 0x9e3779b1);
    const slots = this.#slots;
    const mask = this.#mask;
    let slot = hash & mask;
    for (;;) {
      const entry = slots[slot * 2 + 1] as number;
      if (entry < 0) break;
      if (slots[slot * 2] === hash && this.#holds(entry, source, from, to, tag)) {
        this.isNew = false;
        return entry + head;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(source, from, to, tag, hash, slot);
  }

  #holds(entry: number, source: Uint8Array, from: number, to: number, tag: number): boolean {
    const { entries } = this;
    if (entries[entry] !== to - from || entries[entry + 1] !== tag) return false;
    const bytes = this.#bytes;
    let mine = (entry + this.#toBytes) * 4;
    for (let at = from; at < to; at++) if (bytes[mine++] !== source[at]) return false;
    return true;
  }

  #add(
    source: Uint8Array,
    from: number,
    to: number,
    tag: number,
    hash: number,
    slot: number,
  ): number {
    const entry = this.#used;
    const length = to - from;
    this.#used += this.#toBytes + ((length + 3) >> 2);
    if (this.#used > this.entries.length) {
      this.entries = grown(this.entries, this.#used * 2);
      this.#bytes = new Uint8Array(this.entries.buffer);
    }
    const bytes = this.#bytes;
    let mine = (entry + this.#toBytes) * 4;
    for (let at = from; at < to; at++) bytes[mine++] = source[at] as number;
    this.entries[entry] = length;
    this.entries[entry + 1] = tag;
    this.#slots[slot * 2] = hash;
    this.#slots[slot * 2 + 1] = entry;
    if (++this.#size * 4 > this.#slots.length) this.#rehash();
    this.isNew = true;
    return entry + head;
  }

  #rehash(): void {
    const old = this.#slots;
    const slots = shared(Int32Array, old.length * 4).fill(-1);
    const mask = slots.length / 2 - 1;
    for (let each = 0; each < old.length; each += 2) {
      const entry = old[each + 1] as number;
      if (entry < 0) continue;
      let slot = (old[each] as number) & mask;
      while ((slots[slot * 2 + 1] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot * 2] = old[each] as number;
      slots[slot * 2 + 1] = entry;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}
