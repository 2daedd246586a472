import { describe, expect, it } from 'vitest';
import { createCustomer } from '#core/identity/create';
import { contextOfTests, record, refusalOf } from '#test/support/customers';

describe('createCustomer', () => {
  it('makes a customer of one member that holds the record', () => {
    const crm = record('crm', 1, { jobTitle: 'Analyst', employer: 'Babbage Ltd' });

    const { after, facts } = createCustomer('cus_a', crm, contextOfTests);

    expect(after).toMatchObject([
      {
        customerId: 'cus_a',
        schema: 'person',
        members: [
          {
            customerId: 'cus_a',
            createdAt: contextOfTests.at,
            records: [crm],
            pins: [],
            differentFrom: [],
          },
        ],
        golden: { attributes: { jobTitle: 'Analyst', employer: 'Babbage Ltd' } },
      },
    ]);
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'created', changed: ['employer', 'jobTitle'] },
    ]);
  });

  it('refuses a record of another schema', () => {
    const other = { ...record('crm', 1), schema: 'organisation' };

    expect(refusalOf(() => createCustomer('cus_a', other, contextOfTests))).toBe(
      'record.schema-mismatch',
    );
  });
});
