import { describe, expect, it } from 'vitest';
import { jCardOf } from '#core/privacy-package/jcard';
import { jsonLdOf } from '#core/privacy-package/json-ld';
import type { PackageRecord } from '#core/privacy-package/privacy-package';
import { providedIn } from '#core/privacy-package/provided';
import { withheld, withoutOthers } from '#core/privacy-package/without-others';

const record = (
  attributes: PackageRecord['attributes'],
  more: Partial<PackageRecord> = {},
): PackageRecord => ({
  spoke: 'crm',
  sourceId: '7',
  updatedAt: '2025-01-01T00:00:00.000Z',
  receivedAt: '2025-01-02T00:00:00.000Z',
  provenance: 'first-party',
  isProvided: true,
  attributes,
  ...more,
});

describe('providedIn', () => {
  it('takes what was given or observed and the own words, the newest first, each value once', () => {
    const provided = providedIn(
      [
        record({ jobTitle: 'Analyst', segments: ['a', 'b'] }),
        record(
          { jobTitle: 'Countess', segments: ['b'] },
          { updatedAt: '2026-01-01T00:00:00.000Z' },
        ),
        record({ income: 5, jobTitle: 'Bought' }, { isProvided: false }),
      ],
      [{ attribute: 'jobTitle', value: 'Author', at: '2026-02-01T00:00:00.000Z' }],
    );
    expect(provided.first).toEqual({ jobTitle: 'Author', segments: ['b'] });
    expect(provided.all).toEqual({
      jobTitle: ['Author', 'Countess', 'Analyst'],
      segments: ['b', 'a'],
    });
  });
});

const person = providedIn(
  [
    record({
      name: { given: 'Ada', family: 'Lovelace', prefix: 'Countess' },
      birthDate: '1815-12-10',
      gender: 'female',
      language: 'en-GB',
      jobTitle: 'Analyst',
      employer: 'Engines Ltd',
      emails: [{ value: 'ada@example.com', role: 'work' }, { value: 'ADA@example.com' }],
      phones: [
        { value: '+44 7700 900471', role: 'mobile' },
        { value: '07700 900472', country: 'GB' },
      ],
      addresses: [
        { role: 'home', line1: '12 Square', line2: 'Flat 2', city: 'London', country: 'GB' },
      ],
      identifiers: [{ type: 'loyalty', value: 'L-1' }],
      socials: [{ network: 'chess', handle: '@ada' }],
      favouriteEngine: 'difference',
    }),
    record(
      { name: { full: 'Ada King' } },
      { sourceId: '8', updatedAt: '2024-01-01T00:00:00.000Z' },
    ),
  ],
  [],
);

describe('jsonLdOf', () => {
  it('is a schema.org Person; what schema.org has no term for keeps its name', () => {
    expect(jsonLdOf('person', person)).toEqual({
      '@context': ['https://schema.org', { own: 'urn:goldspoke:attribute:' }],
      '@type': 'Person',
      name: 'Countess Ada Lovelace',
      alternateName: ['Ada King'],
      honorificPrefix: 'Countess',
      givenName: 'Ada',
      familyName: 'Lovelace',
      birthDate: '1815-12-10',
      gender: 'https://schema.org/Female',
      knowsLanguage: 'en-GB',
      jobTitle: 'Analyst',
      worksFor: { '@type': 'Organization', name: 'Engines Ltd' },
      email: ['ada@example.com'],
      telephone: ['+44 7700 900471', '07700 900472'],
      address: [
        {
          '@type': 'PostalAddress',
          streetAddress: '12 Square, Flat 2',
          addressLocality: 'London',
          addressCountry: 'GB',
          name: 'home',
        },
      ],
      identifier: [{ '@type': 'PropertyValue', propertyID: 'loyalty', value: 'L-1' }],
      'own:favouriteEngine': 'difference',
      'own:socials': [{ network: 'chess', handle: '@ada' }],
    });
  });

  it('is an Organization for one', () => {
    const organisation = providedIn(
      [
        record({
          name: 'Engines Ltd',
          tradeNames: ['Engines', 'Wheels'],
          employees: 12,
          founded: '1833',
          websites: ['https://example.com'],
          legalForm: 'limited',
        }),
      ],
      [],
    );
    expect(jsonLdOf('organisation', organisation)).toMatchObject({
      '@type': 'Organization',
      name: 'Engines Ltd',
      alternateName: ['Engines', 'Wheels'],
      numberOfEmployees: { '@type': 'QuantitativeValue', value: 12 },
      foundingDate: '1833',
      url: ['https://example.com'],
      'own:legalForm': 'limited',
    });
    expect(jCardOf('organisation', organisation)[1]).toEqual([
      ['version', {}, 'text', '4.0'],
      ['kind', {}, 'text', 'org'],
      ['fn', {}, 'text', 'Engines Ltd'],
      ['org', {}, 'text', 'Engines Ltd'],
      ['nickname', {}, 'text', 'Engines'],
      ['nickname', {}, 'text', 'Wheels'],
      ['url', {}, 'uri', 'https://example.com'],
    ]);
  });
});

describe('jCardOf', () => {
  it('is a vCard 4.0 in JSON: every property has name, parameters, type and values', () => {
    const [kind, properties] = jCardOf('person', person);
    expect(kind).toBe('vcard');
    expect(properties).toEqual([
      ['version', {}, 'text', '4.0'],
      ['kind', {}, 'text', 'individual'],
      ['fn', {}, 'text', 'Countess Ada Lovelace'],
      ['n', {}, 'text', ['Lovelace', 'Ada', '', 'Countess', '']],
      ['bday', {}, 'date', '1815-12-10'],
      ['gender', {}, 'text', 'F'],
      ['lang', {}, 'language-tag', 'en-GB'],
      ['title', {}, 'text', 'Analyst'],
      ['org', {}, 'text', 'Engines Ltd'],
      ['nickname', {}, 'text', 'Ada King'],
      ['email', { type: 'work' }, 'text', 'ada@example.com'],
      ['tel', { type: 'cell' }, 'uri', 'tel:+447700900471'],
      ['tel', {}, 'text', '07700 900472'],
      ['adr', { type: 'home' }, 'text', ['', 'Flat 2', '12 Square', 'London', '', '', 'GB']],
      ['x-socialprofile', { type: 'chess' }, 'text', '@ada'],
      ['x-identifier', { type: 'loyalty' }, 'text', 'L-1'],
    ]);
  });
});

describe('withoutOthers', () => {
  it('withholds ids of other customers, wherever they stand, and leaves the own ones', () => {
    const own = `cus_${'0'.repeat(26)}`;
    const other = `cus_${'1'.repeat(26)}`;
    expect(
      withoutOthers({ a: [`me ${own}`, { [other]: `${other}, ${own}` }], n: 1 }, new Set([own])),
    ).toEqual({ a: [`me ${own}`, { [withheld]: `${withheld}, ${own}` }], n: 1 });
  });
});
