import type { ValueBytes } from './byte-table.ts';

/**
 * What tells most values apart at one look at memory: two numbers for each value, one after the other.
 * The first has a bit for each byte and how often it has come by then, several of these to a bit; the
 * highest stands for spaces alone. The second has the first three bytes and, above them, the length.
 */
export type ValueMarks = Int32Array;

export interface MarkedValues extends ValueBytes {
  readonly marks: ValueMarks;
}

const space = 32;
const spaceBit = 31;
/** As many bytes or more: the length is not known from the marks. */
export const longMark = 255;

/** Bits of bytes met once, twice, and more often. Letters and digits have one of their own when met first. */
const bitsOfByte = new Uint8Array(256 * 3);
for (let byte = 0; byte < 256; byte++) {
  for (let before = 0; before < 3; before++) {
    const isDigit = byte >= 48 && byte <= 57;
    const isLetter = byte >= 97 && byte <= 122;
    const bit = isDigit
      ? byte - 48 + before * 10
      : isLetter
        ? before === 0
          ? byte - 97
          : 26 + (byte % 5)
        : byte % spaceBit;
    bitsOfByte[byte * 3 + before] = byte === space ? spaceBit : bit;
  }
}

const met = new Uint8Array(256);

/** Writes the marks of values `first` … `end` (exclusive). */
export function markValues(values: MarkedValues, first: number, end: number): void {
  for (let id = first; id < end; id++) markValue(values, id);
}

function markValue({ bytes, ends, marks }: MarkedValues, id: number): void {
  const from = ends[id] as number;
  const to = ends[id + 1] as number;
  let letters = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    const before = met[byte] as number;
    letters |= 1 << (bitsOfByte[byte * 3 + before] as number);
    if (before < 2) met[byte] = before + 1;
  }
  for (let at = from; at < to; at++) met[bytes[at] as number] = 0;
  const length = Math.min(longMark, to - from);
  let head = length << 24;
  for (let at = 0; at < 3 && at < length; at++) head |= (bytes[from + at] as number) << (at * 8);
  marks[id * 2] = letters;
  marks[id * 2 + 1] = head;
}

/** Bits that are set in a number of 32. Warren, Hacker's Delight, 5-1. */
const bitCount = (bits: number): number => {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

/** At least so many bytes of value `a`, each as often as it comes, are not in value `b`. */
export const leastMissing = (marks: ValueMarks, a: number, b: number): number =>
  bitCount((marks[a * 2] as number) & ~(marks[b * 2] as number));

/** Bytes of a value; `longMark` for that many and more. */
export const markedLength = (marks: ValueMarks, id: number): number =>
  (marks[id * 2 + 1] as number) >>> 24;

export const firstByte = (marks: ValueMarks, id: number): number =>
  (marks[id * 2 + 1] as number) & 0xff;

export const hasSpace = (marks: ValueMarks, id: number): boolean => (marks[id * 2] as number) < 0;

/** The first bytes that two values share: of four or more they share three, four is answered. */
export const mostShared = (marks: ValueMarks, a: number, b: number): number => {
  const differs = ((marks[a * 2 + 1] as number) ^ (marks[b * 2 + 1] as number)) & 0xffffff;
  return differs & 0xff ? 0 : differs & 0xffff ? 1 : differs === 0 ? 4 : 2;
};
