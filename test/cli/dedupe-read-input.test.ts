import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headerOf, linesToTable, namesIn, objectOfRow } from '../../cli/dedupe/ndjson.ts';
import { readInputs } from '../../cli/dedupe/read-input.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-input-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const table = (text: string) => {
  const json = new TextEncoder().encode(text);
  const { bytes, rejects, lineOf } = linesToTable(json, headerOf(namesIn(json)));
  return { table: new TextDecoder().decode(bytes), rejects, lineOf };
};

const read = (...contents: readonly (string | Buffer)[]) =>
  readInputs(
    contents.map((content, at) => {
      writeFileSync(join(folder, `in${at}`), content);
      return join(folder, `in${at}`);
    }),
  ).map(({ bytes, encoding, dialect }) => ({
    text: new TextDecoder().decode(bytes),
    encoding,
    header: dialect.header,
  }));

describe('readInputs', () => {
  it('decodes what is longer than one text, signs of four bytes across its pieces too', () => {
    const file = join(folder, 'wide.csv');
    const text = `id,name\n1,${'😀'.repeat(700_000)}\n2,Ada King\n`;
    // After the mark, the signs begin two bytes off the pieces, each of which so ends within one.
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    expect(new TextDecoder().decode(readInputs([file])[0]!.bytes) === text).toBe(true);
  });

  it('takes only the lines for Windows-1252 that are not UTF-8', () => {
    const lines = ['id,name', '1,Köhler', '2,Ada King', '3,Bj\u00f6rk', '4,Zoë Núñez', ''];
    const bytes = lines.map((line, at) => Buffer.from(`${line}\n`, at === 3 ? 'latin1' : 'utf8'));
    const mixed = { text: `${lines.join('\n')}\n`, encoding: 'utf-8 and windows-1252' };
    expect(read(Buffer.concat(bytes))).toEqual([{ ...mixed, header: ['id', 'name'] }]);
    expect(read(Buffer.concat(bytes.slice(2)))[0]?.encoding).toBe('utf-8 and windows-1252');
    expect(read(Buffer.concat([bytes[0]!, bytes[2]!, bytes[3]!]))[0]?.encoding).toBe(
      'windows-1252',
    );
  });

  it('reads rows that end in a carriage return alone', () => {
    expect(read('id,name\r1,Ada King\r2,"a\rb"\r')[0]?.text).toBe(
      'id,name\n1,Ada King\n2,"a\nb"\n',
    );
  });

  it.each([
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), 'is a zip file or a workbook'],
    ['UTF-32', Buffer.from('i\0\0\0d\0\0\0,\0\0\0n\0\0\0'), 'is UTF-32 or no text'],
    ['UTF-32 with a mark', Buffer.from([0xff, 0xfe, 0, 0, 105, 0, 0, 0]), 'is UTF-32 or no text'],
    ['what is no text', Buffer.from('PAR1\x02\x03id,\x05\x06\x07name'), 'is no text'],
    ['too many columns', `id${',c'.repeat(4096)}\n`, ':1: has more than 4096 columns'],
  ])('refuses %s by name', (_, content, reason) => {
    expect(() => read(content)).toThrow(
      `${join(folder, 'in0')}:${reason.startsWith(':') ? '' : ' '}${reason.replace(/^:/, '')}`,
    );
  });

  it('gives objects of several files the columns of all of them', () => {
    const headers = read('{"id":1,"name":"Ada"}', '{"id":2,"phone":"1"}').map(({ text }) => text);
    expect(headers).toEqual(['id,name,phone\n1,Ada,\n', 'id,name,phone\n2,,1\n']);
    expect(read('name,id\nAda,1\n', '{"id":2}').map(({ text }) => text)).toEqual([
      'name,id\nAda,1\n',
      'name,id\n,2\n',
    ]);
  });

  it('names the column that differs', () => {
    const [one, other] = [join(folder, 'in0'), join(folder, 'in1')];
    expect(() => read('id,name\n', 'id,email\n')).toThrow(
      `${other}:1: has other columns than ${one}: column 2 is 'email', not 'name'`,
    );
    expect(() => read('id\n', 'id,email\n')).toThrow("column 2 is 'email', not none");
    expect(() => read('id,name\n', '{"id":1,"nick":"A"}')).toThrow(
      `${other}: has nick, which ${one} has not`,
    );
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

  it('keeps every digit of a long number, and text that looks like one', () => {
    const line =
      '{"id":9007199254740993,"note":"\\": 12345678901234567890,","x":-12345678901234567,"y":1.5}';
    expect(table(line).table).toBe(
      'id,note,x,y\n9007199254740993,""": 12345678901234567890,",-12345678901234567,1.5\n',
    );
  });

  it('leaves out what is nested without end or longer than a field', () => {
    const deep = `{"id":1,"a":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`;
    const long = JSON.stringify({ id: 2, note: 'x,'.repeat(40_000) });
    const { table: rows, rejects } = table(`${deep}\n${long}\n{"id":3}`);
    expect(rows).toBe('id\n3\n');
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [1, 'has members more than 64 deep'],
      [2, 'has more than 64 KB in note'],
    ]);
    const [quoted, bare] = [`${'x'.repeat(65_000)},`, 'x'.repeat(1_000_000)];
    for (const note of [quoted, bare]) expect(table(JSON.stringify({ note })).rejects).toEqual([]);
  });

  it('knows the line of a row behind blank and wrong lines and values of several lines', () => {
    const { table: rows, lineOf } = table('{"a":"1"}\n\n{"a":"x\\ny"}\n3\n{"a":"4"}\n{"a":"5"}\n');
    expect(rows.split('\n')).toEqual(['a', '1', '"x', 'y"', '4', '5', '']);
    expect([1, 2, 4, 5].map(lineOf)).toEqual([1, 3, 5, 6]);
  });

  it('has a row for an object of nothing', () => {
    expect(table('{"a":"1"}\n{"b":null}').table).toBe('a\n1\n""\n');
  });
});

describe('objectOfRow', () => {
  it('makes the object of a row that can be read again', () => {
    expect(objectOfRow(',"a ""b"", c",x', ['id', 'name', 'd'])).toBe(
      '{"name":"a \\"b\\", c","d":"x"}',
    );
  });
});
