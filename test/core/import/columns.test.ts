import { describe, expect, it } from 'vitest';
import { placeIn } from '#core/import/attribute-path';
import { checkMapping, columnsOf } from '#core/import/columns';
import { rowReader } from '#core/import/row-attributes';
import { templates } from '#core/schema/templates';

const schema = templates.person;
const columns = (header: readonly string[], mapping: object = {}) =>
  columnsOf(header, { sourceIdColumn: 'id', ...mapping }, schema);

describe('paths of attributes', () => {
  it('lead to single values of the schema and nowhere else', () => {
    expect(placeIn(schema, 'name.given')).toEqual({ path: ['name', 'given'], holds: 'text' });
    expect(placeIn(schema, 'emails.1.value')?.path).toEqual(['emails', 1, 'value']);
    for (const wrong of [
      'name',
      'emails',
      'emails.value',
      'emails.0',
      'name.given.x',
      'x',
      '__proto__.x',
    ])
      expect(placeIn(schema, wrong), wrong).toBeUndefined();
  });
});

describe('a mapping', () => {
  it('names attributes of the schema', () => {
    const wrong = checkMapping(
      { sourceIdColumn: 'id', map: { A: 'name.given', 'B/C': 'nome' }, defaults: { x: 'y' } },
      schema,
    );
    expect(wrong.map(({ pointer }) => pointer)).toEqual(['/map/B~1C', '/defaults/x']);
  });

  it('leads one column to an attribute: of two, one would be lost', () => {
    const map = { Home: 'emails.0.value', Work: 'emails.0.value', Other: 'emails.1.value' };
    expect(checkMapping({ sourceIdColumn: 'id', map }, schema)).toMatchObject([
      { pointer: '/map/Work', rule: 'unique' },
    ]);
  });

  it('fits a header that has its columns, in any order, and leaves the others out', () => {
    expect(columns(['Other', 'Given', 'id'], { map: { Given: 'name.given' } })).toEqual({
      columns: { count: 3, paths: [null, 'name.given', null], sourceIdAt: 2 },
    });
  });

  it('takes columns for attribute paths where there is no map', () => {
    expect(columns(['id', 'birthDate'])).toEqual({
      columns: { count: 2, paths: [null, 'birthDate'], sourceIdAt: 0 },
    });
  });

  it('tells of a file without a header by position alone: values may stand there', () => {
    const found = columns(['17', 'Ada']);
    expect(found).toMatchObject({
      violations: [
        { pointer: '/sourceIdColumn' },
        { pointer: '/header/0' },
        { pointer: '/header/1' },
      ],
    });
    expect(JSON.stringify(found)).not.toContain('Ada');
  });

  it('refuses a column that stands there twice', () => {
    expect(columns(['id', 'id'])).toHaveProperty('violations');
    expect(columns(['id', 'birthDate', 'birthDate'])).toHaveProperty('violations');
  });
});

describe('a row', () => {
  const read = rowReader(
    { paths: ['name.given', 'emails.1.value', 'addresses.0.city', null] },
    { 'emails.1.role': 'work', 'addresses.0.role': 'home', lifecycle: 'active' },
    schema,
  );

  it('puts texts where they belong, trimmed, and leaves empty ones and holes out', () => {
    expect(read([' Ada ', 'ada@example.com', '', 'x'])).toEqual({
      name: { given: 'Ada' },
      emails: [{ value: 'ada@example.com', role: 'work' }],
      lifecycle: 'active',
    });
  });

  it('adds a default only to what is there', () => {
    expect(read(['', '', '', ''])).toEqual({ lifecycle: 'active' });
    expect(read(['', '', 'London', ''])).toMatchObject({
      addresses: [{ city: 'London', role: 'home' }],
    });
  });
});
