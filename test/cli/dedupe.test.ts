import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportModel } from '#core/dedupe/report';
import { defineSchema } from '#core/schema/define';
import { person } from '#core/schema/templates';
import { columns } from '../../bench/people/records.ts';
import { csvLine, people } from '../../bench/people.ts';
import { scoreClusters } from '../../bench/quality/score.ts';
import { objectOfRow } from '../../cli/dedupe/ndjson.ts';
import { runDedupe } from '../../cli/dedupe/run.ts';
import { writeClusters, writeGolden, writePairs } from '../../cli/dedupe/write-results.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-dedupe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const root = new URL('../../', import.meta.url).pathname;
const at = (name: string): string => join(folder, name);

const dedupe = (args: readonly string[], input?: Buffer | string) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'cli/goldspoke.ts'), 'dedupe', ...args],
    { cwd: folder, encoding: 'utf8', ...(input !== undefined && { input }) },
  );
  return { status, said: stderr };
};

const linesOf = (name: string): readonly string[] =>
  readFileSync(at(name), 'utf8').trimEnd().split('\n');

const header = `${columns.join(',')}\n`;
/** The same row as an object that lacks what is empty. */
const objectOf = (line: string): string => `${objectOfRow(line, columns)}\n`;
const lines = [...people(5, 1600)].map(csvLine);
/** Turned about without chance: every 7th, then every 7th from the next one, and so on. */
const shuffled = Array.from({ length: 7 }, (_, start) =>
  lines.filter((__, each) => each % 7 === start),
).flat();

const small =
  'id,given_name,surname,date_of_birth,email\n' +
  '1,Ada,King,1915-12-10,ada@example.com\n' +
  '2,Adah,King,1915-12-10,ada@example.com\n' +
  '3,Jonas,Becker,1912-06-23,jonas@example.com\n';

describe('goldspoke dedupe', () => {
  it('writes the same bytes for any order of rows, in one file or several', async () => {
    writeFileSync(at('one.csv'), header + lines.join(''));
    writeFileSync(at('other.csv'), header + shuffled.join(''));
    writeFileSync(at('half1.csv'), header + shuffled.slice(0, 500).join(''));
    writeFileSync(at('half2.csv'), header + shuffled.slice(500).join(''));
    const outs: string[][] = [];
    writeFileSync(at('rest.ndjson.gz'), gzipSync(shuffled.slice(500).map(objectOf).join('')));
    for (const files of [
      ['one.csv'],
      ['other.csv'],
      ['half1.csv', 'half2.csv'],
      ['half1.csv', 'rest.ndjson.gz'],
    ]) {
      const run = await runDedupe({ files: files.map(at), threads: 1 });
      writeClusters(at('clusters'), run);
      writePairs(at('pairs'), run);
      writeGolden(at('golden'), run);
      outs.push([
        ...['clusters', 'pairs', 'golden'].map((what) => readFileSync(at(what), 'utf8')),
        JSON.stringify([reportModel(run.models.person), reportModel(run.models.organisation)]),
      ]);
    }
    expect(outs[1]).toEqual(outs[0]);
    expect(outs[2]).toEqual(outs[0]);
    expect(outs[3]).toEqual(outs[0]);
    const [clusters, pairs] = outs[0]!;
    expect(clusters!.split('\n')).toHaveLength(1602);
    expect(clusters!.startsWith('id,cluster_id\n')).toBe(true);
    const keys = pairs!
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(0, 2).join(' '));
    expect(new Set(keys).size).toBe(keys.length);
  }, 60_000);

  it('writes the same bytes for any order of rows where ids repeat, and says so', () => {
    // Records of two systems that both count from 1.
    const rows = lines.slice(0, 90).map((line, at) => line.replace(/^[^,]*/, String(at % 30)));
    const outs = [rows, rows.toReversed(), rows.toSorted()].map((some) => {
      const { said } = dedupe(
        ['-', '--out', 'r.csv', '--golden', 'rg.csv', '--pairs', 'rp.csv'],
        header + some.join(''),
      );
      expect(said).toContain('30 ids are borne by several records, as 0 is');
      return ['r.csv', 'rg.csv', 'rp.csv'].map((name) => readFileSync(at(name), 'utf8'));
    });
    expect(outs[0]?.[0]?.split('\n')).toHaveLength(92);
    expect(outs[1]).toEqual(outs[0]);
    expect(outs[2]).toEqual(outs[0]);
  });

  it('finds the customers of the sample without configuration', () => {
    const packed = readFileSync(join(root, 'data/customers-5k.csv.gz'));
    writeFileSync(at('customers.csv.gz'), packed);
    expect(dedupe(['customers.csv.gz', '--quiet']).status).toBe(0);
    const rows = gunzipSync(packed).toString().trimEnd().split('\n').slice(1);
    const truth = new Map(rows.map((row) => row.split(',', 2) as [string, string]));
    const found = linesOf('clusters.csv')
      .slice(1)
      .map((line) => line.split(',') as [string, string]);
    const score = scoreClusters(
      found.map(([id]) => truth.get(id) ?? ''),
      found.map(([, cluster]) => cluster),
    );
    expect(score.pairwise.f1).toBeGreaterThan(0.95);
    expect(score.pairwise.precision).toBeGreaterThan(0.96);
  }, 60_000);

  it.each([
    [
      'utf-16 with a mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(small, 'utf16le')]),
    ],
    ['windows-1252', Buffer.from(small.replaceAll('Becker', 'Böcker'), 'latin1')],
    ['a byte order mark', Buffer.from(`\ufeff${small}`)],
    ['gzip', gzipSync(small)],
    ['semicolons', Buffer.from(small.replaceAll(',', ';'))],
    ['tabs and \\r\\n', Buffer.from(small.replaceAll(',', '\t').replaceAll('\n', '\r\n'))],
    [
      'NDJSON',
      Buffer.from(
        '{"id":"1","name":{"given":"Ada","family":"King"},"birthDate":"1915-12-10","emails":[{"value":"ada@example.com"}]}\n' +
          '{"id":"2","name":{"given":"Adah","family":"King"},"birthDate":"1915-12-10","emails":[{"value":"ada@example.com"}]}\n' +
          '{"id":"3","name":{"given":"Jonas","family":"Becker"},"birthDate":"1912-06-23","emails":[{"value":"jonas@example.com"}]}\n',
      ),
    ],
  ])('reads %s from standard input', (_, input) => {
    const { status, said } = dedupe(['-', '--out', 'c.csv'], input);
    expect([status, linesOf('c.csv'), said.includes('family-name')]).toEqual([
      0,
      ['id,cluster_id', '1,1', '2,1', '3,3'],
      true,
    ]);
  });

  it('names wrong lines with their number and reason, keeps them, and goes on', () => {
    const input = `${small}4,too,few\n"5""a","Ada\nAugusta",King,1915-12-10,"a ""b"" c"\n6,Eve,"open,1960-01-02,eve@example.com\n,No,Id,1960-01-03,no@example.com\n`;
    const { status, said } = dedupe(['-', '--quiet', '--out', 'w.csv'], input);
    expect(status).toBe(0);
    expect(said).toContain('-:5: has 3 fields where the header has 5');
    expect(said).toContain('-:8: a quote is opened and not closed within 64 KB');
    expect(said).toContain('-:9: has no id');
    expect(linesOf('w.csv').map((line) => line.split(',')[0])).toEqual([
      'id',
      '1',
      '2',
      '3',
      '"5""a"',
    ]);
    expect(linesOf('w.rejects.csv').slice(0, 2)).toEqual([
      'file,line,reason,text',
      '-,5,has 3 fields where the header has 5,"4,too,few"',
    ]);
  });

  it('leaves out the first line alone of rows that a stray quote holds together', () => {
    const input = 'id,name,city\n1,"Ada King,Leeds\n2,Jo Becker,"York"\n\n3,Eve Park,Hull\n';
    const { said } = dedupe(['-', '--quiet', '--out', 'q.csv'], input);
    expect(said).toContain('-:2: has 2 fields where the header has 3');
    expect(linesOf('q.csv')).toEqual(['id,cluster_id', '2,2', '3,3']);
    expect(linesOf('q.rejects.csv')[1]).toMatch(/,"1,""Ada King,Leeds"$/);
  });

  it('names the line of an object that has no id, and keeps it as an object', () => {
    const input = '{"id":1,"name":"Ada\\nKing"}\n\n{"name":"Jo Becker"}\n';
    const { said } = dedupe(['-', '--quiet', '--out', 'o.csv'], input);
    expect(said).toContain('-:3: has no id');
    expect(linesOf('o.rejects.csv')[1]).toBe('-,3,has no id,"{""name"":""Jo Becker""}"');
  });

  it('says why nothing can be read', () => {
    const { status, said } = dedupe(['-'], `id,name\n${'1\n'.repeat(5)}`);
    const wrong = (line: number): string => `-:${line}: has 1 fields where the header has 2\n`;
    expect([status, said]).toEqual([
      1,
      `${[2, 3, 4].map(wrong).join('')}-: has no records, but 5 lines that cannot be read\n`,
    ]);
  });

  it('numbers records from 1 where there is no id, and takes the column that --id names', () => {
    const without = small.replaceAll(/^(?:id|\d),/gm, '');
    dedupe(['-', '--quiet', '--out', 'n.csv'], without);
    expect(linesOf('n.csv')).toEqual(['id,cluster_id', '1,1', '2,1', '3,3']);
    dedupe(['-', '--quiet', '--id', 'key', '--out', 'k.csv'], small.replace('id,', 'key,'));
    expect(linesOf('k.csv')).toEqual(['id,cluster_id', '1,1', '2,1', '3,3']);
  });

  it('takes columns for what they are told to be, by their names in small or capital letters', () => {
    writeFileSync(at('config.json'), '{"columns":{"EMAIL":"ignored"},"threshold":0.9}');
    const args = ['-', '--config', 'config.json', '--source', 'Surname', '--out', 't.csv'];
    const { said } = dedupe(args, small);
    expect(said).toContain('  surname: source, as told\n');
    expect(said).toContain('  email: ignored\n');
    expect(said).toContain('at threshold 0.900 (given)');
  });

  it('spells out what would steer the terminal in names of columns', () => {
    const input = small.replace('email', '"e\u001b[2Jm\u202eail\nnote"');
    const { status, said } = dedupe(['-', '--out', 'c.csv'], input);
    expect(status).toBe(0);
    expect(said).toContain('  e\\u{1b}[2Jm\\u{202e}ail\\u{a}note: email');
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    writeFileSync(at('other-names.csv'), small.replace('surname', 'sur\u001bname'));
    writeFileSync(at('names.csv'), small);
    const refused = dedupe(['names.csv', 'other-names.csv', '--id', 'n\u001bo']);
    expect([refused.status, refused.said.includes('\u001b')]).toEqual([1, false]);
  });

  it('exits with 1 for bad input and with 2 for wrong usage', () => {
    expect(dedupe(['missing.csv']).status).toBe(1);
    expect(dedupe(['missing.csv']).said).toContain('missing.csv');
    expect(dedupe(['-', '--quiet'], '').status).toBe(1);
    for (const option of ['--id', '--source']) {
      const { status, said } = dedupe(['-', option, 'nothing'], small);
      expect([status, said]).toEqual([1, '-:1: has no column nothing\n']);
    }
    expect(
      [dedupe([]), dedupe(['-', '--threshold', '2'], small), dedupe(['-', '--what'], small)].map(
        ({ status }) => status,
      ),
    ).toEqual([2, 2, 2]);
    writeFileSync(at('in.csv'), small);
    const over = dedupe(['in.csv', '--out', 'in.csv']);
    expect([over.status, over.said]).toEqual([2, 'in.csv: is read and would be --out too\n']);
    expect(readFileSync(at('in.csv'), 'utf8')).toBe(small);
    const full = dedupe(['in.csv', '--quiet', '--pairs', '/dev/full']);
    expect([full.status, full.said]).toEqual([
      1,
      '/dev/full: is not written: ENOSPC: no space left on device\n',
    ]);
  });

  it('joins by the model that --model names, and refuses what is none', () => {
    expect(dedupe(['-', '--quiet', '--model', 'saved.json', '--out', 's1.csv'], small).status).toBe(
      0,
    );
    expect(linesOf('s1.csv')).toEqual(['id,cluster_id', '1,1', '2,1', '3,3']);
    const saved = JSON.parse(readFileSync(at('saved.json'), 'utf8'));
    // As if there were next to no duplicates anywhere.
    saved.person.shares = saved.person.shares.map((share: number, situation: number) =>
      situation < 3 ? share * 1e-12 : share,
    );
    writeFileSync(at('rare.json'), JSON.stringify(saved));
    dedupe(['-', '--quiet', '--model', 'rare.json', '--out', 's2.csv'], small);
    expect(linesOf('s2.csv')).toEqual(['id,cluster_id', '1,1', '2,2', '3,3']);
    saved.person.shares = [1];
    writeFileSync(at('broken.json'), JSON.stringify(saved));
    const refused = dedupe(['-', '--quiet', '--model', 'broken.json'], small);
    expect([refused.status, refused.said.split(':')[0]]).toEqual([1, 'broken.json']);
  });

  it('writes a report that loads nothing, and uses a saved model again', () => {
    writeFileSync(at('m.csv'), header + lines.slice(0, 400).join(''));
    const args = ['m.csv', '--quiet', '--model', 'm.json', '--report', 'm.html'];
    expect(dedupe([...args, '--out', 'm1.csv']).status).toBe(0);
    const model = readFileSync(at('m.json'), 'utf8');
    // As it stands there, a schema of the hub takes it.
    const { matchModel } = JSON.parse(model).person;
    expect(defineSchema({ ...person, matchModel }, 'person')).toEqual({
      schema: { ...person, matchModel },
    });
    expect(dedupe([...args, '--out', 'm2.csv']).status).toBe(0);
    expect(readFileSync(at('m2.csv'), 'utf8')).toBe(readFileSync(at('m1.csv'), 'utf8'));
    expect(readFileSync(at('m.json'), 'utf8')).toBe(model);
    // The same records teach what they taught before.
    const told = dedupe(['m.csv', '--model', 'm.json', '--out', 'm3.csv']).said;
    expect(told).toMatch(/drift of the model: name: (?:steady|too-few) \(matches 0\.000/);
    const page = readFileSync(at('m.html'), 'utf8');
    expect(page).toContain('<table>');
    expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  });
});
