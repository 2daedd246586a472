import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { csvRows } from '../../../bench/dedupe/csv-lines.ts';
import { madeUpSet } from '../../../bench/dedupe/made-up-set.ts';
import { people } from '../../../bench/people.ts';

const folder = mkdtempSync(join(tmpdir(), 'made-up-'));
beforeAll(() => void vi.stubEnv('GOLDSPOKE_BENCH_FOLDER', folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const read = (path: string) => {
  const [header = [], ...rows] = csvRows(path);
  return { header, rows };
};

describe('a made-up set', () => {
  it('holds the generator’s customers, without the truth, which stands beside it', () => {
    const files = madeUpSet(7, 500);
    const input = read(files.input);
    const truth = read(files.truth);
    const made = [...people(7, 500)];

    expect(input.header).not.toContain('cluster_id');
    expect(truth.header).toEqual(['id', 'cluster_id']);
    expect(truth.rows.map(([id]) => id)).toEqual(input.rows.map(([id]) => id));
    const column = input.header.indexOf('email');
    expect(input.rows.map((row) => row[column]).toSorted()).toEqual(
      made.map(({ email }) => email).toSorted(),
    );
    const sizes = (labels: Iterable<string | undefined>) =>
      [...Map.groupBy(labels, (label) => label).values()].map((of) => of.length).toSorted();
    expect(sizes(truth.rows.map(([, label]) => label))).toEqual(
      sizes(made.map((row) => row.cluster_id)),
    );
  });

  it('has no number that tells which records are one person', () => {
    const files = madeUpSet(7, 500);
    const { rows } = read(files.truth);
    const number = (id: string | undefined) => Number.parseInt(id?.slice(1) ?? '', 16);
    const near = rows.filter(([id, label]) =>
      rows.some(
        ([other, otherLabel]) =>
          other !== id && label === otherLabel && Math.abs(number(id) - number(other)) < 64,
      ),
    );

    expect(new Set(rows.map(([id]) => id)).size).toBe(500);
    expect(near).toEqual([]);
  });

  it('is the same for the same seed', () => {
    const text = readFileSync(madeUpSet(8, 300).input, 'utf8');
    rmSync(madeUpSet(8, 300).input);

    expect(readFileSync(madeUpSet(8, 300).input, 'utf8')).toBe(text);
  });
});
