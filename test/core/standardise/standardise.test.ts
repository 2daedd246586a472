import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '#core/kernel/types';
import { organisation, person } from '#core/schema/templates';
import { validate } from '#core/schema/validate';
import { readPhone } from '#core/standardise/phone';
import { standardise } from '#core/standardise/standardise';

const record = (attributes: JsonObject) => standardise(attributes, person).record;
const findings = (attributes: JsonObject) =>
  standardise(attributes, person).findings.map(({ rule, pointer }) => `${rule} ${pointer}`);
const acme = (name: string, more: JsonObject = {}) =>
  standardise({ name, ...more }, organisation).record.organisationNames[0];

const sample = (): readonly JsonObject[] =>
  (
    parse(gunzipSync(readFileSync(new URL('../../../data/customers-5k.csv.gz', import.meta.url))), {
      columns: true,
    }) as Record<string, string>[]
  ).map((row) => ({
    name: { given: row.first_name ?? '', family: row.last_name ?? '', suffix: row.suffix ?? '' },
    gender: row.gender ?? '',
    birthDate: row.dob ?? '',
    emails: [{ value: row.email ?? '' }],
    phones: [{ value: row.phone ?? '' }],
    addresses: [
      {
        line1: row.address ?? '',
        city: row.city ?? '',
        postcode: row.postcode ?? '',
        country: row.country ?? '',
      },
    ],
    identifiers: [{ type: 'loyalty', value: row.loyalty_id ?? '' }],
  }));

describe('standardise', () => {
  it('reads a phone by its own country, the address, and hints of the record', () => {
    const read = (attributes: JsonObject) => record(attributes).phones[0]?.number;
    const phones = [{ value: '07700 900123' }];
    expect(read({ phones: [{ value: '07700 900123', country: 'GB' }] })).toBe('+447700900123');
    expect(read({ phones, addresses: [{ country: 'United Kingdom' }] })).toBe('+447700900123');
    for (const value of ['٠٧٧٠٠ ٩٠٠١٢٣', '۰۷۷۰۰۹۰۰۱۲۳'])
      expect(read({ phones: [{ value, country: 'GB' }] })).toBe('+447700900123');
    expect(read({ phones, addresses: [{ postcode: 'LS1 4AP' }] })).toBe('+447700900123');
    expect(
      read({ phones: [{ value: '07911 123456' }], emails: [{ value: 'a@example.co.uk' }] }),
    ).toBe('+447911123456');
    expect(read({ phones: [{ value: '07911 123456' }], nationality: 'GB' })).toBe('+447911123456');
    expect(read({ phones: [{ value: '0039 370 1213432' }] })).toBe('+393701213432');
    expect(read({ phones: [{ value: '(746) 385-0234' }] })).toBe('+17463850234');
    expect(record({ phones }).phones).toEqual([
      { number: '~07700900123', tail: '700900123', type: 'unknown' },
    ]);
  });

  it('tells mobile from fixed lines where the number says so', () => {
    const typeOf = (text: string) => readPhone(text, [])?.type;
    expect(['+447700900123', '+441632960001', '+491701234567', '+12125550100'].map(typeOf)).toEqual(
      ['mobile', 'fixed', 'mobile', 'unknown'],
    );
  });

  it('reads e-mail addresses and marks the shared ones', () => {
    expect(
      record({ emails: [{ value: 'A.Da+shop@GoogleMail.com' }, { value: 'info@example.com' }] })
        .emails,
    ).toEqual([
      { address: 'a.da+shop@googlemail.com', local: 'ada', domain: 'gmail.com', isRole: false },
      { address: 'info@example.com', local: 'info', domain: 'example.com', isRole: true },
    ]);
  });

  it('reads the address that a mail program writes behind a name', () => {
    const read = (value: string) => record({ emails: [{ value }] }).emails[0]?.address;
    expect(['"King, Ada" <Ada@Example.com>', '<ada@example.com>', 'Ada <ada>'].map(read)).toEqual([
      'ada@example.com',
      'ada@example.com',
      undefined,
    ]);
  });

  it('leaves placeholders out of matching and reports each where it stands', () => {
    const attributes = {
      name: { given: 'Ada', family: 'unknown' },
      birthDate: '1900-01-01',
      emails: [
        { value: 'noemail@example.com' },
        { value: 'none@none.com' },
        { value: 'test@test.com' },
      ],
      phones: [{ value: '0000000000' }, { value: '1234567890' }, { value: 'N/A' }],
      addresses: [{ line1: 'N/A', country: 'Narnia' }],
      identifiers: [{ type: 'passport', value: 'XXXX' }],
    };
    expect(record(attributes)).toEqual({
      kind: 'person',
      personNames: [{ given: ['ada'], middle: [], family: [], familyPrevious: [] }],
      organisationNames: [],
      emails: [],
      phones: [],
      addresses: [],
      identifiers: [],
      socials: [],
    });
    expect(findings(attributes).toSorted()).toEqual([
      'country.unknown /addresses/0/country',
      'placeholder /addresses/0/line1',
      'placeholder /birthDate',
      'placeholder /emails/0/value',
      'placeholder /emails/1/value',
      'placeholder /emails/2/value',
      'placeholder /identifiers/0/value',
      'placeholder /name/family',
      'placeholder /phones/0/value',
      'placeholder /phones/1/value',
      'placeholder /phones/2/value',
    ]);
  });

  it('does not take real people for placeholders', () => {
    const real = {
      name: { given: 'Na', family: 'Nil-Smith' },
      birthDate: '1990-01-01',
      emails: [
        { value: 'ada@example.com' },
        { value: 'norah@example.com' },
        { value: 'test.pilot@example.com' },
      ],
      phones: [{ value: '+44 7700 900000' }],
      identifiers: [{ type: 'loyalty', value: '61594809427' }],
    };
    expect(findings({ ...real, name: { given: 'Nora', family: 'Tester-Smith' } })).toEqual([]);
  });

  it('reports what is odd', () => {
    expect(
      findings({
        emails: [{ value: 'sales@example.com' }, { value: 'ada@gmailcom' }],
        phones: [{ value: '6056 3699' }],
      }),
    ).toEqual([
      'email.role-address /emails/0/value',
      'email.unlikely-domain /emails/1/value',
      'phone.unreadable /phones/0/value',
    ]);
  });

  it('reads organisations without their legal form', () => {
    expect(acme('The Acme Trading Company Ltd.')).toEqual({
      words: ['acme', 'trading'],
      legalForm: 'ltd',
    });
    expect(acme('Müller & Söhne GmbH & Co. KG')).toEqual({
      words: ['muller', 'sohne'],
      legalForm: 'gmbh co kg',
    });
    expect(acme('Muller und Sohne GmbH und Co KG')).toEqual(acme('Müller & Söhne GmbH & Co. KG'));
    expect(acme('Ferrari S.p.A.')).toEqual({ words: ['ferrari'], legalForm: 'spa' });
    expect(acme('Polna Sp. z o.o.')).toEqual({ words: ['polna'], legalForm: 'spzoo' });
    expect(acme('ООО Ромашка')).toEqual({ words: ['romashka'], legalForm: 'ooo' });
    expect(acme('Acme', { legalForm: 'Private Limited Company' })).toEqual({
      words: ['acme'],
      legalForm: 'ltd',
    });
    expect(acme('Limited')).toEqual({ words: ['limited'] });
    expect(acme('N/A')).toBeUndefined();
  });

  it('reads identifiers and social handles in one form', () => {
    const { identifiers, socials } = record({
      identifiers: [
        { type: 'Loyalty Card', value: '61-59' },
        { type: 'vat', value: 'de 136695976' },
        { type: 'loyalty', value: '6159' },
      ],
      socials: [
        { network: 'Twitter', handle: '@Ada' },
        { network: 'x', handle: 'https://twitter.com/ada?lang=en' },
      ],
    });
    expect(identifiers).toEqual([
      { type: 'loyalty', value: '6159' },
      { type: 'vat', value: 'DE136695976', checksumHolds: true },
    ]);
    expect(socials).toEqual([{ network: 'x', handle: 'ada' }]);
  });

  it('keeps attributes with the role none out of matching', () => {
    const hidden = {
      ...person,
      attributes: person.attributes.map((each) => ({ ...each, match: 'none' as const })),
    };
    const all = standardise(
      { emails: [{ value: 'ada@example.com' }], name: { given: 'Ada' } },
      hidden,
    );
    expect(all.record).toMatchObject({ emails: [], personNames: [] });
  });

  it('gives lists without duplicates in one order, whatever the order sent', () => {
    const emails = ['b@example.com', 'a@example.com', 'B@example.com'].map((value) => ({ value }));
    fc.assert(
      fc.property(fc.shuffledSubarray(emails, { minLength: 3 }), (shuffled) => {
        expect(record({ emails: shuffled }).emails.map(({ address }) => address)).toEqual([
          'a@example.com',
          'b@example.com',
        ]);
      }),
    );
  });

  it('takes every row of the sample data and reads nearly all its phones and houses', () => {
    const rows = sample().map((row) => validate(row, person, '2026-11-22'));
    const taken = rows.flatMap((row) => ('attributes' in row ? [row.attributes] : []));
    expect(taken.length).toBe(5000);
    const records = taken.map(record);
    const phones = records.flatMap((each) => each.phones);
    const read = phones.filter(({ number }) => number.startsWith('+'));
    expect(read.length / phones.length).toBeGreaterThan(0.975);
    const streets = records
      .flatMap((each) => each.addresses)
      .filter(({ street }) => street.length > 0);
    const houses = streets.filter(({ houseNumber }) => houseNumber !== undefined);
    expect(houses.length / streets.length).toBeGreaterThan(0.995);
  });
});
