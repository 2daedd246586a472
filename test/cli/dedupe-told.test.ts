import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportModel } from '#core/dedupe/report';
import { priorModel } from '#core/dedupe/situations';
import { BadInput } from '../../cli/dedupe/bad-input.ts';
import { readConfig, readModel } from '../../cli/dedupe/read-told.ts';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'goldspoke-told-')), 'told.json');
});
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

const models = () => ({
  person: reportModel(priorModel('person')),
  organisation: reportModel(priorModel('organisation')),
});

/** The models with another value at one place; `undefined` leaves it out. */
const changed = (path: string, value: unknown): string => {
  const all: Record<string, unknown> = structuredClone(models());
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((each, name) => each[name] as Record<string, unknown>, all);
  parent[last] = value;
  return JSON.stringify(all);
};

const said = (read: (path: string) => unknown, content: string): string => {
  writeFileSync(file, content);
  try {
    read(file);
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return (error as Error).message.replace(file, 'F');
  }
  return 'nothing';
};

describe('readModel', () => {
  it('reads what was saved, with a mark that an editor left too', () => {
    writeFileSync(file, `\ufeff${JSON.stringify(models())}`);
    const { person, organisation } = readModel(file)!;
    expect({ person: reportModel(person), organisation: reportModel(organisation) }).toEqual(
      models(),
    );
    expect(readModel(join(file, '../fresh.json'))).toBe(undefined);
  });

  it.each([
    ['person.who.match.name.same', 5, 'person.who.match.name.same'],
    ['person.who.match.name.same', 0, 'person.who.match.name.same'],
    ['person.where.door.street.same', -0.1, 'person.where.door.street.same'],
    ['person.who.stranger.email.same', 'much', 'person.who.stranger.email.same'],
    ['person.who.match.name.given-vague', undefined, 'person.who.match.name["given-vague"]'],
    ['person.who.match.name.samee', 0.1, 'Unrecognized key: "samee"'],
    ['person.who.match.gender.different', 0.9, 'more than 1, at person.who.match.gender'],
    ['organisation.who.match.email', undefined, 'organisation.who.match.email'],
    ['organisation.shares.6', 0.7, 'shares add up to more than 1, at organisation.shares'],
    ['organisation.shares.1', -0.1, 'organisation.shares[1]'],
    [
      'person.shares',
      [0, 0, 0, 0.1, 0, 0, 0.1, 0.8],
      'of one customer, or of two, at person.shares',
    ],
    ['person.shares', [0.1, 0, 0, 0.9, 0, 0, 0, 0], 'of one customer, or of two, at person.shares'],
  ])('names the place that is wrong: %s is %j', (path, value, place) => {
    expect(said(readModel, changed(path, value))).toContain(place);
  });

  it('names the line where a file that is half written ends', () => {
    const half = JSON.stringify(models(), null, 1).slice(0, 3000);
    expect(said(readModel, half)).toMatch(/^F: cannot be read: .*\(line \d+ column \d+\)$/);
  });

  it('tells a few of many mistakes', () => {
    const told = said(readModel, changed('person.who.match', {})).split('\n');
    expect([told.length, told.at(-1)]).toEqual([6, 'and 3 more']);
  });
});

describe('readConfig', () => {
  it.each([
    ['{"columns":{"ref":"emial"}}', /given-name.*at columns.ref$/],
    ['{"threshold":1}', /at threshold$/],
    ['{"thresh":0.9}', /"thresh"/],
    ['{', /line 1 column 2/],
  ])('names the place that is wrong in %s', (content, place) => {
    expect(said(readConfig, content)).toMatch(place);
  });

  it('names a file that is not there', () => {
    expect(() => readConfig('/none/told.json')).toThrow(
      '/none/told.json: cannot be read: ENOENT: no such file or directory',
    );
  });
});
