import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDedupe } from '#cli/dedupe/run';
import { scoreClusters } from '../../bench/dedupe/score.ts';
import { hardKinds, hardList } from '../support/hard-lists.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-hard-kinds-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('lists of hard cases of one kind', () => {
  it.each(hardKinds)('are joined with a precision of 0.97 and more: %s', async (kind) => {
    const { csv, truth } = hardList(kind, 120, 1);
    const file = join(folder, 'list.csv');
    writeFileSync(file, csv);
    const run = await runDedupe({ files: [file], threads: 1 });
    const expected = Int32Array.from(
      { length: run.records },
      (_, record) => truth.get(run.idOf(record)) ?? -1,
    );
    const { precision, recall } = scoreClusters(expected, run.clusters.root);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });
});
