import { describe, expect, it } from 'vitest';
import type { Customer } from '#core/identity/customer';
import { differenceBetween } from '#core/identity/differ';
import { putRecord } from '#core/identity/put-record';
import { removeRecord } from '#core/identity/remove-record';
import { unmerge } from '#core/identity/unmerge';
import { contextOfTests, customerOf, merged, record, refusalOf } from '#test/support/customers';

const a = customerOf('cus_a', record('crm', 1, { employer: 'Babbage Ltd' }));
const b = customerOf('cus_b', record('web', 2, { employer: 'Engine plc' }));
const c = customerOf('cus_c', record('app', 3, { jobTitle: 'Analyst' }));

const apart = (customer: Customer, id: string) => unmerge(customer, id, contextOfTests);

describe('unmerge', () => {
  it('gives back the two customers as they were when a steward takes his merge back', () => {
    expect(apart(merged(a, b), 'cus_b').after).toEqual([a, b]);
  });

  it('takes out what was merged into the member, before or since, and nothing else', () => {
    const [d, e] = [customerOf('cus_d', record('crm', 4)), customerOf('cus_e', record('crm', 5))];
    const all = merged(merged(a, c), merged(b, merged(d, e)));

    const { after, facts } = apart(all, 'cus_b');

    expect(after.map(({ members }) => members.map((each) => each.customerId))).toEqual([
      ['cus_a', 'cus_c'],
      ['cus_b', 'cus_d', 'cus_e'],
    ]);
    const idMap = { cus_b: 'cus_b', cus_d: 'cus_b', cus_e: 'cus_b' };
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'split', changed: [], idMap },
      { customerId: 'cus_b', type: 'split', changed: ['employer', 'jobTitle'], idMap },
    ]);
  });

  it('leaves edits made meanwhile with the constituent they were made on', () => {
    const newer = record('web', 2, { employer: 'Analytical Society' }, 9);
    const put = putRecord(merged(a, b), 'cus_b', newer, contextOfTests);
    const [edited] = 'transition' in put ? put.transition.after : [];

    expect(apart(edited!, 'cus_b').after).toEqual([a, customerOf('cus_b', newer)]);
  });

  it('marks the two ends of a machine’s merge different, so that it does not merge again', () => {
    const [first, second] = apart(merged(a, merged(b, c), 'auto'), 'cus_b').after;

    expect(differenceBetween(first!, second!)).toBe(true);
    expect(first?.members[0].differentFrom).toEqual(['cus_b']);
    expect(second?.members.map((each) => each.differentFrom)).toEqual([['cus_a'], []]);
  });

  it('removes a side that is left without a record', () => {
    const both = merged(merged(a, b), c);
    const [emptied] = removeRecord(both, { spoke: 'web', sourceId: '2' }, contextOfTests).after;
    const { after, facts } = apart(emptied!, 'cus_b');

    expect(after.map(({ customerId }) => customerId)).toEqual(['cus_a']);
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'split', changed: [] },
      { customerId: 'cus_b', type: 'removed', changed: ['employer', 'jobTitle'] },
    ]);
  });

  it('removes the root’s side likewise, and the member lives on under its own id', () => {
    const [emptied] = removeRecord(
      merged(a, b),
      { spoke: 'crm', sourceId: '1' },
      contextOfTests,
    ).after;

    expect(apart(emptied!, 'cus_b')).toEqual({
      after: [b],
      facts: [
        { customerId: 'cus_a', type: 'removed', changed: ['employer'] },
        { customerId: 'cus_b', type: 'split', changed: [], idMap: { cus_b: 'cus_b' } },
      ],
    });
  });

  it('refuses the root and an id that is no member', () => {
    expect(refusalOf(() => apart(merged(a, b), 'cus_a'))).toBe('customer.not-merged');
    expect(refusalOf(() => apart(merged(a, b), 'cus_c'))).toBe('customer.not-merged');
  });
});
