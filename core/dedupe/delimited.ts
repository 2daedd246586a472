/** How a delimited text is written, and what its columns are called. */
export interface Dialect {
  readonly delimiter: number;
  readonly header: readonly string[];
  /** Where the first row after the header begins. */
  readonly bodyStart: number;
  /** Lines that the header takes, with lines left out before it. */
  readonly headerLines: number;
}

const newline = 10;
const carriageReturn = 13;
const quote = 34;

/** A field that was opened by a quote and is longer than this was never closed. */
export const longestQuoted = 1 << 16;
/** A header of more names is refused. */
export const mostColumns = 4096;

/**
 * Walks over rows of delimited text (RFC 4180: quotes, doubled quotes, newlines in quoted fields)
 * without copying. After `next()` the fields stand in `starts`, `ends` and `quoted`; a field with
 * doubled quotes is told by `quoted` = 2.
 */
export class RowScanner {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** 0 bare, 1 quoted, 2 quoted with doubled quotes inside. */
  readonly quoted: Uint8Array;
  /** Fields of the row; may be more than there are places for. */
  fields = 0;
  /** Where the row begins, and where the next one does. */
  rowStart = 0;
  position: number;
  /** Lines that the row took. */
  lines = 0;
  /** A quote that opens a field of the row is not closed; the row is its first line alone. */
  unclosed = false;
  readonly #bytes: Uint8Array;
  readonly #delimiter: number;
  readonly #places: number;

  constructor(bytes: Uint8Array, delimiter: number, places: number, from: number) {
    this.#bytes = bytes;
    this.#delimiter = delimiter;
    this.#places = places;
    this.position = from;
    this.starts = new Uint32Array(places);
    this.ends = new Uint32Array(places);
    this.quoted = new Uint8Array(places);
  }

  /** Reads the next row; `false` at the end. Lines with nothing at all are one empty field. */
  next(): boolean {
    const bytes = this.#bytes;
    const length = bytes.length;
    const delimiter = this.#delimiter;
    const places = this.#places;
    const { starts, ends, quoted } = this;
    let at = this.position;
    if (at >= length) return false;
    this.rowStart = at;
    this.lines = 1;
    this.unclosed = false;
    let field = 0;
    for (;;) {
      let start = at;
      let end: number;
      let kind = 0;
      if (bytes[at] === quote) {
        const closed = this.#closing(at + 1);
        if (closed < 0) {
          this.unclosed = true;
          let stop = bytes.indexOf(newline, this.rowStart);
          if (stop < 0) stop = length;
          this.position = stop + 1;
          this.fields = 0;
          this.lines = 1;
          return true;
        }
        kind = this.#doubled ? 2 : 1;
        start = at + 1;
        end = closed;
        at = closed + 1;
      } else {
        let byte = 0;
        while (at < length) {
          byte = bytes[at] as number;
          if (byte === delimiter || byte === newline) break;
          at++;
        }
        end = at;
      }
      const byte = at < length ? (bytes[at] as number) : newline;
      if (field < places) {
        starts[field] = start;
        ends[field] =
          kind === 0 && byte === newline && end > start && bytes[end - 1] === carriageReturn
            ? end - 1
            : end;
        quoted[field] = kind;
      }
      field++;
      at++;
      if (byte === delimiter) {
        if (at < length) continue;
        // A delimiter at the very end: one more, empty field.
        if (field < places) {
          starts[field] = ends[field] = length;
          quoted[field] = 0;
        }
        field++;
        break;
      }
      if (byte === carriageReturn && bytes[at] === newline) at++;
      break;
    }
    this.fields = field;
    this.position = at;
    return true;
  }

  #doubled = false;

  /** Where the quote is that closes a field whose text begins at `from`; -1 when none does. */
  #closing(from: number): number {
    const bytes = this.#bytes;
    const limit = Math.min(bytes.length, from + longestQuoted);
    this.#doubled = false;
    let lines = 0;
    for (let at = from; at < limit; at++) {
      const byte = bytes[at] as number;
      if (byte === newline) lines++;
      if (byte !== quote) continue;
      const after = at + 1 < bytes.length ? (bytes[at + 1] as number) : newline;
      if (after === quote) {
        this.#doubled = true;
        at++;
      } else if (after === this.#delimiter || after === newline || after === carriageReturn) {
        this.lines += lines;
        return at;
      }
      // A quote in the middle of a quoted text is taken as it stands.
    }
    return -1;
  }
}

const decoder = new TextDecoder();

/** The text of a field, quotes undone. */
export function fieldText(bytes: Uint8Array, start: number, end: number, quoted: number): string {
  const text = decoder.decode(bytes.subarray(start, end));
  return quoted === 2 ? text.replaceAll('""', '"') : text;
}

/** Comma, semicolon, tab, bar, and what older systems separate by. */
const delimiters = [',', ';', '\t', '|', '\u0001', '^', '~'].map((each) => each.charCodeAt(0));

/** Rows that decide which delimiter it is. */
const rowsLookedAt = 50;

/**
 * Finds the delimiter by which the first rows have the same number of fields, the most of them; `told`
 * where it is known. A first line `sep=;`, as spreadsheets write and read it, tells it too.
 */
export function detectDialect(bytes: Uint8Array, told?: string): Dialect {
  let start = 0;
  let skipped = 0;
  // Lines with nothing in them before the header.
  while (bytes[start] === newline || bytes[start] === carriageReturn) {
    if (bytes[start] === newline) skipped++;
    start++;
  }
  const stated = told === undefined ? statedDelimiter(bytes, start) : undefined;
  if (stated !== undefined) {
    start = bytes.indexOf(newline, start) + 1;
    skipped++;
  }
  const known = told?.charCodeAt(0) ?? stated;
  let best = { delimiter: known ?? (delimiters[0] as number), merit: -1 };
  for (const delimiter of known === undefined ? delimiters : []) {
    const scanner = new RowScanner(bytes, delimiter, 1, start);
    const counts: number[] = [];
    while (counts.length < rowsLookedAt && scanner.next()) {
      if (scanner.fields > 0 && scanner.position - scanner.rowStart > 1)
        counts.push(scanner.fields);
    }
    const [first = 1] = counts;
    if (first < 2) continue;
    const alike = counts.filter((count) => count === first).length / counts.length;
    const merit = alike * 1000 + first;
    if (merit > best.merit) best = { delimiter, merit };
  }
  const scanner = new RowScanner(bytes, best.delimiter, mostColumns + 1, start);
  scanner.next();
  const fields = Math.min(scanner.fields, mostColumns + 1);
  const header = Array.from({ length: fields }, (_, at) =>
    fieldText(
      bytes,
      scanner.starts[at] as number,
      scanner.ends[at] as number,
      scanner.quoted[at] as number,
    ).trim(),
  );
  return {
    delimiter: best.delimiter,
    header,
    bodyStart: Math.min(scanner.position, bytes.length),
    headerLines: skipped + scanner.lines,
  };
}

const statedDelimiter = (bytes: Uint8Array, start: number): number | undefined => {
  const line = decoder.decode(bytes.slice(start, start + 7));
  return /^sep=(.)\r?\n/.exec(line)?.[1]?.charCodeAt(0);
};
