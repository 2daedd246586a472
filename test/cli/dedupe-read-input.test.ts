import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesToTable } from '../../cli/dedupe/ndjson.ts';
import { readInput } from '../../cli/dedupe/read-input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const table = (text: string) => {
  const { bytes, rejects } = linesToTable(new TextEncoder().encode(text));
  return { table: new TextDecoder().decode(bytes), rejects };
};

describe('readInput', () => {
  it('decodes what is longer than one text, signs of four bytes across its pieces too', () => {
    const file = join(folder, 'wide.csv');
    const text = `id,name\n1,${'😀'.repeat(700_000)}\n2,Ada King\n`;
    // After the mark, the signs begin two bytes off the pieces, each of which so ends within one.
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    expect(new TextDecoder().decode(readInput(file).bytes) === text).toBe(true);
  });
});

describe('linesToTable', () => {
  it('makes columns of all members of all lines, in whatever order they come', () => {
    const lines = ['{"id":1,"name":{"given":"Ada"}}', '', '{"tags":["a","b"],"id":2,"none":null}'];
    const { table: one } = table(lines.join('\n'));
    expect(one).toBe('id,name.given,tags.0,tags.1\n1,Ada,,\n2,,a,b\n');
    expect(table(`[${lines[2]},${lines[0]}]`).table.split('\n').toSorted()).toEqual(
      one.split('\n').toSorted(),
    );
  });

  it('names lines that are no object', () => {
    expect(table('{"id":1}\n[2]\n\n{"id":\r\n"x"').rejects).toEqual([
      { line: 2, reason: 'is no JSON object', text: '[2]' },
      { line: 4, reason: 'is no JSON', text: '{"id":\r' },
      { line: 5, reason: 'is no JSON object', text: '"x"' },
    ]);
    expect(table('[{"id":1}').rejects).toEqual([
      { line: 1, reason: 'is no whole JSON array', text: '' },
    ]);
  });
});
