import { describe, expect, it } from 'vitest';
import type { Crosswalk, Customer } from '#core/identity/customer';
import { differenceBetween } from '#core/identity/differ';
import { pin } from '#core/identity/pin';
import { removeRecord } from '#core/identity/remove-record';
import { split } from '#core/identity/split';
import {
  contextOfTests,
  customerOf,
  merged,
  pinOf,
  record,
  refusalOf,
} from '#test/support/customers';

const [crm, web, app] = [
  record('crm', 1, { employer: 'Babbage Ltd' }),
  record('web', 2, { employer: 'Engine plc' }),
  record('app', 3, { jobTitle: 'Analyst' }),
];
const a = customerOf('cus_a', crm);
const b = customerOf('cus_b', web, app);

const parted = (customer: Customer, ...sources: readonly Crosswalk[]) =>
  split(customer, sources, 'cus_n', contextOfTests);
const recordsById = (customers: readonly Customer[]) =>
  Object.fromEntries(
    customers.flatMap(({ members }) =>
      members.map((each) => [each.customerId, each.records] as const),
    ),
  );

describe('split', () => {
  it('moves records to a new customer that is marked different from each giver', () => {
    const { after, facts } = parted(merged(a, b), crm, web);

    expect(after.map(({ customerId }) => customerId)).toEqual(['cus_a', 'cus_n']);
    expect(recordsById(after)).toEqual({ cus_a: [], cus_b: [app], cus_n: [crm, web] });
    expect(after[0]?.members.map((each) => each.differentFrom)).toEqual([['cus_n'], ['cus_n']]);
    expect(after[1]?.members[0]).toMatchObject({
      createdAt: contextOfTests.at,
      differentFrom: ['cus_a', 'cus_b'],
    });
    const idMap = { cus_n: 'cus_n' };
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'split', changed: ['employer'], idMap },
      { customerId: 'cus_n', type: 'split', changed: ['jobTitle'], idMap },
    ]);
  });

  it('leaves a member that gives nothing, and the pins, as they are', () => {
    const [pinned] = pin(merged(b, a), pinOf('employer', 'Engine plc'), contextOfTests).after;

    const { after } = parted(pinned!, app);

    expect(after[0]?.members[0].pins).toEqual(pinned?.members[0].pins);
    expect(after[0]?.members[1]).toBe(pinned?.members[1]);
    expect(after[1]?.members[0].pins).toEqual([]);
  });

  it('undoes the merge where the named records are exactly one merged member’s', () => {
    for (const by of ['auto', 'steward'] as const) {
      const { after } = parted(merged(a, b, by), app, web);

      expect(recordsById(after)).toEqual({ cus_a: [crm], cus_b: [web, app] });
      expect(after).toHaveLength(2);
      expect(differenceBetween(after[0]!, after[1]!)).toBe(true);
    }
  });

  it('undoes the merge likewise where all the others are exactly one merged member’s', () => {
    const { after } = parted(merged(a, b), crm);

    expect(after.map(({ customerId }) => customerId)).toEqual(['cus_a', 'cus_b']);
    expect(recordsById(after)).toEqual({ cus_a: [crm], cus_b: [web, app] });
  });

  it('takes a whole subtree as one, however many records it has', () => {
    const many = [1, 2, 3, 4, 5, 6].map((id) => record('till', id));
    const all = merged(a, merged(b, customerOf('cus_c', ...many)));

    const { after } = parted(all, web, app, ...many);

    expect(after.map(({ members }) => members.map((each) => each.customerId))).toEqual([
      ['cus_a'],
      ['cus_b', 'cus_c'],
    ]);
  });

  it('takes no empty member along where the choice is free', () => {
    const chain = merged(a, merged(customerOf('cus_b', web), customerOf('cus_c', app)));
    const [emptied] = removeRecord(chain, web, contextOfTests).after;

    const { after } = parted(emptied!, app);

    expect(after.map(({ members }) => members.map((each) => each.customerId))).toEqual([
      ['cus_a', 'cus_b'],
      ['cus_c'],
    ]);
  });

  it('sees the merge through a member that is empty', () => {
    const chain = merged(a, merged(customerOf('cus_b', web), customerOf('cus_c', app)));
    const [emptied] = removeRecord(chain, app, contextOfTests).after;

    expect(parted(emptied!, web).after.map(({ customerId }) => customerId)).toEqual([
      'cus_a',
      'cus_b',
    ]);
  });

  it('refuses to move more than five records that are no whole member', () => {
    const many = [1, 2, 3, 4, 5, 6].map((id) => record('till', id));
    const large = customerOf('cus_a', crm, ...many);

    expect(parted(large, ...many.slice(0, 5)).after[1]?.members[0].records).toHaveLength(5);
    expect(refusalOf(() => parted(large, ...many))).toBe('split.too-large');
  });

  it('refuses to leave nothing', () => {
    expect(refusalOf(() => parted(b, web, app))).toBe('split.leaves-nothing');
    expect(refusalOf(() => parted(merged(a, b), crm, web, app))).toBe('split.leaves-nothing');
  });

  it('refuses a source that is not here, and none at all', () => {
    expect(refusalOf(() => parted(b, web, crm))).toBe('split.source-not-here');
    expect(refusalOf(() => parted(b))).toBe('split.source-not-here');
  });
});
