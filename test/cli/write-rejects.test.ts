import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeRejects } from '../../cli/dedupe/write-results.ts';

const folder = mkdtempSync(join(tmpdir(), 'goldspoke-rejects-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('shows a rejected line to a person, and runs nothing of it in a spreadsheet', () => {
  const path = join(folder, 'rejects.csv');
  const reason = 'has 2 fields where the header has 5';
  writeRejects(path, [
    { file: '-', line: 5, reason, text: '=HYPERLINK("https://example.com"),x' },
    { file: '-', line: 6, reason, text: 'Ada,King' },
  ]);
  expect(readFileSync(path, 'utf8').split('\n')).toEqual([
    'file,line,reason,text',
    `-,5,${reason},"'=HYPERLINK(""https://example.com""),x"`,
    `-,6,${reason},"Ada,King"`,
    '',
  ]);
});
