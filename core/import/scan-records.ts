/** One record of a file as it stands there, line end included. Offsets count bytes of the file. */
export interface RawRecord {
  readonly from: number;
  readonly to: number;
  /** Number of its first line, from 1. */
  readonly line: number;
  /** Number of the line behind it. */
  readonly nextLine: number;
  /** Of one that is too long, its beginning. */
  readonly bytes: Uint8Array;
  /** It is longer than a record may be, or a quote in it is never closed. */
  readonly isBroken: boolean;
}

export interface ScanOptions {
  /** Lets lines end inside of quoted fields. */
  readonly quotes: boolean;
  /** One ASCII character. */
  readonly delimiter: string;
  /** Where the first byte that is pushed stands in the file. */
  readonly offset: number;
  readonly line: number;
  readonly mostRecordBytes: number;
}

export interface RecordScanner {
  /** The records that are complete with these bytes. They are views: use them before the next push. */
  readonly push: (bytes: Uint8Array) => readonly RawRecord[];
  /** What is left when the file ends. */
  readonly end: () => readonly RawRecord[];
}

type Place = 'field-start' | 'plain' | 'quoted' | 'quote-in-quoted';

const [newline, carriageReturn, quote] = [10, 13, 34];
/** What some programs write before the first field of a file in UTF-8: a byte order mark. */
const mark: readonly number[] = [0xef, 0xbb, 0xbf];

/**
 * Finds where records begin and end, whatever pieces the file arrives in, and holds no more than one
 * record. A quote opens a field only where the field begins, as RFC 4180 has it.
 *
 * A quote that is not closed within the longest record would swallow the rest of the file: then its
 * first line alone is broken and reading goes on behind it. Scanning again from any record's end finds
 * the same records. Empty lines are no records.
 */
export function recordScanner(options: ScanOptions): RecordScanner {
  const delimiter = options.delimiter.charCodeAt(0);
  let held: Uint8Array = new Uint8Array(0);
  let [offset, line] = [options.offset, options.line];
  /** Up to where `held` was looked at, and what was seen there. */
  let at = 0;
  let place: Place = 'field-start';
  /**
   * How far a record that never ended was looked at, in bytes of the file. At every line end before that
   * it was within quotes; a later record that is, too, goes on there as that one did. Without this a
   * file of such lines would be looked at anew for each.
   */
  let unended: { readonly at: number; readonly place: Place } | undefined;
  /** Bytes behind `held` of a line that is too long to hold; undefined where there is none. */
  let skipped: number | undefined;
  let found: RawRecord[] = [];

  const take = (length: number, isBroken: boolean) => {
    const bytes = held.subarray(0, length);
    const to = offset + length + (skipped ?? 0);
    const nextLine = line + newlinesIn(bytes) + (skipped === undefined ? 0 : 1);
    if (isBroken || !isBlank(bytes))
      found.push({
        from: offset,
        to,
        line,
        nextLine,
        bytes: bytes.subarray(0, options.mostRecordBytes),
        isBroken,
      });
    line = nextLine;
    offset = to;
    held = held.subarray(length);
    at = 0;
    place = 'field-start';
  };

  /** Position behind the next line end that ends a record, or -1. */
  const nextEnd = (): number => {
    if (!options.quotes) {
      const end = held.indexOf(newline, at);
      at = held.length;
      return end < 0 ? -1 : end + 1;
    }
    for (; at < held.length; at += 1) {
      const byte = held[at];
      if (place === 'quoted') {
        if (byte === quote) place = 'quote-in-quoted';
        else if (byte === newline && unended !== undefined && offset + at < unended.at) {
          place = unended.place;
          at = unended.at - offset - 1;
        }
      } else if (place === 'quote-in-quoted' && byte === quote) place = 'quoted';
      else if (byte === newline) return at + 1;
      else if (place === 'field-start' && byte === quote) place = 'quoted';
      else if (place === 'field-start' && byte === mark[offset + at]) continue;
      else place = byte === delimiter ? 'field-start' : 'plain';
    }
    return -1;
  };

  const scan = () => {
    while (skipped === undefined) {
      const end = nextEnd();
      if (end >= 0 && end <= options.mostRecordBytes) take(end, false);
      else if (end >= 0 || held.length > options.mostRecordBytes) breakOff();
      else return;
    }
  };

  /** The first line of what never became a record; where it has no end yet, the rest of it is skipped. */
  const breakOff = () => {
    const end = held.indexOf(newline);
    unended = { at: offset + at, place };
    if (end >= 0) take(end + 1, true);
    else {
      skipped = held.length - options.mostRecordBytes;
      held = held.slice(0, options.mostRecordBytes);
    }
  };

  /** What of `bytes` lies behind the line that is skipped. */
  const skip = (bytes: Uint8Array, before: number): Uint8Array => {
    const end = bytes.indexOf(newline);
    skipped = before + (end < 0 ? bytes.length : end + 1);
    if (end < 0) return new Uint8Array(0);
    take(held.length, true);
    skipped = undefined;
    return bytes.subarray(end + 1);
  };

  const handOut = () => {
    const all = found;
    found = [];
    return all;
  };

  return {
    push(bytes) {
      const more = skipped === undefined ? bytes : skip(bytes, skipped);
      if (skipped === undefined) held = held.length === 0 ? more : concatenated(held, more);
      scan();
      return handOut();
    },
    end() {
      while (held.length > 0) {
        if (skipped !== undefined) take(held.length, true);
        else if (place !== 'quoted') take(held.length, false);
        else if (held.indexOf(newline) < 0) take(held.length, true);
        else {
          breakOff();
          scan();
        }
      }
      return handOut();
    },
  };
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === newline || byte === carriageReturn);

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}
