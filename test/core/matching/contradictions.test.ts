import { describe, expect, it } from 'vitest';
import { admit } from '#core/matching/admit';
import { defaultModels } from '#core/matching/default-models';
import type { CustomerKind } from '#core/schema/customer-schema';
import { organisation as organisationSchema } from '#core/schema/templates';
import type { StandardRecord } from '#core/standardise/standard-record';
import { standardise } from '#core/standardise/standardise';
import { card, frequencies, home, landline, mail, mobile, named, person } from './people.ts';

const admitTo = (record: StandardRecord, kind: CustomerKind, ...known: readonly StandardRecord[]) =>
  admit(
    record,
    [
      { recordId: 'r0', record: known[0] ?? record },
      ...known.slice(1).map((each, at) => ({ recordId: `r${at + 1}`, record: each })),
    ],
    defaultModels[kind],
    frequencies(),
  );

const household = {
  birthDate: '1985-04-12',
  ...home(),
  ...landline('1632960001'),
  ...mail('thelovelaces@example.com'),
};
const born = (given: string, more: Partial<StandardRecord> = {}) =>
  person({ ...household, ...named(given, 'lovelace'), ...more });

describe('a pair of people who share what a household shares', () => {
  it.each([
    ['john', 'joan'],
    ['anna', 'hanna'],
    ['alex', 'alexa'],
    ['marie', 'maria'],
    ['julie', 'julia'],
    ['simon', 'simone'],
  ])('asks about %s and %s, who may be twins, from either side', (one, other) => {
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const) {
      expect(admitTo(born(a), 'person', born(b))).toMatchObject({
        decision: 'possible-match',
        because: 'cluster-guard',
        conflicts: ['name'],
      });
    }
  });

  it('asks about Marie and Maria though they share mailbox and mobile', () => {
    const contact = { ...mobile('7700900123'), ...mail('lovelace.m85@example.com') };
    expect(
      admitTo(
        person({ ...named('marie', 'lovelace'), ...contact }),
        'person',
        person({ ...named('maria', 'lovelace'), ...contact }),
      ).decision,
    ).toBe('possible-match');
  });

  it.each([
    ['robert', 'bob'],
    ['alexander', 'alex'],
    ['elizabeth', 'liz'],
    ['katherine', 'catherine'],
    ['jon', 'john'],
    ['hanna', 'hannah'],
    ['john', 'jack'],
    ['susan', 'susie'],
  ])('links %s and %s, one name written or called two ways', (one, other) => {
    expect(admitTo(born(one), 'person', born(other)).decision).toBe('match');
  });

  it('takes a further Marie without asking once the customer is known as Marie too', () => {
    expect(admitTo(born('marie'), 'person', born('maria'), born('maria')).decision).toBe(
      'possible-match',
    );
    expect(admitTo(born('marie'), 'person', born('maria'), born('marie')).decision).toBe('match');
  });

  it('asks about twins whose names are unlike, though mobile, mailbox and door speak for one', () => {
    const all = { ...mobile('7700900123'), ...mail('lovelace1985@example.com') };
    expect(admitTo(born('ada', all), 'person', born('grace', all)).decision).not.toBe('match');
  });
});

describe('a pair that contradicts itself', () => {
  const ada = { ...named('ada', 'lovelace'), ...home(), ...mail('ada.lovelace12@example.com') };
  const decide = (a: Partial<StandardRecord>, b: Partial<StandardRecord>) =>
    admitTo(person({ ...ada, ...a }), 'person', person({ ...ada, ...b }));
  const held = (conflict: string) => ({
    decision: 'possible-match',
    because: 'cluster-guard',
    conflicts: [conflict],
  });

  it('is asked about when the genders differ', () => {
    expect(decide({ gender: 'female' }, { gender: 'male' })).toMatchObject(held('gender'));
    expect(decide({ gender: 'female' }, { gender: 'female' }).decision).toBe('match');
  });

  it.each([
    ['1930-05-01', '1990-05-02'],
    ['1930-05-01', '1990-05-01'],
    ['1951-05-01', '1985-05-01'],
    ['2001-05-01', '1985-05-01'],
  ])('is asked about when the births are decades apart: %s and %s', (one, other) => {
    expect(decide({ birthDate: one }, { birthDate: other })).toMatchObject(held('birthDate'));
  });

  it.each([
    ['1985-04-12', '1985-04-13'],
    ['1985-04-12', '1986-04-12'],
    ['1985-04-12', '1958-04-12'],
  ])('is linked when the births are a slip apart: %s and %s', (one, other) => {
    expect(decide({ birthDate: one }, { birthDate: other }).decision).toBe('match');
  });

  it.each(['national-id', 'tax'])('is asked about when each has another %s', (type) => {
    const dated = { birthDate: '1985-04-12' };
    expect(
      decide({ ...dated, ...card(type, '123456789') }, { ...dated, ...card(type, '987654321') }),
    ).toMatchObject(held('identifier'));
  });

  it('may be one person with a renewed passport', () => {
    const dated = { birthDate: '1985-04-12' };
    expect(
      decide(
        { ...dated, ...card('passport', '123456789') },
        { ...dated, ...card('passport', '987654321') },
      ).decision,
    ).toBe('match');
  });
});

describe('companies at one door', () => {
  const company = (name: string) =>
    standardise(
      {
        name,
        emails: [{ value: 'marsh.pargeter@example.com' }],
        phones: [{ value: '+44 1632 960001', country: 'GB' }],
        addresses: [{ line1: '12 Mill Lane', city: 'Testford', country: 'GB' }],
      },
      organisationSchema,
    ).record;
  const decide = (one: string, other: string) =>
    admitTo(company(one), 'organisation', company(other)).decision;

  it.each([
    ['Marsh Fund Portfolio 1 Ltd', 'Marsh Fund Portfolio 2 Ltd'],
    ['Marsh Partners III LP', 'Marsh Partners IV LP'],
    ['Marsh Portfolio One Ltd', 'Marsh Portfolio Two Ltd'],
    ['Marsh Partners LP', 'Marsh Partners II LP'],
    ['Marsh Pargeter Ltd', 'Marsh Pargeter LLP'],
    ['Marsh Pargeter GmbH', 'Marsh Pargeter GmbH & Co. KG'],
  ])('are not taken for one: %s and %s', (one, other) => {
    expect(decide(one, other)).not.toBe('match');
    expect(decide(other, one)).not.toBe('match');
  });

  it.each([
    ['Marsh Partners III LP', 'Marsh Partners 3 L.P.'],
    ['Marsh Pargeter Ltd', 'Marsh Pargeter Limited'],
    ['Marsh Pargeter Ltd', 'Marsh Pargeter'],
    ['Marsh Pargeter Inc', 'Marsh Pargeter Corporation'],
    ['Studio 54 Ltd', 'Studio 54 Marsh Ltd'],
  ])('are one when only the spelling differs: %s and %s', (one, other) => {
    expect(decide(one, other)).toBe('match');
  });
});
