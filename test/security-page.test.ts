import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const page = readFileSync('SECURITY.md', 'utf8');
const rows = page.split('\n').filter((line) => /^\| [STRIDE] \|/.test(line));
const filesIn = (text: string) =>
  [...text.matchAll(/`([\w-]+(?:\/[\w.-]+)+\.\w+)`/g)].map(([, path]) => path ?? '');

it('every threat of SECURITY.md names a file that answers it and a test that shows it', () => {
  for (const row of rows) {
    const [, , answered = '', shown = ''] = row.split(' | ');
    expect(filesIn(answered).length, row).toBeGreaterThan(0);
    expect(filesIn(shown).filter((path) => path.startsWith('test/')).length, row).toBeGreaterThan(
      0,
    );
  }
  expect(new Set(rows.map((row) => row[2]))).toEqual(new Set('STRIDE'));
});

it('every file that SECURITY.md names is there', () => {
  const files = filesIn(page);
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
});
