import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Constituent, Pin, SourceRecord } from '#core/identity/customer';
import { golden } from '#core/identity/golden-record';
import type { CustomerSchema } from '#core/schema/customer-schema';
import {
  instant,
  personOfTests,
  pinOf,
  record,
  somePin,
  someRecord,
  trustOfTests,
} from '#test/support/customers';

const part = (
  customerId: string,
  records: readonly SourceRecord[],
  pins: readonly Pin[] = [],
): Constituent => ({ customerId, createdAt: instant(1), records, pins, differentFrom: [] });

const goldenOf = (...members: readonly Constituent[]) =>
  golden(members, personOfTests, trustOfTests);

describe('golden', () => {
  it('survives each attribute by its own rule and says who won, over whom', () => {
    const crm = record('crm', 1, { employer: 'Babbage Ltd', jobTitle: 'Analyst' }, 1);
    const web = record('web', 2, { employer: 'Engine plc', jobTitle: 'Countess' }, 2);

    const { attributes, lineage } = goldenOf(part('cus_a', [crm]), part('cus_b', [web]));

    expect(attributes).toEqual({ employer: 'Babbage Ltd', jobTitle: 'Countess' });
    const from = (spoke: string, sourceId: string, day: number, trust: number) => ({
      spoke,
      sourceId,
      updatedAt: instant(day),
      trust,
      provenance: 'first-party',
    });
    expect(lineage).toEqual({
      employer: {
        rule: 'most-trusted',
        sources: [from('crm', '1', 1, 80)],
        runnersUp: [{ value: 'Engine plc', sources: [from('web', '2', 2, 40)] }],
      },
      jobTitle: {
        rule: 'most-recent',
        sources: [from('web', '2', 2, 40)],
        runnersUp: [{ value: 'Analyst', sources: [from('crm', '1', 1, 80)] }],
      },
    });
  });

  it('never mixes parts of two names or two addresses', () => {
    const crm = record('crm', 1, {
      name: { family: 'King' },
      addresses: [{ role: 'home', line1: '1 Ockham Park', country: 'GB' }],
    });
    const web = record('web', 2, {
      name: { given: 'Ada', family: 'Byron' },
      addresses: [{ role: 'home', line1: '12 St James Square', city: 'London', country: 'GB' }],
    });

    const { attributes } = goldenOf(part('cus_a', [crm, web]));

    expect(attributes.name).toEqual({ given: 'Ada', family: 'Byron' });
    expect(attributes.addresses).toEqual([
      { role: 'home', line1: '1 Ockham Park', country: 'GB' },
      { role: 'home', line1: '12 St James Square', city: 'London', country: 'GB' },
    ]);
  });

  it('keeps one item of an e-mail address in two spellings and roles, with lineage per item', () => {
    const crm = record('crm', 1, { emails: [{ value: 'ada@example.com', role: 'home' }] });
    const web = record('web', 2, {
      emails: [{ value: 'king@example.com' }, { value: 'ADA@example.com', role: 'work' }],
    });

    const { attributes, lineage } = goldenOf(part('cus_a', [web, crm]));

    expect(attributes.emails).toEqual([
      { value: 'ada@example.com', role: 'home' },
      { value: 'king@example.com' },
    ]);
    expect(lineage['/emails/0']).toMatchObject({
      rule: 'union',
      sources: [{ spoke: 'crm' }, { spoke: 'web' }],
      runnersUp: [{ value: { value: 'ADA@example.com', role: 'work' } }],
    });
    expect(lineage['/emails/1']).toMatchObject({ sources: [{ spoke: 'web' }], runnersUp: [] });
    expect(lineage.emails).toMatchObject({
      rule: 'union',
      sources: [{ spoke: 'crm' }, { spoke: 'web' }],
      runnersUp: [],
    });
  });

  it('keeps one address once for each of its roles', () => {
    const place = { line1: '12 St James Square', city: 'London', country: 'GB' };
    const crm = record('crm', 1, { addresses: [{ ...place, role: 'home' }] });
    const web = record('web', 2, {
      addresses: [
        { ...place, line1: '12 ST JAMES SQUARE', role: 'home' },
        { ...place, role: 'billing' },
      ],
    });

    expect(goldenOf(part('cus_a', [web, crm])).attributes.addresses).toEqual([
      { ...place, role: 'home' },
      { ...place, role: 'billing' },
    ]);
  });

  it('reads national phone numbers with the country of the record they stand in', () => {
    const schema: CustomerSchema = {
      ...personOfTests,
      attributes: [
        {
          name: 'phones',
          type: 'list',
          items: { type: 'phone' },
          classification: 'personal',
        },
        { name: 'address', type: 'postal-address', classification: 'personal' },
        {
          name: 'others',
          type: 'list',
          items: { type: 'postal-address' },
          classification: 'personal',
        },
      ],
    };
    const crm = record('crm', 1, { phones: ['+44 7700 900123'] });
    const web = record('web', 2, { phones: ['07700 900123'], address: { country: 'GB' } });

    const app = record('app', 3, {
      phones: ['7700 900123'],
      others: [{ city: 'London' }, { country: 'United Kingdom' }],
    });

    const { attributes } = golden([part('cus_a', [crm, web, app])], schema, trustOfTests);

    expect(attributes.phones).toEqual(['+44 7700 900123']);
  });

  it('caps a list at what its schema takes and keeps the rest as runners-up', () => {
    const emails = ['a', 'b', 'c', 'd'].map((name) => ({ value: `${name}@example.com` }));

    const { attributes, lineage } = goldenOf(part('cus_a', [record('crm', 1, { emails })]));

    expect(attributes.emails).toEqual(emails.slice(0, 3));
    expect(lineage.emails?.runnersUp.map(({ value }) => value)).toEqual([emails[3]]);
  });

  it('counts a spoke that is not listed as tier 1 without trust, whatever its name', () => {
    const till = record('till', 1, { employer: 'Babbage Ltd' });
    const fair = record('constructor', 2, { employer: 'Engine plc' });
    const web = record('web', 3, { employer: 'Analytical Society' });

    const { attributes, lineage } = goldenOf(part('cus_a', [fair, till]));
    expect(attributes.employer).toBe('Babbage Ltd');
    expect(lineage.employer?.runnersUp[0]?.sources[0]?.trust).toBe(0);
    expect(goldenOf(part('cus_a', [fair, till, web])).attributes.employer).toBe(
      'Analytical Society',
    );
  });

  it('unites lists and trusts the most trusted for the rest where the schema names no rule', () => {
    const schema: CustomerSchema = {
      ...personOfTests,
      attributes: [
        {
          name: 'segments',
          type: 'list',
          items: { type: 'text' },
          classification: 'public',
        },
        { name: 'language', type: 'text', classification: 'public' },
      ],
    };
    const crm = record('crm', 1, { segments: ['a'], language: 'en' }, 1);
    const web = record('web', 2, { segments: ['b'], language: 'fr', gone: 'x' }, 2);

    expect(golden([part('cus_a', [crm, web])], schema, trustOfTests).attributes).toEqual({
      segments: ['a', 'b'],
      language: 'en',
    });
  });

  it('takes one record’s whole list where the schema does not unite it', () => {
    const schema: CustomerSchema = {
      ...personOfTests,
      attributes: [
        {
          name: 'segments',
          type: 'list',
          items: { type: 'text' },
          classification: 'public',
          survivorship: 'most-recent',
        },
      ],
    };
    const crm = record('crm', 1, { segments: ['a', 'b'] }, 1);
    const web = record('web', 2, { segments: ['c'] }, 2);

    expect(golden([part('cus_a', [crm, web])], schema, trustOfTests).attributes).toEqual({
      segments: ['c'],
    });
  });

  it('hears nothing in a blank, an empty list or an empty group', () => {
    const crm = record('crm', 1, { employer: ' ', name: {}, emails: [], addresses: [{}] });
    const web = record('web', 2, { employer: 'Engine plc' });

    const { attributes, lineage } = goldenOf(part('cus_a', [crm, web]));

    expect(attributes).toEqual({ employer: 'Engine plc' });
    expect(lineage).toMatchObject({ employer: { runnersUp: [] } });
    expect(Object.keys(lineage)).toEqual(['employer']);
  });

  it('lets a pin stand above every source and shows what it covers', () => {
    const crm = record('crm', 1, { employer: 'Babbage Ltd' });
    const web = record('web', 2, { employer: 'Engine plc' });
    const pin = { ...pinOf('employer', 'Analytical Society', 2), reason: 'phoned' };

    const { attributes, lineage } = goldenOf(part('cus_a', [crm, web], [pin]));

    expect(attributes.employer).toBe('Analytical Society');
    expect(lineage.employer).toMatchObject({
      rule: 'pinned',
      sources: [],
      pin: { actor: 'ada', pinnedAt: instant(2), reason: 'phoned' },
      runnersUp: [{ value: 'Babbage Ltd' }, { value: 'Engine plc' }],
    });
  });

  it('leaves an attribute out that is pinned to nothing, and says so in the lineage', () => {
    const crm = record('crm', 1, { employer: 'Babbage Ltd' });

    const { attributes, lineage } = goldenOf(part('cus_a', [crm], [pinOf('employer', null)]));

    expect(attributes).toEqual({});
    expect(lineage.employer).toMatchObject({ rule: 'pinned' });
  });

  it('prefers the pin of the root, then the latest, then the lower actor', () => {
    const pinned = (...pins: readonly Pin[]) =>
      goldenOf(...pins.map((pin, index) => part(`cus_${index}`, [], [pin]))).attributes.employer;
    const [early, late] = [pinOf('employer', 'early', 1), pinOf('employer', 'late', 2)];
    const ofCharles = pinOf('employer', 'at most', 2, 'charles');
    const other = pinOf('jobTitle', 'Analyst', 1);

    expect(pinned(early, late)).toBe('early');
    expect(pinned(other, early, late)).toBe('late');
    expect(pinned(other, ofCharles, late)).toBe('late');
    expect(pinned(other, late, ofCharles)).toBe('late');
  });

  it('leaves out what the schema no longer has, values and pins alike', () => {
    const old = record('crm', 1, { employer: 'Babbage Ltd', shoeSize: 37 });

    expect(goldenOf(part('cus_a', [old], [pinOf('hatSize', 7)]))).toMatchObject({
      schemaVersion: 3,
      attributes: { employer: 'Babbage Ltd' },
      lineage: { employer: {} },
    });
    expect(goldenOf(part('cus_a', [old], [pinOf('hatSize', 7)])).lineage).not.toHaveProperty(
      'hatSize',
    );
  });

  it('is the same in whatever order members and records stand, the root apart', () => {
    const someParts = fc
      .uniqueArray(someRecord, { maxLength: 8, selector: (r) => `${r.spoke} ${r.sourceId}` })
      .chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.array(fc.nat({ max: 2 }), { minLength: 8, maxLength: 8 }),
          fc.array(fc.option(somePin, { nil: undefined }), { minLength: 3, maxLength: 3 }),
        ),
      )
      .map(([records, places, pins]) =>
        pins.map((pin, index) =>
          part(
            `cus_${index}`,
            records.filter((_, at) => places[at] === index),
            pin ? [pin] : [],
          ),
        ),
      );
    fc.assert(
      fc.property(someParts, ([root, ...others]) => {
        const backwards = (each: Constituent) => ({
          ...each,
          records: each.records.toReversed(),
        });
        expect(goldenOf(backwards(root!), ...others.toReversed().map(backwards))).toEqual(
          goldenOf(root!, ...others),
        );
      }),
      { numRuns: 300 },
    );
  });
});
