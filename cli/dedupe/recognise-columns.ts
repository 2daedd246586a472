import type { Column, Meaning } from '#core/dedupe/meaning';
import { recognise } from '#core/dedupe/recognise';
import { BadInput } from './bad-input.ts';
import type { Pool } from './pool.ts';
import type { Input } from './read-input.ts';
import { cutIntoStretches } from './read-stretches.ts';
import type { RunOptions } from './run.ts';

/** Rows that decide what columns mean: those whose bytes fall into a small part of all hashes, so that their order plays no part. */
const sampleRows = 4000;

export async function recogniseColumns(
  pool: Pool,
  inputs: readonly Input[],
  header: readonly string[],
  { id, source, meanings = {} }: RunOptions,
): Promise<{ readonly columns: readonly Column[]; readonly idColumn: number | undefined }> {
  const size = inputs.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const limit = Math.min(1, (sampleRows * 160) / size) * 2 ** 32;
  const sampled = await pool.all(
    'sample',
    inputs.flatMap(({ bytes, dialect }) =>
      cutIntoStretches(bytes, dialect.bodyStart, pool.threads).map((stretch) => ({
        bytes,
        stretch: { ...stretch, delimiter: dialect.delimiter },
        columns: header.length,
        limit,
      })),
    ),
  );
  const samples = header.map((_, column) =>
    sampled.flatMap((each) => each[column] ?? []).toSorted(),
  );
  const named = (wanted: string): number =>
    header.includes(wanted)
      ? header.indexOf(wanted)
      : header.findIndex((name) => name.toLowerCase() === wanted.toLowerCase());
  const told: (readonly [string, Meaning])[] = Object.entries(meanings);
  if (source !== undefined) told.push([source, 'source']);
  for (const wanted of [...told.map(([name]) => name), ...(id === undefined ? [] : [id])])
    if (named(wanted) < 0) throw new BadInput(`${inputs[0]?.file}:1: has no column ${wanted}`);
  const columns = recognise(
    header,
    samples,
    Object.fromEntries(told.map(([name, meaning]) => [header[named(name)], meaning])),
  );
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
