import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Dialect, detectDialect, mostColumns } from '#core/dedupe/delimited';
import type { Reject } from '#core/dedupe/read-records';
import { BadInput, reasonOf } from './bad-input.ts';
import { decode } from './decode.ts';
import { headerOf, isArray, linesToTable, namesIn } from './ndjson.ts';
import { joined, sharedBytes } from './shared-bytes.ts';

/** One input file, as delimited UTF-8 in shared memory. */
export interface Input {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly dialect: Dialect;
  readonly encoding: string;
  readonly format: 'csv' | 'ndjson';
  /** Lines that were left out before the table was made, by their line in the file. */
  readonly rejects: readonly Reject[];
  /** Line of the file of a line of the bytes after the header, both from 1. */
  readonly lineOf: (line: number) => number;
}

/** A file, decoded. */
interface Source {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly encoding: string;
  readonly isJson: boolean;
}

const chunk = 1 << 28;

/**
 * Reads files (`-` is standard input), unpacks gzip, decodes, and finds out how they are written. All have
 * the same columns; objects in JSON need not have all of them.
 */
export function readInputs(files: readonly string[]): readonly Input[] {
  const sources = files.map(readSource);
  const tables = sources.map((source) => (source.isJson ? undefined : tableOf(source)));
  const first = tables.find((table) => table !== undefined);
  for (const table of tables)
    if (table !== undefined && first !== undefined) sameColumns(first, table);
  if (!sources.some(({ isJson }) => isJson)) return tables.filter((table) => table !== undefined);
  const names = sources.map((source) => (source.isJson ? namesIn(source.bytes) : []));
  const header = first?.dialect.header ?? headerOf(new Set(names.flatMap((each) => [...each])));
  for (const [at, { file }] of sources.entries()) {
    const other = [...(names[at] ?? [])].find((name) => !header.includes(name));
    if (other !== undefined)
      throw new BadInput(`${file}: has ${other}, which ${first?.file} has not`);
  }
  if (header.length > mostColumns)
    throw new BadInput(`${sources[0]?.file}: has more than ${mostColumns} columns`);
  return sources.map((source, at) => tables[at] ?? objectsOf(source, header));
}

function sameColumns(first: Input, { file, dialect: { header } }: Input): void {
  const wanted = first.dialect.header;
  const at = wanted.findIndex((name, place) => name !== header[place]);
  if (at < 0 && header.length === wanted.length) return;
  const place = at < 0 ? wanted.length : at;
  const named = (name: string | undefined): string => (name === undefined ? 'none' : `'${name}'`);
  throw new BadInput(
    `${file}:1: has other columns than ${first.file}: column ${place + 1} is ${named(header[place])}, not ${named(wanted[place])}`,
  );
}

function readSource(file: string): Source {
  const raw = readAll(file);
  const plain = raw[0] === 0x1f && raw[1] === 0x8b ? unpack(file, raw) : raw;
  const { bytes, encoding } = decode(file, plain);
  if (bytes.length === 0) throw new BadInput(`${file}: is empty`);
  if (bytes.length > mostBytes)
    throw new BadInput(`${file}: has more than 4 GB; several files may be given`);
  // Rows that end as they did on old Macintoshes.
  if (!bytes.includes(newline))
    for (
      let at = bytes.indexOf(carriageReturn);
      at >= 0;
      at = bytes.indexOf(carriageReturn, at + 1)
    )
      bytes[at] = newline;
  if (isArray(bytes) && isJson(bytes) && bytes.length > longestText)
    throw new BadInput(`${file}: is a JSON array of more than 512 MB; give one object a line`);
  return { file, bytes, encoding, isJson: isJson(bytes) };
}

const [newline, carriageReturn] = [10, 13];

function tableOf({ file, bytes, encoding }: Source): Input {
  const dialect = detectDialect(bytes);
  if (dialect.header.every((name) => name === '')) throw new BadInput(`${file}:1: has no header`);
  if (dialect.header.length > mostColumns)
    throw new BadInput(`${file}:1: has more than ${mostColumns} columns`);
  const lineOf = (line: number): number => line + dialect.headerLines;
  return { file, bytes, dialect, encoding, format: 'csv', rejects: [], lineOf };
}

function objectsOf({ file, bytes: json, encoding }: Source, header: readonly string[]): Input {
  const { bytes, rejects, lineOf } = linesToTable(json, header);
  const dialect = detectDialect(bytes, ',');
  return {
    file,
    bytes,
    dialect: { ...dialect, header },
    encoding,
    format: 'ndjson',
    rejects,
    lineOf,
  };
}

/** Places of bytes are held as 32 bits. */
const mostBytes = 2 ** 32 - 1;

function readAll(file: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = file === '-' ? 0 : openSync(file, 'r');
  } catch (error) {
    throw new BadInput(`${file}: cannot be read: ${reasonOf(error)}`);
  }
  try {
    const { size } = fstatSync(descriptor);
    const isRegular = size > 0 && file !== '-';
    if (!isRegular) return readStream(descriptor);
    const bytes = sharedBytes(size);
    let length = 0;
    while (length < size) {
      const got = readSync(descriptor, bytes, length, Math.min(chunk, size - length), length);
      if (got === 0) break;
      length += got;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    throw new BadInput(`${file}: cannot be read: ${reasonOf(error)}`);
  } finally {
    if (file !== '-') closeSync(descriptor);
  }
}

/** Asking again at once would keep a processor busy that whoever writes the pipe may need. */
const pauseMs = 5;
const never = new Int32Array(new SharedArrayBuffer(4));

function readStream(descriptor: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = new Uint8Array(1 << 20);
    let got: number;
    try {
      got = readSync(descriptor, part);
    } catch (error) {
      // A pipe that has nothing yet.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
        Atomics.wait(never, 0, 0, pauseMs);
        continue;
      }
      if ((error as NodeJS.ErrnoException).code === 'EOF') break;
      throw error;
    }
    if (got === 0) break;
    parts.push(part.subarray(0, got));
  }
  return joined(parts);
}

function unpack(file: string, raw: Uint8Array): Uint8Array {
  try {
    return gunzipSync(raw);
  } catch (error) {
    throw new BadInput(
      `${file}: is no whole gzip file (${error instanceof Error ? error.message : 'unreadable'})`,
    );
  }
}

/** V8 holds no longer text. */
const longestText = 2 ** 29 - 24;

const isJson = (bytes: Uint8Array): boolean => {
  let at = 0;
  while (at < bytes.length && (bytes[at] as number) <= 32) at++;
  if (bytes[at] === 0x5b) return /^\[\s*\{/.test(Buffer.from(bytes.slice(at, at + 200)).toString());
  return (
    bytes[at] === 0x7b && /^\{\s*(?:"|\})/.test(Buffer.from(bytes.slice(at, at + 200)).toString())
  );
};
