import { describe, expect, it } from 'vitest';
import { type GoldenMember, goldenValues } from '#core/dedupe/golden-values';
import type { Column, Meaning } from '#core/dedupe/meaning';
import { readMoment } from '#core/dedupe/read-moment';

const column = (meaning: Meaning, group = ''): Column => ({
  name: meaning,
  meaning,
  because: 'name',
  group,
});

const golden = (meanings: readonly (Meaning | Column)[], ...rows: readonly (readonly string[])[]) =>
  goldenValues(
    meanings.map((each) => (typeof each === 'string' ? column(each) : each)),
    rows.map(
      (fields, at): GoldenMember => ({
        id: String(at),
        fields,
        source: '',
        // Each is newer than the one before.
        updatedMs: at * 1000,
      }),
    ),
  );

describe('goldenValues', () => {
  it('takes what most records say, in the spelling that most of them write', () => {
    const values = golden(['family-name'], ['King'], ['Byron'], ['King'], ['KING'], ['Byron']);
    expect(values).toEqual(['King']);
  });

  it('takes the newest of what as many say, and nothing of nobody', () => {
    expect(golden(['family-name', 'email'], ['King', ''], ['Byron', ''])).toEqual(['Byron', '']);
    expect(golden(['family-name'], ['KING'], ['King'])).toEqual(['King']);
  });

  it('shows no street in the town of another', () => {
    const parts: Meaning[] = ['street', 'city', 'postcode'];
    const rows = [
      ['Mozartstr. 37', 'Leeds', 'LS1 1AA'],
      ['Mozartstrasse 37', 'Leeds', 'LS1 1AA'],
      ['Elm Road 1', 'York', 'YO1 7HH'],
    ];
    expect(golden(parts, ...rows)).toEqual(['Elm Road 1', 'York', 'YO1 7HH']);
  });

  it('completes an address by what speaks of no other street, or what all say', () => {
    const parts: Meaning[] = ['street', 'city', 'postcode'];
    const own = ['Elm Road 1', '', ''];
    const other = ['High St 2', 'Leeds', ''];
    expect(golden(parts, other, ['', 'York', 'YO1 7HH'], own)).toEqual([
      'Elm Road 1',
      'York',
      'YO1 7HH',
    ]);
    expect(golden(parts, other, other, own)).toEqual(['High St 2', 'Leeds', '']);
    expect(golden(parts, other, own)).toEqual(['Elm Road 1', 'Leeds', '']);
    expect(golden(parts, other, ['Low Rd 3', 'York', ''], own)).toEqual(['Elm Road 1', '', '']);
  });

  it('keeps two addresses apart, and needs no street', () => {
    const billing = (meaning: Meaning) => column(meaning, 'billing');
    const all = ['street', 'city', billing('street'), billing('city')] as const;
    expect(golden(all, ['A 1', 'Leeds', 'B 2', 'York'], ['', 'Hull', 'B 2', ''])).toEqual([
      'A 1',
      'Leeds',
      'B 2',
      'York',
    ]);
    expect(golden(['city', 'postcode'], ['Leeds', ''], ['Leeds', ''], ['York', 'YO1'])).toEqual([
      'Leeds',
      'YO1',
    ]);
  });

  it('says when the newest record was written', () => {
    expect(golden(['updated-at'], ['2020-01-01'], ['2020-01-01'], ['2021-01-01'])).toEqual([
      '2021-01-01',
    ]);
  });
});

describe('readMoment', () => {
  it.each([
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01T10:20:30Z', '2026-03-01T10:20:30.000Z'],
    ['2026-03-01 10:20', '2026-03-01T10:20:00.000Z'],
    ['2026-03-01T10:20:30.1234+02:30', '2026-03-01T07:50:30.123Z'],
    ['2026-03-01T23:00:00-0200', '2026-03-02T01:00:00.000Z'],
    ['01/03/2026 12:05 am', '2026-03-01T00:05:00.000Z'],
    ['01.03.2026 1:05:09 PM', '2026-03-01T13:05:09.000Z'],
    ['1772361000', '2026-03-01T10:30:00.000Z'],
    ['1772361000123', '2026-03-01T10:30:00.123Z'],
    ['3 March 2026', '2026-03-03T00:00:00.000Z'],
  ])('reads %s', (text, moment) => {
    expect(new Date(readMoment(text, true)).toISOString()).toBe(moment);
  });

  it('tells day and month as the column writes them, and what is no time', () => {
    expect(readMoment('02/01/2026', false)).toBe(Date.parse('2026-02-01'));
    for (const none of ['', 'yesterday', '2026-13-01', '12345'])
      expect(readMoment(none, true)).toBe(Number.NEGATIVE_INFINITY);
  });
});
