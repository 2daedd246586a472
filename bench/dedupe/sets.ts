import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { type AbroadSet, abroadSets } from './abroad/abroad-sets.ts';
import { csvLine } from './csv-lines.ts';
import { madeUpSet, type SetFiles, workFolder } from './made-up-set.ts';

/** What a set is about; a peer that must be told its columns has one model for each. */
export type SetKind =
  | 'customers'
  | 'febrl'
  | 'febrl-linkage'
  | 'senzing'
  | 'restaurants'
  | 'abroad';

/** Records with a known truth. */
export interface BenchmarkSet {
  readonly name: string;
  readonly kind: SetKind;
  /** Pairwise F1 that the engine shall reach with no configuration. */
  readonly goal?: number;
  /** Compared between sizes of made-up customers. */
  readonly rows?: number;
  /** Writes what a matcher reads and the truth; `undefined`: its file is not on this machine. */
  readonly files: () => SetFiles | undefined;
}

const sample = new URL('../../data/customers-5k.csv.gz', import.meta.url).pathname;
/** Seeds other than that of the sample. */
const otherSeeds = [11, 12, 13];
const customersGoal = 0.93;

/** The labelled sets, then made-up customers of other seeds and in `sizes`. `folder`: where the sets of others lie. */
export function benchmarkSets(folder: string, sizes: readonly number[]): readonly BenchmarkSet[] {
  const labelled = (
    name: string,
    kind: SetKind,
    file: string,
    goal?: number,
    without: readonly string[] = [],
  ): BenchmarkSet => ({
    name,
    kind,
    ...(goal !== undefined && { goal }),
    files: () => withoutTruth(name, join(folder, file), without),
  });
  const febrl = (
    name: string,
    kind: 'febrl' | 'febrl-linkage',
    goals: readonly [number | undefined, number | undefined],
  ): readonly BenchmarkSet[] => [
    labelled(name, kind, `${name}.csv`, goals[0], ['soc_sec_id']),
    labelled(`${name} with id`, kind, `${name}.csv`, goals[1]),
  ];
  return [
    {
      name: 'customers-5k',
      kind: 'customers',
      goal: customersGoal,
      files: () => withoutTruth('customers-5k', sample),
    },
    ...otherSeeds.map((seed) => madeUp(seed, 5000, `customers-5k, seed ${seed}`)),
    ...febrl('febrl1', 'febrl', [undefined, undefined]),
    ...febrl('febrl3', 'febrl', [0.992, 0.999]),
    ...febrl('febrl4', 'febrl-linkage', [0.992, 0.999]),
    labelled('senzing', 'senzing', 'senzing-truthset.csv', 0.97),
    labelled('restaurants', 'restaurants', 'restaurants.csv', 0.92),
    ...[...abroadSets(abroadSeed)].map(
      ([name, make]): BenchmarkSet => ({ name, kind: 'abroad', files: () => filesOf(make()) }),
    ),
    ...sizes.map((rows) => ({ ...madeUp(sizeSeed, rows, `customers ${inShort(rows)}`), rows })),
  ];
}

const sizeSeed = 21;
const abroadSeed = 31;

/** Writes a made-up set, its truth apart. */
function filesOf({ name, header, rows, truth }: AbroadSet): SetFiles {
  const folder = workFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `abroad-${name.replaceAll(/[^A-Za-z0-9]+/g, '-')}`);
  const files = { input: `${file}.csv`, truth: `${file}-truth.csv` };
  writeFileSync(files.input, [header, ...rows].map(csvLine).join(''));
  const ids = rows.map(([id = ''], at) => csvLine([id, truth[at] ?? '']));
  writeFileSync(files.truth, [csvLine(['id', 'cluster_id']), ...ids].join(''));
  return files;
}

const madeUp = (seed: number, rows: number, name: string): BenchmarkSet => ({
  name,
  kind: 'customers',
  goal: customersGoal,
  files: () => madeUpSet(seed, rows),
});

const inShort = (rows: number): string =>
  rows % 1_000_000 === 0
    ? `${rows / 1_000_000} M`
    : rows % 1000 === 0
      ? `${rows / 1000} k`
      : String(rows);

/** Copies a set without its truth and without the columns named. */
function withoutTruth(
  name: string,
  path: string,
  without: readonly string[] = [],
): SetFiles | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const [header = [], ...rows] = parse(
    path.endsWith('.gz') ? gunzipSync(bytes) : bytes,
  ) as string[][];
  const kept = header.flatMap((column, at) =>
    column === 'cluster_id' || without.includes(column) ? [] : [at],
  );
  const [id, cluster] = [header.indexOf('id'), header.indexOf('cluster_id')];
  const folder = workFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name.replaceAll(/[^a-z0-9]+/g, '-'));
  const files = { input: `${file}.csv`, truth: `${file}-truth.csv` };
  const write = (to: string, columns: readonly number[]) =>
    writeFileSync(
      to,
      [header, ...rows].map((row) => csvLine(columns.map((at) => row[at] ?? ''))).join(''),
    );
  write(files.input, kept);
  write(files.truth, [id, cluster]);
  return files;
}
