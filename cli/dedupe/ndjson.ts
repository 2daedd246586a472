import type { Reject } from '#core/dedupe/read-records';
import { compareText } from '#core/kernel/types';
import { joined } from './shared-bytes.ts';

type Flat = Map<string, string>;

/**
 * JSON objects, one a line (or one array of them), as a table: nested members become columns named by
 * their path (`address.city`, `phones.0.value`). Lines that are no object are rejects. Lines are read
 * twice, first for the names of columns, so that no object is kept.
 */
export function linesToTable(bytes: Uint8Array): {
  readonly bytes: Uint8Array;
  readonly rejects: readonly Reject[];
} {
  const rejects: Reject[] = [];
  const columns = new Set<string>();
  for (const { value, line, source } of valuesOf(bytes)) {
    if (isObject(value)) for (const name of flattened(value).keys()) columns.add(name);
    else {
      const reason =
        value !== undefined
          ? 'is no JSON object'
          : isArray(bytes)
            ? 'is no whole JSON array'
            : 'is no JSON';
      rejects.push({ line, reason, text: source });
    }
  }
  // Sorted: which member comes first must not depend on which line does.
  const header = [...columns].toSorted(compareText);
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let waiting = `${header.map(field).join(',')}\n`;
  for (const { value } of valuesOf(bytes)) {
    if (!isObject(value)) continue;
    const flat = flattened(value);
    waiting += `${header.map((name) => field(flat.get(name) ?? '')).join(',')}\n`;
    if (waiting.length < lettersAtOnce) continue;
    parts.push(encoder.encode(waiting));
    waiting = '';
  }
  parts.push(encoder.encode(waiting));
  return { bytes: joined(parts), rejects };
}

const lettersAtOnce = 1 << 20;

interface Said {
  /** `undefined` for what is no JSON. */
  readonly value: unknown;
  readonly line: number;
  readonly source: string;
}

export const isArray = (bytes: Uint8Array): boolean =>
  bytes[bytes.findIndex((byte) => byte > 32)] === bracket;

function* valuesOf(bytes: Uint8Array): Generator<Said> {
  const decoder = new TextDecoder();
  if (isArray(bytes)) {
    const all = parsed(decoder.decode(bytes));
    if (Array.isArray(all))
      for (const [at, value] of all.entries()) yield { value, line: at + 1, source: '' };
    else yield { value: undefined, line: 1, source: '' };
    return;
  }
  let line = 0;
  for (let from = 0, to = 0; from < bytes.length; from = to + 1) {
    to = bytes.indexOf(newline, from);
    if (to < 0) to = bytes.length;
    line++;
    const source = decoder.decode(bytes.subarray(from, to));
    if (source.trim() !== '') yield { value: parsed(source), line, source };
  }
}

const [bracket, newline] = [0x5b, 10];

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const flattened = (value: Record<string, unknown>): Flat => {
  const flat: Flat = new Map();
  flatten(value, '', flat);
  return flat;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function flatten(value: Record<string, unknown>, path: string, into: Flat): void {
  for (const [name, member] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (member === null || member === undefined || member === '') continue;
    if (typeof member === 'object') flatten(member as Record<string, unknown>, at, into);
    else into.set(at, String(member));
  }
}
