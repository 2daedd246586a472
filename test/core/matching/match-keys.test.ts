import { describe, expect, it } from 'vitest';
import { emitMatchKeys, searchKeysFor } from '#core/matching/match-keys';
import { card, home, mail, mobile, named, person } from './people.ts';

const full = person({
  ...named('ada', 'lovelace'),
  birthDate: '1985-04-12',
  ...mail('ada.lovelace12@example.com'),
  ...mobile('7700900123'),
  ...home(),
  ...card('loyalty', '61234567890'),
});
const blocking = (record = full) => emitMatchKeys(record).filter(({ use }) => use !== 'search');
const shared = (a = full, b = full) => {
  const texts = new Set(blocking(a).map(({ kind, text }) => `${kind} ${text}`));
  return blocking(b)
    .filter(({ kind, text }) => texts.has(`${kind} ${text}`))
    .map(({ kind }) => kind);
};

describe('emitMatchKeys', () => {
  it('brings a full record with at most 14 block keys, a sparse one with fewer', () => {
    expect(blocking().length).toBeLessThanOrEqual(14);
    expect(blocking(person(named('ada', 'lovelace'))).map(({ kind }) => kind)).toEqual([
      'name',
      'name-sound',
    ]);
    expect(blocking(person())).toEqual([]);
  });

  it('is sorted and free of duplicates', () => {
    const twice = person({ ...full, emails: [...full.emails, ...full.emails] });
    const texts = emitMatchKeys(twice).map(({ kind, text }) => `${kind}\n${text}`);
    expect(texts).toEqual(emitMatchKeys(full).map(({ kind, text }) => `${kind}\n${text}`));
    expect(texts).toEqual(texts.toSorted());
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each([
    ['a new family name', { ...named('ada', 'byron') }],
    ['a nickname', { ...named('addie', 'lovelace') }],
    ['a swapped name', { ...named('lovelace', 'ada') }],
    ['an initial', { ...named('a', 'lovelace') }],
    ['no given name', { ...named('', 'lovelace') }],
  ])('still shares keys with the same person after %s, without any contact point', (_, name) => {
    const rest = { birthDate: '1985-04-12', ...home() };
    expect(
      shared(person({ ...named('ada', 'lovelace'), ...rest }), person({ ...name, ...rest })).length,
    ).toBeGreaterThan(0);
  });

  it('finds a name heard wrongly by its sound', () => {
    expect(
      shared(person(named('catherine', 'schmidt')), person(named('katherine', 'schmitt'))),
    ).toContain('name-sound');
  });

  it('makes no key of a role mailbox’s local part', () => {
    expect(blocking(person(mail('information@example.com', true))).map(({ kind }) => kind)).toEqual(
      ['email'],
    );
  });

  it('bounds the keys of a record with very many values', () => {
    const many = person({
      ...named('ada', 'lovelace'),
      phones: Array.from({ length: 90 }, (_, n) => ({
        number: `+4477009${n}`,
        tail: `77009001${n}`,
        type: 'mobile' as const,
      })),
    });
    expect(blocking(many).length).toBeLessThan(14);
  });
});

describe('searchKeysFor', () => {
  it('finds every kind of key that a record emits', () => {
    const keys = new Set(
      emitMatchKeys(full)
        .filter(({ use }) => use !== 'block')
        .map(({ kind, text }) => `${kind} ${text}`),
    );
    const terms = {
      name: 'Ada LOVELACE',
      email: ' Ada.Lovelace12@Example.com',
      phone: '+44 7700 900123',
      identifier: '612 345-67890',
    };
    const found = searchKeysFor(terms);
    expect(found.map(({ kind }) => kind)).toEqual(['identifier', 'email', 'phone', 'word', 'word']);
    for (const { kind, text } of found) expect(keys).toContain(`${kind} ${text}`);
  });

  it('has nothing to look for in an empty search', () => {
    expect(searchKeysFor({})).toEqual([]);
    expect(searchKeysFor({ name: ' - ', phone: 'x', identifier: '/' })).toEqual([]);
  });
});
