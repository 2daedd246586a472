/**
 * All benchmarks, or those named: `npm run bench`, `npm run bench -- growth latency`. Prints their
 * tables and writes what it measured, with machine, versions and seed, into bench/results.json;
 * parts that did not run keep their earlier results. The options are those of `dedupe`
 * (bench/dedupe/run.ts).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { printTable } from './table.ts';

const seed = 7;
const onProgress = (message: string) => console.error(message);

// The functions' log reads its level when it is loaded, and thousands of its lines would hide the tables.
process.env.LOG_LEVEL = 'SILENT';

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    peers: { type: 'string' },
    sets: { type: 'string' },
    'peer-limit': { type: 'string' },
    data: { type: 'string' },
  },
});

const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  async quality() {
    const { runQuality } = await import('./quality/run.ts');
    return runQuality();
  },
  async capacity() {
    const { measureCapacity } = await import('./capacity/measure.ts');
    return shown(await measureCapacity(), (rows) => printTable(rows.map((row) => ({ ...row }))));
  },
  async storage() {
    const { measureStorage, printStorage } = await import('./storage.ts');
    return shown(await measureStorage({ seed }), printStorage);
  },
  async growth() {
    const { measureGrowth, printGrowth } = await import('./growth.ts');
    return shown(await measureGrowth({ seed, onProgress }), printGrowth);
  },
  async latency() {
    const { measureLatency, printLatency } = await import('./latency.ts');
    return shown(await measureLatency({ seed, onProgress }), printLatency);
  },
  async access() {
    const { measureAccess, printAccess } = await import('./access.ts');
    return shown(await measureAccess(), printAccess);
  },
  async consent() {
    const { measureConsent, printConsent } = await import('./consent.ts');
    const { measureRehearsal, printRehearsal } = await import('./consent-rehearsal.ts');
    const decided = shown(measureConsent(), printConsent);
    const rehearsal = shown(await measureRehearsal({ seed, onProgress }), printRehearsal);
    return { ...decided, rehearsal };
  },
  async bundles() {
    const { measureBundles, printBundles } = await import('./bundles.ts');
    return shown(await measureBundles(), printBundles);
  },
  async 'dedupe-run'() {
    const { measureDedupeRun, printDedupeRun } = await import('./dedupe-run.ts');
    return shown(await measureDedupeRun({ seed, onProgress }), printDedupeRun);
  },
  async 'dedupe-scale'() {
    const { measureDedupeScale, printDedupeScale } = await import('./dedupe-keys.ts');
    return shown(measureDedupeScale({ seed, onProgress }), printDedupeScale);
  },
  async dedupe() {
    const { measureDedupe, printDedupe } = await import('./dedupe/run.ts');
    const measured = await measureDedupe({
      ...options,
      peerLimit: options['peer-limit'],
      onProgress,
    });
    return shown(measured, printDedupe);
  },
};

function shown<T>(result: T, print: (result: T) => void): T {
  print(result);
  return result;
}

interface PartResult {
  readonly measuredAt: string;
  readonly seconds: number;
  readonly commit: string;
  readonly machine: object;
  readonly seed: number;
  readonly result: unknown;
}

const file = new URL('./results.json', import.meta.url);

const unknown = positionals.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

for (const [name, run] of Object.entries(parts)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n## ${name}\n`);
  const startedAt = performance.now();
  const result = await run();
  // A part of the sets would take the place of all.
  if (name === 'dedupe' && options.sets !== undefined) continue;
  keep(name, {
    measuredAt: new Date().toISOString(),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    commit: commit(),
    machine: machine(),
    seed,
    result,
  });
}
process.exit(0);

/** Beside what other runs have kept in the meantime. */
function keep(name: string, result: PartResult): void {
  const results = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  writeFileSync(file, `${JSON.stringify({ ...results, [name]: result }, null, 2)}\n`);
}

function machine(): object {
  const [first] = cpus();
  return {
    platform: `${process.platform}-${process.arch}`,
    cpus: cpus().length,
    cpu: first?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    // Of the minute before the end: more than the number of processors means that others worked too.
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    node: process.versions.node,
    ...versions(),
  };
}

/** Of what the figures depend on besides our own code. */
function versions(): Readonly<Record<string, string>> {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as Record<string, Readonly<Record<string, string>>>;
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies };
  const names = ['@dynoxide/linux-x64', '@aws-sdk/client-dynamodb', 'esbuild', 'zod'];
  return Object.fromEntries(names.map((name) => [name, all[name] ?? 'none']));
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
    return git('describe', '--always', '--dirty');
  } catch {
    return 'unknown';
  }
}
