import { grown, type HashedValues, shared, type ValueBytes } from './byte-table.ts';
import { fieldText, longestQuoted, RowScanner } from './delimited.ts';
import { makeInterner } from './interner.ts';
import type { Plan } from './layout.ts';
import { rowReader } from './read-row.ts';

/** A line that could not be read. */
export interface Reject {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

/** Records of one stretch of a file. Its arrays lie in shared memory. */
export interface ReadRecords {
  readonly records: number;
  /** `records` × stride numbers; values by their number in `values`, from 1. */
  readonly rows: Int32Array;
  /** Standardised values; number 0 is "none". */
  readonly values: HashedValues;
  /** Record ids as written, quotes undone. */
  readonly ids: ValueBytes;
  /** Where each record begins, from the start of the bytes. */
  readonly offsets: Uint32Array;
  readonly rejects: readonly Reject[];
  /** Lines passed, and where the first row after the stretch begins. */
  readonly lines: number;
  readonly end: number;
}

/** About how many bytes of input bring one standardised value. */
const bytesPerValue = 40;
/** A row is longer than this; for the first guess at how many there are. */
const shortRow = 120;

/**
 * Reads the rows of delimited UTF-8 `bytes` that begin in `from` … `to` (exclusive), standardising
 * their values with the functions that real time uses. `expected` is the number of fields a row must
 * have.
 */
export function readRecords(
  bytes: Uint8Array,
  stretch: { readonly from: number; readonly to: number; readonly delimiter: number },
  plan: Plan,
  expected: number,
): ReadRecords {
  const { stride } = plan.layout;
  const length = stretch.to - stretch.from;
  const scanner = new RowScanner(bytes, stretch.delimiter, expected, stretch.from);
  const interner = makeInterner(Math.max(1024, Math.ceil(length / bytesPerValue)));
  const readRow = rowReader(bytes, scanner, plan, interner);
  const guess = Math.ceil(length / shortRow) + 16;
  let rows = shared(Int32Array, stride * guess);
  let offsets = shared(Uint32Array, guess);
  let idBytes = shared(Uint8Array, guess * 10);
  let idEnds = shared(Uint32Array, guess + 1);
  let records = 0;
  let lines = 0;
  const rejects: Reject[] = [];
  const reject = (reason: string): void => {
    rejects.push({
      line: lines + 1,
      reason,
      text: fieldText(bytes, scanner.rowStart, Math.min(scanner.position, bytes.length), 0).replace(
        /\r?\n$/,
        '',
      ),
    });
  };

  const { starts, ends, quoted } = scanner;
  while (scanner.position < stretch.to && scanner.next()) {
    const { fields } = scanner;
    if (scanner.unclosed) {
      reject(`a quote is opened and not closed within ${longestQuoted >> 10} KB`);
      lines += 1;
      continue;
    }
    if (fields === 1 && isBlank(bytes, scanner.rowStart, scanner.position)) {
      lines += scanner.lines;
      continue;
    }
    if (fields !== expected) {
      // Quotes may hold together what are rows by themselves: the first line alone is left out.
      const next = bytes.indexOf(newline, scanner.rowStart) + 1;
      if (scanner.lines > 1 && next > 0) scanner.position = next;
      reject(`has ${fields} fields where the header has ${expected}`);
      lines += 1;
      continue;
    }
    const idStart = plan.id === undefined ? 0 : (starts[plan.id] as number);
    const idEnd = plan.id === undefined ? 0 : (ends[plan.id] as number);
    if (plan.id !== undefined && idEnd <= idStart) {
      reject('has no id');
      lines += scanner.lines;
      continue;
    }
    if ((records + 1) * stride > rows.length) rows = grown(rows);
    if (records + 2 > offsets.length) {
      offsets = grown(offsets);
      idEnds = grown(idEnds);
    }
    offsets[records] = scanner.rowStart;
    let idLength = idEnds[records] as number;
    if (idLength + idEnd - idStart > idBytes.length)
      idBytes = grown(idBytes, (idLength + idEnd - idStart) * 2);
    for (let at = idStart; at < idEnd; at++) {
      idBytes[idLength++] = bytes[at] as number;
      if (plan.id !== undefined && quoted[plan.id] === 2 && bytes[at] === 34) at++;
    }
    idEnds[records + 1] = idLength;
    readRow(rows, records * stride);
    records++;
    lines += scanner.lines;
  }

  return {
    records,
    rows: rows.subarray(0, records * stride),
    values: interner.values.dump(),
    ids: {
      bytes: idBytes.subarray(0, idEnds[records]),
      ends: idEnds.subarray(0, records + 1),
    },
    offsets: offsets.subarray(0, records),
    rejects,
    lines,
    end: scanner.position,
  };
}

const newline = 10;

const isBlank = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to && at < bytes.length; at++)
    if ((bytes[at] as number) > 32) return false;
  return true;
};
