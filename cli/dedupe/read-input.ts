import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Dialect, detectDialect } from '#core/dedupe/delimited';
import type { Reject } from '#core/dedupe/read-records';
import { BadInput } from './bad-input.ts';
import { isArray, linesToTable } from './ndjson.ts';
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
}

const chunk = 1 << 28;

/** Reads a file (`-` is standard input), unpacks gzip, decodes, and finds out how it is written. */
export function readInput(file: string): Input {
  const raw = readAll(file);
  const plain = raw[0] === 0x1f && raw[1] === 0x8b ? unpack(file, raw) : raw;
  const { bytes, encoding } = decode(plain);
  if (bytes.length === 0) throw new BadInput(`${file}: is empty`);
  if (bytes.length > mostBytes)
    throw new BadInput(`${file}: has more than 4 GB; several files may be given`);
  if (isJson(bytes)) {
    if (isArray(bytes) && bytes.length > longestText)
      throw new BadInput(`${file}: is a JSON array of more than 512 MB; give one object a line`);
    const table = linesToTable(bytes);
    return {
      file,
      bytes: table.bytes,
      dialect: detectDialect(table.bytes),
      encoding,
      format: 'ndjson',
      rejects: table.rejects,
    };
  }
  const dialect = detectDialect(bytes);
  if (dialect.header.every((name) => name === '')) throw new BadInput(`${file}:1: has no header`);
  return { file, bytes, dialect, encoding, format: 'csv', rejects: [] };
}

/** Places of bytes are held as 32 bits. */
const mostBytes = 2 ** 32 - 1;

function readAll(file: string): Uint8Array {
  let descriptor: number;
  try {
    descriptor = file === '-' ? 0 : openSync(file, 'r');
  } catch (error) {
    throw new BadInput(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
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
    throw new BadInput(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  } finally {
    if (file !== '-') closeSync(descriptor);
  }
}

function readStream(descriptor: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = new Uint8Array(1 << 20);
    let got: number;
    try {
      got = readSync(descriptor, part);
    } catch (error) {
      // A pipe that has nothing yet.
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') continue;
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

/** To UTF-8 without a byte order mark. What is neither marked nor UTF-8 is taken for Windows-1252. */
function decode(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly encoding: string } {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return { bytes: toShared(bytes.subarray(3)), encoding: 'utf-8' };
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return { bytes: transcode(bytes, wide), encoding: wide };
  if (isUtf8(bytes)) return { bytes: toShared(bytes), encoding: 'utf-8' };
  return { bytes: transcode(bytes, 'windows-1252'), encoding: 'windows-1252' };
}

const wideEncoding = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // No mark: the headers of tables are ASCII, so every other byte is zero.
  const head = bytes.subarray(0, 64);
  const zeros = [0, 1].map((odd) => head.filter((byte, at) => at % 2 === odd && byte === 0).length);
  const half = head.length / 2;
  if (half >= 4 && (zeros[1] ?? 0) > half * 0.8) return 'utf-16le';
  if (half >= 4 && (zeros[0] ?? 0) > half * 0.8) return 'utf-16be';
  return undefined;
};

/** Bytes that become one text: all of a large file are more than a text can hold. */
const bytesOfText = 1 << 20;

const transcode = (bytes: Uint8Array, encoding: string): Uint8Array => {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += bytesOfText) {
    const text = decoder.decode(bytes.subarray(at, at + bytesOfText), { stream: true });
    parts.push(encoder.encode(text));
  }
  parts.push(encoder.encode(decoder.decode()));
  return joined(parts);
};

const toShared = (bytes: Uint8Array): Uint8Array => {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
};

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
