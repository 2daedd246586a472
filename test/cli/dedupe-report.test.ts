import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DedupeReport } from '#core/dedupe/report';
import { columns } from '../../bench/people/records.ts';
import { csvLine, people } from '../../bench/people.ts';
import { makeReport } from '../../cli/dedupe/make-report.ts';
import { runDedupe } from '../../cli/dedupe/run.ts';

const root = new URL('../../', import.meta.url).pathname;
const header = `${columns.join(',')}\n`;
const lines = [...people(11, 1700)].map(csvLine);

describe('the report of goldspoke dedupe', () => {
  let folder: string;
  let file: string;
  let report: DedupeReport;
  const reportOf = async (name: string, rows: readonly string[], threads: number) => {
    const path = join(folder, name);
    writeFileSync(path, header + rows.join(''));
    return makeReport(await runDedupe({ files: [path], threads, threadsFrom: 50_000 }));
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'goldspoke-report-'));
    file = join(folder, 'people.csv');
    report = await reportOf('people.csv', [...lines, 'broken,line\n'], 1);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says the same of the same rows in another order and on two threads, times apart', async () => {
    const other = await reportOf('turned.csv', lines.toReversed(), 2);
    const plain = ({
      timings: _,
      files: __,
      rejects: ___,
      rejectedLines: ____,
      ...rest
    }: DedupeReport) => ({
      ...rest,
      // Similarities are remembered in places that depend on the order in which values came.
      counts: { ...rest.counts, comparisons: 0 },
    });
    expect(plain(other)).toEqual(plain(report));
  });

  it('has reasons that add up to the weight of every pair', () => {
    const pairs = [...report.borderline, ...report.examples.map(({ pair }) => pair)];
    expect(pairs.length).toBeGreaterThan(15);
    for (const { contributions, weight } of pairs)
      expect(contributions.reduce((sum, { bits }) => sum + bits, 0)).toBeCloseTo(weight, 6);
  });

  it('has counts that agree with each other', () => {
    const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
    expect(sum(report.clusterSizes.map(({ records, clusters }) => records * clusters))).toBe(1700);
    expect(sum(report.clusterSizes.map(({ clusters }) => clusters))).toBe(report.counts.clusters);
    expect(sum(report.weights.map(({ pairs }) => pairs))).toBe(report.counts.edges);
    expect(sum(report.rules.map(({ brought }) => brought))).toBe(report.counts.candidates);
    expect(report.kinds.person + report.kinds.organisation).toBe(1700);
    expect(report.rejectedLines).toEqual([
      { file, line: 1702, reason: expect.stringContaining('2 fields') },
    ]);
    expect(report.frequent.every(({ bits }) => bits < 0)).toBe(true);
  });

  it('counts pairs from each threshold on, and shows the strongest and those about the threshold', () => {
    const from = (bits: number) =>
      report.weights
        .filter((each) => each.bits >= bits)
        .reduce((sum, { pairs, matches }) => [sum[0] + pairs, sum[1] + matches] as const, [
          0, 0,
        ] as readonly [number, number]);
    const [[pairs, matches], [, all]] = [from(0), from(-99)];
    const half = report.thresholds.find(({ threshold }) => threshold === 0.5);
    expect(pairs).toBeGreaterThan(1000);
    expect(half?.pairs).toBe(pairs);
    expect(half?.precision).toBeCloseTo(matches / pairs, 9);
    expect(half?.recall).toBeCloseTo(matches / all, 9);
    const strongest = report.examples.find(({ why }) => why === 'strongest');
    expect(Math.floor(strongest?.pair.weight ?? 0)).toBe(report.weights.at(-1)?.bits);
    const shown = report.borderline.map(({ probability }) => probability);
    expect(shown).toEqual(shown.toSorted((x, y) => y - x));
    expect(shown.filter((each) => each >= report.threshold)).toHaveLength(10);
    expect(shown).toHaveLength(20);
  });

  it('is written as one page beside the clusters', () => {
    const page = join(folder, 'report.html');
    const { status } = spawnSync(
      process.execPath,
      [join(root, 'cli/goldspoke.ts'), 'dedupe', file, '--report', page, '--quiet'],
      { cwd: folder },
    );
    expect(status).toBe(0);
    const html = readFileSync(page, 'utf8');
    expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(html.endsWith('</html>\n')).toBe(true);
    expect(html.length).toBeLessThan(1_000_000);
    expect(html.match(/.{20}(?:NaN|undefined|Infinity)/)).toBeNull();
  });

  it('loads the library of its charts only when it is asked for', () => {
    const few = join(folder, 'few.csv');
    writeFileSync(few, header + lines.slice(0, 40).join(''));
    const hook = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (name === 'vega') process.exit(77);
        return next(name, context);
      } });`;
    const run = (args: readonly string[]) =>
      spawnSync(
        process.execPath,
        [
          '--import',
          `data:text/javascript,${encodeURIComponent(hook)}`,
          join(root, 'cli/goldspoke.ts'),
          'dedupe',
          few,
          '--quiet',
          ...args,
        ],
        { cwd: folder },
      ).status;
    expect(run([])).toBe(0);
    expect(run(['--report', 'again.html'])).toBe(77);
  });
});
