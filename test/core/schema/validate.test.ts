import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { organisation, person } from '#core/schema/templates';
import { validate } from '#core/schema/validate';

const today = '2026-11-22';
const check = (attributes: unknown, schema: CustomerSchema = person) =>
  validate(attributes, schema, today);
const violationsOf = (attributes: unknown, schema: CustomerSchema = person) => {
  const result = check(attributes, schema);
  return 'violations' in result
    ? result.violations.map(({ pointer, rule }) => `${rule} ${pointer}`)
    : [];
};
const kept = (attributes: unknown, schema: CustomerSchema = person) => {
  const result = check(attributes, schema);
  return 'attributes' in result ? result.attributes : result.violations;
};

describe('validate', () => {
  it('takes a whole person and a whole organisation as they are', () => {
    const ada = {
      name: { prefix: 'Dr', given: 'Ada', family: 'Lovelace' },
      birthDate: '1980-02-29',
      gender: 'female',
      emails: [{ value: 'ada@example.com', role: 'home' }],
      phones: [{ value: '07700 900123', country: 'GB', role: 'mobile' }],
      addresses: [{ role: 'home', line1: '1 High St', postcode: 'LS1 4AP', country: 'GB' }],
      identifiers: [{ type: 'loyalty', value: '61594809427' }],
      socials: [{ network: 'x', handle: '@ada' }],
      lifecycle: 'active',
    };
    const acme = {
      name: 'Acme Ltd',
      tradeNames: ['Acme'],
      identifiers: [{ type: 'lei', value: '5493001KJTIIGC8Y1R12' }],
      websites: ['https://example.com'],
      employees: 12,
      founded: '1999',
    };
    expect(kept(ada)).toEqual(ada);
    expect(kept(acme, organisation)).toEqual(acme);
  });

  it('trims, composes to NFC and leaves out what is empty, so that partial records work', () => {
    expect(
      kept({
        name: { given: '  Zoe\u0308 ', family: '', middle: null },
        birthDate: ' ',
        emails: [{ value: '', role: 'home' }, null],
        phones: [],
        addresses: [{ line1: null }],
        identifiers: [{ type: 'loyalty', value: '' }],
      }),
    ).toEqual({ name: { given: 'Zoë' } });
  });

  it('refuses a record of nothing', () => {
    expect(violationsOf({})).toEqual(['required ']);
    expect(violationsOf({ name: { given: ' ' } })).toEqual(['required ']);
    for (const nothing of [null, [], 'x', 1, undefined]) {
      expect(violationsOf(nothing)).toEqual(['type ']);
    }
  });

  it('names unknown attributes and wrong types by RFC 6901 pointers', () => {
    expect(
      violationsOf({
        'a/b~c': 1,
        name: 'Ada',
        emails: { value: 'x' },
        phones: ['1'],
        orderVolume: 1.5,
      }),
    ).toEqual([
      'unknown-attribute /a~1b~0c',
      'type /name',
      'type /emails',
      'type /phones/0',
      'type /orderVolume',
    ]);
    expect(violationsOf({ name: { given: 'Ada', nick: 'A' } })).toEqual([
      'unknown-attribute /name/nick',
    ]);
  });

  it('refuses own members called __proto__ without touching any prototype', () => {
    const attributes = JSON.parse(
      '{"__proto__":{"polluted":1},"name":{"given":"Ada","__proto__":{"polluted":1}},"constructor":1}',
    );
    expect(violationsOf(attributes)).toEqual([
      'unknown-attribute /__proto__',
      'unknown-attribute /constructor',
      'unknown-attribute /name/__proto__',
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('limits lengths and numbers of items, and counts from the first that is too many', () => {
    const emails = Array.from({ length: 101 }, (_, at) => ({ value: `a${at}@example.com` }));
    expect(violationsOf({ emails })).toEqual(['max-items /emails']);
    expect(violationsOf({ emails: emails.slice(1) })).toEqual([]);
    expect(violationsOf({ name: { family: 'x'.repeat(10_240) } })).toEqual([
      'max-length /name/family',
    ]);
    expect(violationsOf({ name: { family: 'x'.repeat(200) } })).toEqual([]);
    expect(violationsOf({ name: { family: 'x'.repeat(201) } })).toEqual([
      'max-length /name/family',
    ]);
  });

  it('refuses control characters and half surrogates, and keeps line breaks in addresses', () => {
    expect(violationsOf({ name: { given: 'A\u0000da' } })).toEqual([
      'control-characters /name/given',
    ]);
    expect(violationsOf({ name: { given: 'A\nda' } })).toEqual(['control-characters /name/given']);
    expect(violationsOf({ jobTitle: 'x\u0085y' })).toEqual(['control-characters /jobTitle']);
    expect(violationsOf({ name: { given: 'A\ud800da' } })).toEqual(['well-formed /name/given']);
    expect(violationsOf({ addresses: [{ full: '1 High St\nLeeds' }] })).toEqual([]);
  });

  it('knows which days exist and which lie in the future', () => {
    expect(violationsOf({ birthDate: '1990-02-31' })).toEqual(['date.exists /birthDate']);
    expect(violationsOf({ birthDate: '1900-02-29' })).toEqual(['date.exists /birthDate']);
    expect(violationsOf({ birthDate: '2000-02-29' })).toEqual([]);
    expect(violationsOf({ birthDate: '31.12.1990' })).toEqual(['date.format /birthDate']);
    expect(violationsOf({ birthDate: '2026-11-22' })).toEqual([]);
    expect(violationsOf({ birthDate: '2026-11-23' })).toEqual(['birth-date.plausible /birthDate']);
    expect(violationsOf({ birthDate: '1879-12-31' })).toEqual(['birth-date.plausible /birthDate']);
  });

  it('refuses phones of letters and takes numbers that nobody can dial', () => {
    expect(violationsOf({ phones: [{ value: 'call me maybe' }] })).toEqual([
      'phone.readable /phones/0/value',
    ]);
    for (const value of ['ask for 471123 please', 'extension 7', 'abc0']) {
      expect(violationsOf({ phones: [{ value }] })).toEqual(['phone.readable /phones/0/value']);
    }
    expect(violationsOf({ phones: [{ value: '٠٧٧٠٠٩٠٠١٢٣', country: 'GB' }] })).toEqual([]);
    expect(violationsOf({ phones: [{ value: '12345' }] })).toEqual([
      'phone.readable /phones/0/value',
    ]);
    expect(
      violationsOf({ phones: [{ value: '6056 3699' }, { value: '+44 7700 900123 ext 5' }] }),
    ).toEqual([]);
  });

  it('refuses what is no e-mail address', () => {
    for (const value of [
      'ada',
      '@example.com',
      'ada@',
      'a da@example.com',
      'ada@-x.com',
      `${'a'.repeat(65)}@x.com`,
    ]) {
      expect(violationsOf({ emails: [{ value }] })).toEqual(['email.syntax /emails/0/value']);
    }
    for (const value of ["o'brien+x@example.co.uk", 'ada@gmailcom', 'zoë@exämple.de']) {
      expect(violationsOf({ emails: [{ value }] })).toEqual([]);
    }
  });

  it('takes placeholders: they are findings, not faults', () => {
    const attributes = {
      name: { given: 'N/A', family: 'unknown' },
      birthDate: '1800-01-01',
      emails: [{ value: 'N/A' }, { value: 'noemail@example.com' }],
      phones: [{ value: '0000000000' }, { value: 'N/A' }, { value: '0' }],
      identifiers: [{ type: 'lei', value: '00000000000000000000' }],
    };
    expect(violationsOf(attributes)).toEqual([]);
  });

  it('verifies check digits of identifiers that have them', () => {
    expect(violationsOf({ identifiers: [{ type: 'LEI', value: '5493001KJTIIGC8Y1R13' }] })).toEqual(
      ['identifier.checksum /identifiers/0/value'],
    );
    expect(violationsOf({ identifiers: [{ type: 'vat', value: 'DE 136695977' }] })).toEqual([
      'identifier.checksum /identifiers/0/value',
    ]);
    expect(
      violationsOf({ identifiers: [{ type: 'vat', value: '136695976', country: 'DE' }] }),
    ).toEqual([]);
    expect(violationsOf({ identifiers: [{ value: '1' }] })).toEqual([
      'required /identifiers/0/type',
    ]);
  });

  it('brings enumerations to the spelling of the schema, genders by their usual letters', () => {
    expect(kept({ gender: 'F', lifecycle: 'ACTIVE' })).toEqual({
      gender: 'female',
      lifecycle: 'active',
    });
    expect(violationsOf({ lifecycle: 'dead', addresses: [{ role: 'moon', city: 'x' }] })).toEqual([
      'one-of /addresses/0/role',
      'one-of /lifecycle',
    ]);
  });

  it('asks for required members of a group that is there', () => {
    expect(violationsOf({ emails: [{ role: 'home' }] })).toEqual(['required /emails/0/value']);
    expect(violationsOf({ income: { currency: 'euro' } })).toEqual([
      'required /income/amount',
      'max-length /income/currency',
    ]);
    expect(violationsOf({ income: { amount: -1, currency: 'eur' } })).toEqual([
      'amount.not-negative /income/amount',
      'currency.code /income/currency',
    ]);
  });

  it('collects violations up to a hundred, and never a value', () => {
    const secret = 'distinctive-secret';
    const result = check(
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`x${at}`, secret])),
    );
    expect('violations' in result && result.violations.length).toBe(100);
    expect(JSON.stringify(check({ emails: [{ value: secret }], gender: secret }))).not.toContain(
      secret,
    );
  });

  it('answers any JSON, however deep, without throwing; what it keeps it keeps unchanged the next time', () => {
    let deep: Json = 1;
    for (let at = 0; at < 20_000; at++) deep = at % 2 ? [deep] : { name: deep };
    expect(violationsOf({ name: deep, emails: [deep], addresses: deep }).length).toBeGreaterThan(0);
    const names = fc.constantFrom(
      'name',
      'emails',
      'phones',
      'value',
      'given',
      'addresses',
      'full',
      'birthDate',
      'identifiers',
      'type',
      'country',
      'gender',
      '__proto__',
    );
    const leaf = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        'ada@example.com',
        '+447700900123',
        '1990-01-01',
        'F',
        'lei',
        ' ',
        null,
        true,
        1.5,
        'GB',
      ),
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value, { maxKeys: 5 }), (attributes) => {
        const result = check(attributes);
        if ('attributes' in result) expect(kept(result.attributes)).toEqual(result.attributes);
        else expect(result.violations.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
