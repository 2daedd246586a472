import type { Reject } from '#core/dedupe/read-records';
import { compareText } from '#core/kernel/types';

type Flat = Map<string, string>;

/**
 * JSON objects, one a line (or one array of them), as a table: nested members become columns named by
 * their path (`address.city`, `phones.0.value`). Lines that are no object are rejects.
 */
export function linesToTable(bytes: Uint8Array): {
  readonly bytes: Uint8Array;
  readonly rejects: readonly Reject[];
} {
  const text = new TextDecoder().decode(bytes);
  const rejects: Reject[] = [];
  const objects: Flat[] = [];
  const columns = new Set<string>();
  const take = (value: unknown, line: number, source: string): void => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      rejects.push({ line, reason: 'is no JSON object', text: source });
      return;
    }
    const flat: Flat = new Map();
    flatten(value as Record<string, unknown>, '', flat);
    for (const name of flat.keys()) columns.add(name);
    objects.push(flat);
  };
  if (text.trimStart().startsWith('[')) {
    const all: unknown = parsed(text);
    if (Array.isArray(all)) for (const [at, each] of all.entries()) take(each, at + 1, '');
    else rejects.push({ line: 1, reason: 'is no whole JSON array', text: '' });
  } else {
    for (const [at, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const value = parsed(line);
      if (value === undefined) rejects.push({ line: at + 1, reason: 'is no JSON', text: line });
      else take(value, at + 1, line);
    }
  }
  // Sorted: which member comes first must not depend on which line does.
  const header = [...columns].toSorted(compareText);
  const rows = objects.map((flat) => header.map((name) => field(flat.get(name) ?? '')).join(','));
  const table = new TextEncoder().encode(`${[header.map(field).join(','), ...rows].join('\n')}\n`);
  const shared = new Uint8Array(new SharedArrayBuffer(table.length));
  shared.set(table);
  return { bytes: shared, rejects };
}

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
