import { describe, expect, it } from 'vitest';
import type { Customer, SourceRecord } from '#core/identity/customer';
import { putRecord } from '#core/identity/put-record';
import { contextOfTests, customerOf, merged, record, refusalOf } from '#test/support/customers';

const put = (customer: Customer, next: SourceRecord, constituentId = 'cus_a') =>
  putRecord(customer, constituentId, next, contextOfTests);

const known = record('crm', 1, { jobTitle: 'Analyst' }, 5);
const customer = customerOf('cus_a', known);

describe('putRecord', () => {
  it('links a record that is new to the customer', () => {
    const web = record('web', 2, { employer: 'Engine plc' });

    const result = put(customer, web);

    expect(result).toMatchObject({
      outcome: 'linked',
      transition: {
        after: [{ members: [{ records: [known, web] }] }],
        facts: [{ customerId: 'cus_a', type: 'changed', changed: ['employer'] }],
      },
    });
  });

  it('replaces a record by a newer version', () => {
    const newer = record('crm', 1, { jobTitle: 'Countess' }, 6);

    expect(put(customer, newer)).toMatchObject({
      outcome: 'updated',
      transition: {
        after: [
          {
            members: [{ records: [newer] }],
            golden: { attributes: { jobTitle: 'Countess' } },
          },
        ],
        facts: [{ changed: ['jobTitle'] }],
      },
    });
  });

  it('does not let an older version overwrite a newer one', () => {
    expect(put(customer, record('crm', 1, { jobTitle: 'Countess' }, 4))).toEqual({
      outcome: 'stale',
    });
    expect(put(customer, record('crm', 1, { jobTitle: 'Analyst' }, 4))).toEqual({
      outcome: 'stale',
    });
  });

  it('changes nothing when the same comes twice, whenever it was received', () => {
    expect(put(customer, { ...known, receivedAt: '2026-02-02T00:00:00.000Z' })).toEqual({
      outcome: 'unchanged',
    });
  });

  it('moves the instant when the same content comes with a later one', () => {
    expect(put(customer, { ...known, updatedAt: '2026-02-02T00:00:00.000Z' })).toMatchObject({
      outcome: 'updated',
      transition: {
        after: [{ members: [{ records: [{ updatedAt: '2026-02-02T00:00:00.000Z' }] }] }],
        facts: [{ changed: [] }],
      },
    });
  });

  it('lets the greater of two contents under one instant win, in either order', () => {
    const greater = record('crm', 1, { jobTitle: 'Countess' }, 5);

    expect(put(customer, greater)).toMatchObject({ outcome: 'updated' });
    expect(put(customerOf('cus_a', greater), known)).toEqual({ outcome: 'stale' });
  });

  it('keeps a record with the member that holds it, whatever member is named', () => {
    const both = merged(customer, customerOf('cus_b', record('web', 2)));
    const newer = record('web', 2, { jobTitle: 'Countess' }, 6);

    const result = put(both, newer, 'cus_a');

    expect(result).toMatchObject({
      outcome: 'updated',
      transition: { after: [{ members: [{ records: [known] }, { records: [newer] }] }] },
    });
  });

  it('puts a new record into the member that is named and leaves the others the same objects', () => {
    const both = merged(customer, customerOf('cus_b', record('web', 2)));

    const result = put(both, record('app', 3), 'cus_b');
    const after = 'transition' in result ? result.transition.after[0] : undefined;

    expect(after?.members[0]).toBe(both.members[0]);
    expect(after?.members[1]?.records).toHaveLength(2);
  });

  it('refuses a record of another schema and a constituent of another customer', () => {
    expect(refusalOf(() => put(customer, { ...known, schema: 'organisation' }))).toBe(
      'record.schema-mismatch',
    );
    expect(refusalOf(() => put(customer, record('web', 2), 'cus_z'))).toBe('customer.not-found');
  });
});
