import { describe, expect, it } from 'vitest';
import { pin } from '#core/identity/pin';
import { removeRecord } from '#core/identity/remove-record';
import {
  contextOfTests,
  customerOf,
  merged,
  pinOf,
  record,
  refusalOf,
} from '#test/support/customers';

const crm = record('crm', 1, { employer: 'Babbage Ltd' });
const web = record('web', 2, { jobTitle: 'Countess' });

describe('removeRecord', () => {
  it('takes the record away and survives the rest', () => {
    const { after, facts } = removeRecord(customerOf('cus_a', crm, web), crm, contextOfTests);

    expect(after).toMatchObject([
      { members: [{ records: [web] }], golden: { attributes: { jobTitle: 'Countess' } } },
    ]);
    expect(facts).toMatchObject([{ customerId: 'cus_a', type: 'changed' }]);
    expect(after[0]?.golden.attributes).not.toHaveProperty('employer');
  });

  it('keeps a member that lost all its records, empty', () => {
    const both = merged(customerOf('cus_a', crm), customerOf('cus_b', web));

    const { after } = removeRecord(both, crm, contextOfTests);

    expect(after).toMatchObject([
      {
        customerId: 'cus_a',
        members: [{ records: [] }, { customerId: 'cus_b', records: [web] }],
      },
    ]);
    expect(after[0]?.members[1]).toBe(both.members[1]);
  });

  it('removes a customer with its last record, pins or not, and says so for every id', () => {
    const both = merged(customerOf('cus_a', crm), customerOf('cus_b', web));
    const [pinned] = pin(both, pinOf('employer', 'Engine plc'), contextOfTests).after;
    const [emptied] = removeRecord(pinned!, crm, contextOfTests).after;

    const { after, facts } = removeRecord(emptied!, web, contextOfTests);

    expect(after).toEqual([]);
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'removed', changed: ['employer', 'jobTitle'] },
      { customerId: 'cus_b', type: 'removed', changed: ['employer', 'jobTitle'] },
    ]);
  });

  it('refuses a record that the customer does not hold', () => {
    const act = () => removeRecord(customerOf('cus_a', crm), web, contextOfTests);

    expect(refusalOf(act)).toBe('record.not-found');
  });
});
