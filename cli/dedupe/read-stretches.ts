import type { Plan } from '#core/dedupe/layout';
import type { ReadRecords, Reject } from '#core/dedupe/read-records';
import { objectOfRow } from './ndjson.ts';
import type { Pool } from './pool.ts';
import type { Input } from './read-input.ts';

/** A part of an input, read. */
export interface Stretch {
  readonly input: number;
  readonly from: number;
  readonly to: number;
  readonly read: ReadRecords;
}

/** Bytes of one stretch: none beyond what 32 bits address. */
const longestStretch = 1 << 28;

/** Cuts bytes from `start` on into about as many `parts`, each after a newline. */
export function cutIntoStretches(
  bytes: Uint8Array,
  start: number,
  parts: number,
): readonly { readonly from: number; readonly to: number }[] {
  const length = bytes.length - start;
  const cuts = [start];
  for (let part = 1; part < parts; part++) {
    const at = bytes.indexOf(10, start + Math.floor((length * part) / parts)) + 1;
    if (at > (cuts.at(-1) ?? 0)) cuts.push(at);
  }
  return cuts.map((from, each) => ({ from, to: cuts[each + 1] ?? bytes.length }));
}

/**
 * Reads every input in stretches, on all threads. A stretch begins after a newline; whether that
 * newline ends a row is known only when the stretch before it was read, so a stretch that began
 * within a row is read again from where it should have.
 */
export async function readStretches(
  pool: Pool,
  inputs: readonly Input[],
  plan: Plan,
  expected: number,
  shortest: number,
): Promise<readonly Stretch[]> {
  const planned = inputs.flatMap(({ bytes, dialect }, input) => {
    const length = bytes.length - dialect.bodyStart;
    const parts = Math.max(
      1,
      Math.ceil(length / longestStretch),
      Math.min(pool.threads, Math.floor(length / shortest)),
    );
    return cutIntoStretches(bytes, dialect.bodyStart, parts).map((each) => ({ input, ...each }));
  });
  const task = ({ input, from, to }: (typeof planned)[number]) => {
    const { bytes, dialect } = inputs[input] as Input;
    return { bytes, from, to, delimiter: dialect.delimiter, plan, expected };
  };
  const reads = await pool.all('read', planned.map(task));
  const stretches: Stretch[] = [];
  for (const [each, stretch] of planned.entries()) {
    const before = stretches.at(-1);
    const from =
      before !== undefined && before.input === stretch.input ? before.read.end : stretch.from;
    if (from === stretch.from) stretches.push({ ...stretch, read: reads[each] as ReadRecords });
    else {
      const [read] = await pool.all('read', [task({ ...stretch, from })]);
      stretches.push({ ...stretch, from, read: read as ReadRecords });
    }
  }
  return stretches;
}

/** A line of a file that was left out. */
export interface RejectOfFile extends Reject {
  readonly file: string;
}

export function rejectsOf(inputs: readonly Input[], stretches: readonly Stretch[]): RejectOfFile[] {
  const found: RejectOfFile[] = inputs.flatMap(({ file, rejects }) =>
    rejects.map((reject) => ({ ...reject, file })),
  );
  for (const [input, { file, dialect, format, lineOf }] of inputs.entries()) {
    let lines = 0;
    for (const { read } of stretches.filter((each) => each.input === input)) {
      for (const { line, reason, text } of read.rejects) {
        const source = format === 'csv' ? text : objectOfRow(text, dialect.header);
        found.push({ line: lineOf(line + lines), reason, text: source, file });
      }
      lines += read.lines;
    }
  }
  return found;
}
