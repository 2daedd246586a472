import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { capabilities, streamConsumers } from '#functions/manifest';
import { bundleFunction } from '#lib/functions/bundle-function';
import { printTable, quantile, rounded } from './table.ts';

export interface BundleRow {
  readonly function: string;
  /** What a cold start loads: minified, without the source map. */
  readonly kilobytes: number;
  /** What it loads later, if ever: a way to credentials, a client for rare cases. */
  readonly laterKilobytes: number;
  /** Of `import` of the bundle in a fresh Node process: what a cold start adds to starting Node. */
  readonly importMs: number;
  /** The processor's part of it: what a busy machine does not lengthen. */
  readonly importCpuMs: number;
  /** What weighs most: package or folder, and its kilobytes in the bundle. */
  readonly heaviest: readonly (readonly [name: string, kilobytes: number])[];
}

/** Goals for every function. */
export const goals = { kilobytes: 500, importMs: 200 } as const;

const runs = 7;
const heaviestShown = 5;

/** Bundles every Lambda as the deployment does and imports each in fresh processes, the median of seven. */
export async function measureBundles(): Promise<readonly BundleRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'goldspoke-bundles-'));
  try {
    const rows: BundleRow[] = [];
    for (const name of [
      ...Object.keys(capabilities),
      ...Object.keys(streamConsumers),
      'authorizer',
      'sample-subscriber',
    ]) {
      const out = join(folder, name);
      const { outputs } = bundleFunction(name, out);
      const { atOnce, later } = loadedAtOnce(outputs);
      rows.push({
        function: name,
        kilobytes: kilobytesOf(atOnce),
        laterKilobytes: kilobytesOf(later),
        ...(await importTimes(join(out, 'index.mjs'))),
        heaviest: heaviestOf(atOnce.flatMap(({ inputs }) => Object.entries(inputs))),
      });
    }
    return rows.toSorted((a, b) => b.kilobytes - a.kilobytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Output = Metafile['outputs'][string];

const kilobytesOf = (outputs: readonly Output[]): number =>
  rounded(outputs.reduce((sum, { bytes }) => sum + bytes, 0) / 1000, 0);

/** The entry with what it imports, and what only an `import()` brings. */
function loadedAtOnce(outputs: Metafile['outputs']) {
  const scripts = Object.entries(outputs).filter(([path]) => path.endsWith('.mjs'));
  const atOnce = new Set(
    scripts.filter(([path]) => path.endsWith('/index.mjs')).map(([path]) => path),
  );
  for (const path of atOnce)
    for (const each of outputs[path]?.imports ?? [])
      if (each.kind === 'import-statement' && outputs[each.path] !== undefined)
        atOnce.add(each.path);
  return {
    atOnce: scripts.filter(([path]) => atOnce.has(path)).map(([, output]) => output),
    later: scripts.filter(([path]) => !atOnce.has(path)).map(([, output]) => output),
  };
}

/** Medians. One more run before the others fills the file cache. */
async function importTimes(file: string): Promise<Pick<BundleRow, 'importMs' | 'importCpuMs'>> {
  const script = `
    const from = performance.now(), used = process.cpuUsage();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    const { user, system } = process.cpuUsage(used);
    console.log(JSON.stringify([performance.now() - from, (user + system) / 1000]));
    process.exit(0);`;
  const times: (readonly [wall: number, cpu: number])[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      { env: { ...process.env, AWS_REGION: 'eu-west-1' } },
    );
    if (run > 0) times.push(JSON.parse(stdout));
  }
  const median = (values: readonly number[]) => rounded(quantile(values, 0.5));
  return {
    importMs: median(times.map(([wall]) => wall)),
    importCpuMs: median(times.map(([, cpu]) => cpu)),
  };
}

/** `node_modules/@scope/name/…` → `@scope/name`, `core/matching/…` → `core/matching`. */
const partOf = (path: string): string => {
  const inPackages = path.split('node_modules/').at(-1) ?? path;
  const depth = path.includes('node_modules/') && !inPackages.startsWith('@') ? 1 : 2;
  return inPackages.split('/').slice(0, depth).join('/');
};

function heaviestOf(
  inputs: readonly (readonly [string, { readonly bytesInOutput: number }])[],
): BundleRow['heaviest'] {
  const weights = new Map<string, number>();
  for (const [path, { bytesInOutput }] of inputs)
    weights.set(partOf(path), (weights.get(partOf(path)) ?? 0) + bytesInOutput);
  return [...weights]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, heaviestShown)
    .map(([name, bytes]) => [name, rounded(bytes / 1000, 0)] as const);
}

/** The import is judged by its processor time: what else the machine does is none of the function's. */
export function printBundles(rows: readonly BundleRow[]): void {
  console.log(
    `\nGoals: under ${goals.kilobytes} KB and under ${goals.importMs} ms of processor.\n`,
  );
  printTable(
    rows.map((row) => ({
      function: row.function,
      KB: row.kilobytes,
      'KB later': row.laterKilobytes,
      'import ms': row.importMs,
      'of it CPU': row.importCpuMs,
      goals:
        row.kilobytes < goals.kilobytes && row.importCpuMs < goals.importMs
          ? 'met'
          : row.importCpuMs < goals.importMs
            ? 'too big'
            : row.kilobytes < goals.kilobytes
              ? 'too slow'
              : 'too big, too slow',
      'what weighs most, KB': row.heaviest.map(([name, size]) => `${name} ${size}`).join(', '),
    })),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  printBundles(await measureBundles());
