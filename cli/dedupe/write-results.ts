import { fieldText, RowScanner } from '#core/dedupe/delimited';
import { type GoldenMember, goldenValues } from '#core/dedupe/golden-values';
import type { Column } from '#core/dedupe/meaning';
import { readMoment } from '#core/dedupe/read-moment';
import { inOrder, sortedBy } from '#core/dedupe/sort-by-key';
import { csvCell, spreadsheetCell } from '#core/kernel/csv-cell';
import { probabilityOf } from '#core/matching/compare';
import type { RejectOfFile } from './read-stretches.ts';
import type { DedupeRun } from './run.ts';
import { type Add, writeWhole } from './write-whole.ts';

/** Collects lines of text and adds them in large pieces. */
function inPieces(add: Add) {
  let waiting: string[] = [];
  let length = 0;
  const flush = (): void => {
    add(waiting.join(''));
    waiting = [];
    length = 0;
  };
  const write = (text: string): void => {
    waiting.push(text);
    length += text.length;
    if (length > written) flush();
  };
  return { write, flush };
}

/** Writes lines of text as a file that is there whole or not at all. */
function writeLines(path: string, write: (line: (text: string) => void) => void): void {
  writeWhole(path, (add) => {
    const out = inPieces(add);
    write(out.write);
    out.flush();
  });
}

/** Bytes that are written at once. */
const written = 1 << 20;
const [comma, newline, quote, carriageReturn] = [44, 10, 34, 13];

/** One line for each record in the order of ids; a cluster is called by the lowest id in it. */
export function writeClusters(path: string, run: DedupeRun): void {
  const { longest, isPlain, writeId } = run.ids;
  const { root } = run.clusters;
  // Quoted and doubled, each byte of an id may take two.
  const id = new Uint8Array(longest);
  const lines = new Uint8Array(written + longest * 4 + 6);
  let length = 0;
  // `csvCell` of the id, in bytes.
  const add = (record: number): void => {
    if (isPlain) {
      length = writeId(record, lines, length);
      return;
    }
    const end = writeId(record, id, 0);
    let isQuoted = false;
    for (let at = 0; at < end; at++) {
      const byte = id[at];
      if (byte === quote || byte === comma || byte === newline || byte === carriageReturn)
        isQuoted = true;
    }
    if (isQuoted) lines[length++] = quote;
    for (let at = 0; at < end; at++) {
      const byte = id[at] as number;
      if (byte === quote) lines[length++] = quote;
      lines[length++] = byte;
    }
    if (isQuoted) lines[length++] = quote;
  };
  writeWhole(path, (write) => {
    write('id,cluster_id\n');
    for (let record = 0; record < run.records; record++) {
      add(record);
      lines[length++] = comma;
      add(root[record] as number);
      lines[length++] = newline;
      if (length < written) continue;
      write(lines.subarray(0, length));
      length = 0;
    }
    write(lines.subarray(0, length));
  });
}

/** Pairs that may be one customer, in the order of ids. */
export function writePairs(path: string, { edges, idOf }: DedupeRun): void {
  const byOther = sortedBy(inOrder(edges.b.length), (each) => edges.b[each] as number);
  const order = sortedBy(byOther, (each) => edges.a[each] as number);
  writeLines(path, (line) => {
    line('id_a,id_b,probability,weight\n');
    for (const each of order) {
      const weight = edges.weight[each] as number;
      const [a, b] = [edges.a[each] as number, edges.b[each] as number];
      line(
        `${csvCell(idOf(a))},${csvCell(idOf(b))},${probabilityOf(weight).toFixed(6)},${weight.toFixed(3)}\n`,
      );
    }
  });
}

/** For a person to repair: what a line says is shown, and runs in no spreadsheet. */
export function writeRejects(path: string, rejects: readonly RejectOfFile[]): void {
  writeLines(path, (add) => {
    add('file,line,reason,text\n');
    for (const { file, line, reason, text } of rejects)
      add(`${csvCell(file)},${line},${csvCell(reason)},${spreadsheetCell(text)}\n`);
  });
}

/** Reads the fields of any record again. */
export function fieldsReader(run: DedupeRun): (record: number) => readonly string[] {
  const columns = run.columns.length;
  const scanners = run.inputs.map(
    ({ bytes, dialect }) => new RowScanner(bytes, dialect.delimiter, columns, 0),
  );
  return (record) => {
    const { input, offset } = run.placeOf(record);
    const scanner = scanners[input] as RowScanner;
    const { bytes } = run.inputs[input] as DedupeRun['inputs'][number];
    scanner.position = offset;
    scanner.next();
    return run.columns.map((_, column) =>
      fieldText(
        bytes,
        scanner.starts[column] as number,
        scanner.ends[column] as number,
        scanner.quoted[column] as number,
      ).trim(),
    );
  };
}

/** One line for each cluster, the values that `goldenValues` chooses. */
export function writeGolden(path: string, run: DedupeRun): void {
  const { columns, clusters, records, idOf } = run;
  const kept = columns.flatMap(({ meaning }, column) =>
    meaning === 'ignored' || meaning === 'record-id' ? [] : [column],
  );
  const keptColumns = kept.map((column) => columns[column] as Column);
  const [updated, source] = (['updated-at', 'source'] as const).map((wanted) =>
    keptColumns.findIndex(({ meaning }) => meaning === wanted),
  ) as [number, number];
  const dayFirst = keptColumns[updated]?.dayFirst ?? false;
  const fieldsOf = fieldsReader(run);
  const memberOf = (record: number): GoldenMember => {
    const all = fieldsOf(record);
    const fields = kept.map((column) => all[column] ?? '');
    const updatedMs = readMoment(fields[updated] ?? '', dayFirst);
    return { id: idOf(record), fields, source: fields[source] ?? '', updatedMs };
  };
  const next = new Int32Array(records).fill(-1);
  const last = Int32Array.from({ length: records }, (_, record) => record);
  for (let record = 0; record < records; record++) {
    const root = clusters.root[record] as number;
    if (root === record) continue;
    next[last[root] as number] = record;
    last[root] = record;
  }
  writeLines(path, (line) => {
    const names = keptColumns.map(({ name }) => csvCell(name));
    line(`${['cluster_id', 'records', ...names].join(',')}\n`);
    for (let root = 0; root < records; root++) {
      if (clusters.root[root] !== root) continue;
      const members: GoldenMember[] = [];
      for (let record = root; record >= 0; record = next[record] as number)
        members.push(memberOf(record));
      const [only] = members;
      const values =
        members.length === 1 && only !== undefined
          ? only.fields
          : goldenValues(keptColumns, members);
      line(`${[idOf(root), String(members.length), ...values].map(csvCell).join(',')}\n`);
    }
  });
}
