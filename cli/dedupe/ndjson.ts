import { fieldText, longestQuoted, RowScanner } from '#core/dedupe/delimited';
import type { Reject } from '#core/dedupe/read-records';
import { compareText } from '#core/kernel/types';
import { joined } from './shared-bytes.ts';

type Flat = ReadonlyMap<string, string>;

/** JSON objects as comma-separated rows, and what is no object. */
export interface Table {
  readonly bytes: Uint8Array;
  readonly rejects: readonly Reject[];
  /** Line of the file at which the row stood that begins in this line of the body of the table, from 1. */
  readonly lineOf: (line: number) => number;
}

/** Names of all members: nested ones by their path (`address.city`, `phones.0.value`). */
export function namesIn(bytes: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { flat } of saidIn(bytes)) for (const name of flat?.keys() ?? []) names.add(name);
  return names;
}

/** Sorted: which member comes first must not depend on which line does. */
export const headerOf = (names: Iterable<string>): readonly string[] =>
  [...names].toSorted(compareText);

/**
 * JSON objects, one a line (or one array of them), as a table with the columns of `header`. Lines that are
 * no object are rejects. Lines are read a second time after `namesIn`, so that no object is kept.
 */
export function linesToTable(bytes: Uint8Array, header: readonly string[]): Table {
  const rejects: Reject[] = [];
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  // Of rows that do not stand in the line of the table that their number tells: where they begin, and where they stood.
  const moved: { readonly at: number; readonly line: number }[] = [{ at: 1, line: 1 }];
  let waiting = `${header.map(field).join(',')}\n`;
  let at = 1;
  for (const { flat, reason, line, source } of saidIn(bytes)) {
    if (flat === undefined) {
      rejects.push({ line, reason, text: source });
      continue;
    }
    const last = moved.at(-1);
    if (last === undefined || at - last.at !== line - last.line) moved.push({ at, line });
    const fields = header.map((name) => field(flat.get(name) ?? '')).join(',');
    // A line with nothing at all would be no row.
    const row = fields === '' ? '""\n' : `${fields}\n`;
    at += linesIn(row);
    waiting += row;
    if (waiting.length < lettersAtOnce) continue;
    parts.push(encoder.encode(waiting));
    waiting = '';
  }
  parts.push(encoder.encode(waiting));
  const lineOf = (wanted: number): number => {
    const before = moved.findLast((each) => each.at <= wanted);
    return before === undefined ? wanted : before.line + wanted - before.at;
  };
  return { bytes: joined(parts), rejects, lineOf };
}

const lettersAtOnce = 1 << 20;

const linesIn = (row: string): number => {
  let lines = 0;
  for (let at = row.indexOf('\n'); at >= 0; at = row.indexOf('\n', at + 1)) lines++;
  return lines;
};

/** A row of the table as an object in one line, which can be repaired and read again. */
export function objectOfRow(row: string, header: readonly string[]): string {
  const bytes = new TextEncoder().encode(row);
  const scanner = new RowScanner(bytes, comma, header.length, 0);
  scanner.next();
  const members = header.map((name, at): [string, string] => {
    const [start, end, quoted] = [scanner.starts[at], scanner.ends[at], scanner.quoted[at]];
    return [name, fieldText(bytes, start ?? 0, end ?? 0, quoted ?? 0)];
  });
  return JSON.stringify(Object.fromEntries(members.filter(([, value]) => value !== '')));
}

type Flattened =
  | { readonly flat: Flat; readonly reason?: never }
  | { readonly flat?: never; readonly reason: string };

type Said = Flattened & { readonly line: number; readonly source: string };

export const isArray = (bytes: Uint8Array): boolean =>
  bytes[bytes.findIndex((byte) => byte > 32)] === bracket;

/** What each line says; of an array each member, whose place in it stands for the line. */
function* saidIn(bytes: Uint8Array): Generator<Said> {
  const decoder = new TextDecoder();
  if (isArray(bytes)) {
    const all = parsed(decoder.decode(bytes));
    if (!Array.isArray(all)) yield { line: 1, source: '', reason: 'is no whole JSON array' };
    else
      for (const [at, value] of all.entries()) {
        const told = flattened(value);
        yield { line: at + 1, source: told.flat === undefined ? shown(value) : '', ...told };
      }
    return;
  }
  let line = 0;
  for (let from = 0, to = 0; from < bytes.length; from = to + 1) {
    to = bytes.indexOf(newline, from);
    if (to < 0) to = bytes.length;
    line++;
    const source = decoder.decode(bytes.subarray(from, to));
    if (source.trim() === '') continue;
    const value = parsed(source);
    yield { line, source, ...(value === undefined ? { reason: 'is no JSON' } : flattened(value)) };
  }
}

const [bracket, newline, comma] = [0x5b, 10, 0x2c];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Deeper ones are nobody's customers; looking into them would take more memory than there is. */
const deepest = 64;

function flattened(value: unknown): Flattened {
  if (!isObject(value)) return { reason: 'is no JSON object' };
  const flat = new Map<string, string>();
  let reason: string | undefined;
  const flatten = (object: object, path: string, depth: number): void => {
    if (depth > deepest) reason = `has members more than ${deepest} deep`;
    else
      for (const [name, member] of Object.entries(object)) {
        const at = path === '' ? name : `${path}.${name}`;
        if (member === null || member === '') continue;
        if (typeof member === 'object') flatten(member, at, depth + 1);
        else flat.set(at, String(member));
      }
  };
  flatten(value, '', 1);
  for (const [name, text] of flat)
    if (isTooLong(text)) reason = `has more than ${longestQuoted >> 10} KB in ${name}`;
  return reason === undefined ? { flat } : { reason };
}

/** Whether it would be a field in quotes that is longer than those may be. */
const isTooLong = (text: string): boolean => {
  if (text.length * 3 < longestQuoted) return false;
  const quoted = field(text);
  return quoted !== text && Buffer.byteLength(quoted) > longestQuoted;
};

/** Of what is nested too deep to be written, nothing. */
const shown = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
};

/** `undefined` for what is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(/[0-9]{16}/.test(text) ? withLongNumbersAsText(text) : text);
  } catch {
    return undefined;
  }
};

/** A number in JavaScript has no more than 15 sure digits; ids in databases have. */
const withLongNumbersAsText = (json: string): string =>
  json.replace(/"(?:[^"\\]|\\.)*"|-?[0-9]{16,}(?![0-9.eE])/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );

const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
