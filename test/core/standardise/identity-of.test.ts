import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#core/kernel/types';
import type { AttributeType } from '#core/schema/customer-schema';
import { person } from '#core/schema/templates';
import { identityOf } from '#core/standardise/identity-of';

const itemsOf = (name: string): AttributeType => {
  const found = person.attributes.find((each) => each.name === name);
  if (found?.type !== 'list') throw new Error(name);
  return found.items;
};
const count = (type: AttributeType, ...values: readonly Json[]) =>
  new Set(values.map((value) => identityOf(value, type))).size;

describe('identityOf', () => {
  it('is one for spellings of one value', () => {
    expect(
      count({ type: 'email' }, 'Ada@Example.com', ' ada@example.COM', 'mailto:ada@example.com'),
    ).toBe(1);
    expect(
      count(
        itemsOf('phones'),
        { value: '07700 900123', country: 'GB' },
        { value: '+44 7700 900123', role: 'mobile' },
        { value: '0044 (0)7700-900123' },
      ),
    ).toBe(1);
    expect(identityOf('07700 900123', { type: 'phone' }, { country: 'GB' })).toBe('+447700900123');
    expect(
      count(
        itemsOf('emails'),
        { value: 'ada@example.com', role: 'home' },
        { value: 'ADA@example.com' },
      ),
    ).toBe(1);
    expect(
      count(
        itemsOf('addresses'),
        { line1: '1 High St', postcode: 'ls1 4ap', city: 'Leeds' },
        { full: '1 HIGH STREET, Leeds, LS1 4AP', country: 'GB' },
      ),
    ).toBe(1);
    expect(
      count(
        { type: 'identifier' },
        { type: 'loyalty', value: '61 59' },
        { type: 'Loyalty Card', value: '6159' },
      ),
    ).toBe(1);
    expect(count({ type: 'text' }, 'Acme  Ltd', 'ACME ltd')).toBe(1);
    expect(
      count(itemsOf('socials'), { network: 'X', handle: 'Ada' }, { handle: 'ada', network: 'x' }),
    ).toBe(1);
  });

  it('keeps different values apart', () => {
    expect(count({ type: 'text' }, 'Müller', 'Muller')).toBe(2);
    expect(count({ type: 'email' }, 'ada@example.com', 'a.da@example.com')).toBe(2);
    expect(
      count(
        itemsOf('addresses'),
        { line1: '1 High St', role: 'home' },
        { line1: '1 High St', role: 'delivery' },
      ),
    ).toBe(2);
    expect(count({ type: 'postal-address' }, { line1: '1 High St' }, { line1: '2 High St' })).toBe(
      2,
    );
    expect(
      count({ type: 'identifier' }, { type: 'tax', value: '1' }, { type: 'loyalty', value: '1' }),
    ).toBe(2);
    expect(count(itemsOf('phones'), { value: 'N/A' }, { value: '6056 3699' })).toBe(2);
    expect(count({ type: 'list', items: { type: 'text' } }, ['a', 'b'], ['b', 'A'])).toBe(1);
  });

  it('answers any value of any type', () => {
    const types = fc.constantFrom<AttributeType>(
      ...person.attributes,
      itemsOf('phones'),
      itemsOf('addresses'),
    );
    fc.assert(
      fc.property(fc.jsonValue(), types, (value, type) => {
        expect(typeof identityOf(value as Json, type)).toBe('string');
      }),
    );
  });
});
