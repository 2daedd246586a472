import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columns } from '../../bench/people/records.ts';
import { csvLine, people } from '../../bench/people.ts';
import { runDedupe } from '../../cli/dedupe/run.ts';
import { writeClusters, writePairs } from '../../cli/dedupe/write-results.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-threads-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('worker threads', () => {
  it('find the same clusters and pairs as one thread does, in stretches that begin within a row too', async () => {
    const file = join(folder, 'people.csv');
    const rows = [...people(9, 1700)].map((row) =>
      // Newlines in a quoted field, so that a stretch may begin where no row does.
      csvLine({ ...row, address: `${row.address}\n\n\n\nBlue door\n\n\n\n` }),
    );
    writeFileSync(file, `${columns.join(',')}\n${rows.join('')}`);
    const results: string[][] = [];
    for (const threads of [1, 2, 3]) {
      const run = await runDedupe({ files: [file], threads, threadsFrom: 20_000 });
      writeClusters(join(folder, 'clusters.csv'), run);
      writePairs(join(folder, 'pairs.csv'), run);
      expect([run.records, run.rejects]).toEqual([1700, []]);
      results.push(
        ['clusters.csv', 'pairs.csv'].map((name) => readFileSync(join(folder, name), 'utf8')),
      );
    }
    expect(results[0]![0]!.split('\n')).toHaveLength(1702);
    expect(results[0]![1]!.split('\n').length).toBeGreaterThan(500);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  }, 60_000);
});
