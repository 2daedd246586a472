import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { scoreClusters } from '../../../bench/dedupe/score.ts';
import { readTruth, scoreFile } from '../../../bench/dedupe/score-files.ts';
import { scoreClusters as scoreLabels } from '../../../bench/quality/score.ts';

const folder = mkdtempSync(join(tmpdir(), 'score-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const truth = readTruth(file('truth.csv', 'id,cluster_id\na,1\nb,1\nc,1\nd,2\ne,2\nf,3\n'));

describe('score of a clustering', () => {
  it('counts pairs and B-cubed; a record that is left out is a cluster of its own', () => {
    const predicted = file('some.csv', 'cluster_id,id\r\nx,b\r\nx,a\r\nx,d\r\n"y, z",c\r\nw,e\r\n');

    // Of these clusters { a b d } { c } { e } { f }: one of three pairs is right, one of four is found.
    expect(scoreFile(truth, predicted)).toEqual({
      records: 6,
      truePairs: 4,
      predictedPairs: 3,
      correctPairs: 1,
      precision: 1 / 3,
      recall: 1 / 4,
      f1: expect.closeTo(2 / 7, 12),
      bCubedF1: expect.closeTo(0.684_444, 5),
    });
  });

  it('is 1 for the truth, whatever its labels are', () => {
    const predicted = file('right.csv', 'id,cluster_id\nf,q\ne,7\nd,7\nc,z\nb,z\na,z\n');

    expect(scoreFile(truth, predicted)).toMatchObject({ f1: 1, bCubedF1: 1 });
  });

  it('refuses a file that names a record twice or one that there is not', () => {
    expect(() => scoreFile(truth, file('twice.csv', 'id,cluster_id\na,1\na,2\n'))).toThrow('twice');
    expect(() => scoreFile(truth, file('other.csv', 'id,cluster_id\ng,1\n'))).toThrow(
      'no record g',
    );
  });

  it('equals the score of the quality benchmark', () => {
    const labels = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(labels, (records) => {
        const slow = scoreLabels(
          records.map(([label]) => String(label)),
          records.map(([, guess]) => String(guess)),
        );

        const fast = scoreClusters(
          Int32Array.from(records, ([label]) => label),
          Int32Array.from(records, ([, guess]) => guess),
        );

        expect(fast.correctPairs).toBe(slow.correctPairs);
        expect(fast.f1).toBeCloseTo(slow.pairwise.f1, 12);
        expect(fast.bCubedF1).toBeCloseTo(slow.bCubed.f1, 12);
      }),
    );
  });
});
