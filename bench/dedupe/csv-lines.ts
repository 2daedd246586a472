import { closeSync, openSync, readSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const chunkBytes = 1 << 22;

/** Yields the rows of a CSV file that has no newline within a field, the header first. */
export function* csvRows(path: string): Generator<readonly string[], void, undefined> {
  for (const line of lines(path)) {
    if (line === '') continue;
    yield line.includes('"') ? ((parse(line) as string[][])[0] ?? []) : line.split(',');
  }
}

function* lines(path: string): Generator<string, void, undefined> {
  const file = openSync(path, 'r');
  const decoder = new TextDecoder();
  const chunk = Buffer.alloc(chunkBytes);
  let rest = '';
  try {
    for (;;) {
      const length = readSync(file, chunk);
      const text = rest + decoder.decode(chunk.subarray(0, length), { stream: length > 0 });
      const parts = text.split(/\r?\n/);
      rest = parts.pop() ?? '';
      yield* parts;
      if (length === 0) break;
    }
    yield rest;
  } finally {
    closeSync(file);
  }
}

/** One line of CSV; a field with a comma or a quote is quoted. */
export const csvLine = (fields: readonly string[]): string =>
  `${fields
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',')}\n`;
