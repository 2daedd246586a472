import { fieldText, RowScanner } from '#core/dedupe/delimited';
import type { Column } from '#core/dedupe/meaning';
import { recognise } from '#core/dedupe/recognise';
import { BadInput, type Input } from './read-input.ts';
import type { RunOptions } from './run.ts';

/** Rows that decide what columns mean: those whose bytes fall into a small part of all hashes, so that their order plays no part. */
const sampleRows = 4000;

export function recogniseColumns(
  inputs: readonly Input[],
  header: readonly string[],
  { id, source, meanings = {} }: RunOptions,
): { readonly columns: readonly Column[]; readonly idColumn: number | undefined } {
  const samples: string[][] = header.map(() => []);
  const size = inputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const limit = Math.min(1, (sampleRows * 160) / size) * 2 ** 32;
  for (const { bytes, dialect } of inputs) {
    const scanner = new RowScanner(bytes, dialect.delimiter, header.length, dialect.bodyStart);
    let at = dialect.bodyStart;
    while (at < bytes.length) {
      let end = bytes.indexOf(10, at);
      if (end < 0) end = bytes.length;
      if (hashOf(bytes, at, Math.min(end, at + 48)) < limit) {
        scanner.position = at;
        if (scanner.next() && scanner.fields === header.length) {
          for (let column = 0; column < header.length; column++) {
            samples[column]?.push(
              fieldText(
                bytes,
                scanner.starts[column] as number,
                scanner.ends[column] as number,
                scanner.quoted[column] as number,
              ).trim(),
            );
          }
        }
      }
      at = end + 1;
    }
  }
  for (const each of samples) each.sort();
  const told = { ...meanings, ...(source !== undefined && { [source]: 'source' as const }) };
  const columns = recognise(header, samples, told);
  const named = (wanted: string): number =>
    header.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  if (id !== undefined && named(id) < 0)
    throw new BadInput(`${inputs[0]?.file}:1: has no column ${id}`);
  const idColumn = [id ?? '', 'id', 'rec_id', 'record_id']
    .filter((name) => name !== '')
    .map(named)
    .find((at) => at >= 0);
  return {
    columns: columns.map((column, at) =>
      at === idColumn ? { ...column, meaning: 'record-id' } : column,
    ),
    idColumn,
  };
}

const hashOf = (bytes: Uint8Array, from: number, to: number): number => {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
};
