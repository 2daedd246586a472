import { describe, expect, it } from 'vitest';
import { identifyingAttributes } from '#core/access/identifying';
import { ownView, type Vouched } from '#core/access/vouched';
import type { Customer } from '#core/identity/customer';
import { golden } from '#core/identity/golden-record';
import { templates } from '#core/schema/templates';

const schema = templates.person;
const own = { spoke: 'web', sourceId: '1' };
const foreign = { spoke: 'crm', sourceId: '9' };
const record = (from: typeof own, attributes: object) => ({
  ...from,
  schema: 'person',
  attributes,
  updatedAt: '2026-01-01T00:00:00.000Z',
  receivedAt: '2026-01-01T00:00:00.000Z',
  provenance: 'first-party' as const,
});
const mine = record(own, {
  name: { given: 'Ada', family: 'Lovelace' },
  emails: [{ value: 'ada@example.com' }],
  identifiers: [{ type: 'passport', value: '123456789', country: 'GB' }],
});
const others = record(foreign, {
  emails: [{ value: 'somebody@example.com' }, { value: 'ada@example.com' }],
  jobTitle: 'Countess',
});
const customerOf = (records: object[], pins: object[] = []) => {
  const members = [{ customerId: 'cus_1', records, pins, differences: [] }] as never;
  const trust = { web: { trust: 60, tier: 2 }, crm: { trust: 50, tier: 2 } } as const;
  return { members, golden: golden(members, schema, trust) } as unknown as Customer;
};
const by = (more: Partial<Vouched> = {}): Vouched => ({
  records: [own],
  isSignedIn: false,
  actor: 'person:cus_1',
  ...more,
});

describe('what a customer sees at his own door', () => {
  it('is what his own records say, too: nothing of a record that somebody else may have brought', () => {
    const { attributes, hidden } = ownView(customerOf([mine, others]), schema, by());
    expect(attributes).toEqual({
      name: { given: 'Ada', family: 'Lovelace' },
      emails: [{ value: 'ada@example.com' }],
    });
    expect(hidden).toContain('/jobTitle');
    expect(hidden.filter((each) => each.startsWith('/emails/'))).toHaveLength(1);
    expect(JSON.stringify(attributes)).not.toContain('somebody');
  });

  it('is nothing where no record is vouched for', () => {
    const seen = ownView(customerOf([mine, others]), schema, by({ records: [] }));
    expect(seen.attributes).toEqual({});
  });

  it('holds what is sensitive for who signed in, and tells others that it is there', () => {
    const customer = customerOf([mine]);
    expect(ownView(customer, schema, by()).hidden.join()).toContain('/identifiers');
    expect(ownView(customer, schema, by({ isSignedIn: true })).attributes).toHaveProperty(
      'identifiers',
    );
  });

  it('shows a staff’s word where every record is vouched for, and his own everywhere', () => {
    const pin = (actor: string) => [
      { attribute: 'jobTitle', value: 'Analyst', actor, pinnedAt: '2026-01-01T00:00:00.000Z' },
    ];
    const jobTitle = (records: object[], actor: string) =>
      ownView(customerOf(records, pin(actor)), schema, by()).attributes.jobTitle;
    expect(jobTitle([mine], 'usr_1')).toBe('Analyst');
    expect(jobTitle([mine, others], 'usr_1')).toBeUndefined();
    expect(jobTitle([mine, others], 'person:cus_1')).toBe('Analyst');
    expect(jobTitle([mine, others], 'person:cus_2')).toBeUndefined();
  });
});

describe('what identifies a customer', () => {
  it('is by what he is known or reached, and what is sensitive; not where he lives or what he does', () => {
    const names = identifyingAttributes(schema);
    for (const each of ['name', 'birthDate', 'emails', 'phones', 'identifiers'])
      expect(names, each).toContain(each);
    for (const each of ['jobTitle', 'employer', 'language', 'addresses'])
      expect(names, each).not.toContain(each);
  });
});
