import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '../people/random.ts';
import { type CustomerRow, columns } from '../people/records.ts';
import { people } from '../people.ts';
import { csvLine } from './csv-lines.ts';

/** What a matcher reads, without the truth, and the truth beside it (`id,cluster_id`). */
export interface SetFiles {
  readonly input: string;
  readonly truth: string;
}

/** Where generated files are kept from run to run. */
export const workFolder = (): string =>
  process.env.GOLDSPOKE_BENCH_FOLDER ?? join(tmpdir(), 'goldspoke-bench');

const truthColumn = 'cluster_id';
const inputColumns = columns.filter((column) => column !== truthColumn);

/** Rows that are put in order together in memory. */
const rowsInMemory = 250_000;

/**
 * Writes `rows` made-up customers in no order, unless the folder has them from an earlier run of the same
 * generator. A record's number gives its person away in the generator; here it is replaced by another.
 */
export function madeUpSet(seed: number, rows: number): SetFiles {
  const folder = workFolder();
  const name = join(folder, `people-${seed}-${rows}-${generatorVersion()}`);
  const files = { input: `${name}.csv`, truth: `${name}-truth.csv` };
  if (existsSync(files.input) && existsSync(files.truth)) return files;

  mkdirSync(folder, { recursive: true });
  const heaps = Array.from(
    { length: Math.ceil(rows / rowsInMemory) },
    (_, nth) => `${name}-part-${nth}`,
  );
  for (const heap of heaps) rmSync(heap, { force: true });
  const random = randomOf(seed, 5);
  scatter(people(seed, rows), heaps, random.below);

  const unfinished = { input: `${name}-unfinished.csv`, truth: `${name}-truth-unfinished.csv` };
  writeFileSync(unfinished.input, csvLine(inputColumns));
  writeFileSync(unfinished.truth, csvLine(['id', truthColumn]));
  for (const heap of heaps) {
    const lines = readFileSync(heap, 'utf8').split('\n').slice(0, -1);
    shuffle(lines, random.below);
    // Each line of a heap is the truth, a tab and the line for the matcher.
    appendFileSync(
      unfinished.input,
      `${lines.map((line) => line.slice(line.indexOf('\t') + 1)).join('\n')}\n`,
    );
    appendFileSync(
      unfinished.truth,
      `${lines.map((line) => line.slice(0, line.indexOf('\t'))).join('\n')}\n`,
    );
    rmSync(heap);
  }
  renameSync(unfinished.truth, files.truth);
  renameSync(unfinished.input, files.input);
  return files;
}

function scatter(
  rows: Iterable<CustomerRow>,
  heaps: readonly string[],
  below: (below: number) => number,
): void {
  const waiting = heaps.map(() => '');
  const flush = (nth: number): void => {
    appendFileSync(heaps[nth] as string, waiting[nth] as string);
    waiting[nth] = '';
  };
  for (const row of rows) {
    const opaque = withoutNumbers(row);
    const nth = below(heaps.length);
    waiting[nth] +=
      `${opaque.id},${opaque.cluster_id}\t${csvLine(inputColumns.map((column) => opaque[column]))}`;
    if ((waiting[nth] as string).length > 1 << 20) flush(nth);
  }
  for (const nth of heaps.keys()) flush(nth);
}

/** The generator numbers records person by person; a matcher that compares numbers would see that. */
const withoutNumbers = (row: CustomerRow): CustomerRow => {
  const number = Number.parseInt(row.source_record_id.slice(1), 16);
  const record = scrambled(number).toString(16).padStart(8, '0');
  const reference = scrambled(scrambled(number) ^ 0x9e3779b9)
    .toString(16)
    .padStart(8, '0');
  return {
    ...row,
    id: `r${record}`,
    source_record_id: `${row.source_record_id.charAt(0)}${reference}`,
  };
};

/** The finaliser of MurmurHash3: gives every number of 32 bits another one, no two the same. */
function scrambled(number: number): number {
  let bits = number | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** Fisher and Yates. */
const shuffle = (lines: string[], below: (below: number) => number): void => {
  for (let at = lines.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [lines[at], lines[other]] = [lines[other] as string, lines[at] as string];
  }
};

/** Changes when the generator does, so that no file of another generator is used. */
const generatorVersion = (): string => {
  const folder = new URL('../people/', import.meta.url);
  const sources = [
    ...readdirSync(folder)
      .toSorted()
      .map((file) => new URL(file, folder)),
    new URL('../people.ts', import.meta.url),
    new URL(import.meta.url),
  ];
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  return hash.digest('hex').slice(0, 8);
};
