import { fieldText, RowScanner } from './delimited.ts';

/** Bytes of a row that decide whether it is taken. */
const looked = 48;

/**
 * Fields of some of the rows that begin in bytes `from` … `to` (exclusive), per column: of those whose
 * hash of the first bytes is below `limit` of 2 ** 32, so that the order of rows plays no part.
 */
export function sampleRows(
  bytes: Uint8Array,
  stretch: { readonly from: number; readonly to: number; readonly delimiter: number },
  columns: number,
  limit: number,
): readonly (readonly string[])[] {
  const samples: string[][] = Array.from({ length: columns }, () => []);
  const scanner = new RowScanner(bytes, stretch.delimiter, columns, stretch.from);
  let at = stretch.from;
  while (at < stretch.to) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    if (hashOf(bytes, at, Math.min(end, at + looked)) < limit) {
      scanner.position = at;
      if (scanner.next() && scanner.fields === columns) {
        for (const [column, sample] of samples.entries()) {
          const [start, stop] = [scanner.starts[column], scanner.ends[column]];
          const kind = scanner.quoted[column] as number;
          sample.push(fieldText(bytes, start as number, stop as number, kind).trim());
        }
      }
    }
    at = end + 1;
  }
  return samples;
}

const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
};
