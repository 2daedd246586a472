import { describe, expect, it } from 'vitest';
import { templates } from '#core/schema/templates';
import { replacingWholeNames, splitFullName, withNameParts } from '#core/standardise/full-name';
import { standardise } from '#core/standardise/standardise';

describe('splitFullName', () => {
  it.each([
    ['ada lovelace', { given: 'ada', family: 'lovelace' }],
    ['Dr. Ada King LOVELACE Jr.', { given: 'Ada', middle: 'King', family: 'LOVELACE' }],
    ['Lovelace, Ada King', { given: 'Ada', middle: 'King', family: 'Lovelace' }],
    ['Vincent van Gogh', { given: 'Vincent', family: 'van Gogh' }],
    ["Sinéad O'Connor", { given: 'Sinéad', family: "O'Connor" }],
    ['Jürgen Müller-Lüdenscheidt', { given: 'Jürgen', family: 'Müller-Lüdenscheidt' }],
    ['Anna Anna', { given: 'Anna', family: 'Anna' }],
  ])('takes %s apart in its own spelling', (full, expected) => {
    expect(splitFullName(full)).toEqual(expected);
  });

  it.each(['Cher', '山田太郎', '...', ''])('leaves %s whole', (full) => {
    expect(splitFullName(full)).toEqual({});
  });

  it.each([
    'Dr. Ada King van Lovelace',
    'Robert Penrose Jr.',
    'Penrose, Robert, Sr',
    'Robert Penrose III',
  ])('tells matching what %s told it', (written) => {
    const full = { name: { full: written } };
    const apart = withNameParts(full, templates.person);
    expect(standardise(apart, templates.person).record.personNames).toEqual(
      standardise(full, templates.person).record.personNames,
    );
  });
});

describe('names of which only `full` was sent', () => {
  it('get their parts, and others stay as they are', () => {
    expect(
      withNameParts({ name: { full: 'Ada Lovelace' }, gender: 'female' }, templates.person),
    ).toEqual({
      name: { full: 'Ada Lovelace', given: 'Ada', family: 'Lovelace' },
      gender: 'female',
    });
    const written = { name: { full: 'Ada Lovelace', given: 'Augusta' } };
    expect(withNameParts(written, templates.person)).toBe(written);
  });

  it('replace the whole name in a merge patch', () => {
    expect(replacingWholeNames({ name: { full: 'Ada Byron' } }, templates.person)).toMatchObject({
      name: { full: 'Ada Byron', given: null, family: null, suffix: null },
    });
    const parts = { name: { full: 'Ada Byron', family: 'Byron' } };
    expect(replacingWholeNames(parts, templates.person)).toBe(parts);
  });
});
