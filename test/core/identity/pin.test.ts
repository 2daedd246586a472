import { describe, expect, it } from 'vitest';
import type { Customer, Pin } from '#core/identity/customer';
import { pin, unpin } from '#core/identity/pin';
import {
  contextOfTests,
  customerOf,
  merged,
  pinOf,
  record,
  refusalOf,
} from '#test/support/customers';

const a = customerOf('cus_a', record('crm', 1, { employer: 'Babbage Ltd' }));
const b = customerOf('cus_b', record('web', 2, { employer: 'Engine plc' }));
const pinned = (customer: Customer, word: Pin) => pin(customer, word, contextOfTests).after[0]!;
const employerOf = (customer: Customer | undefined) => customer?.golden.attributes.employer;

describe('pin', () => {
  it('fixes the value on the root, above every source', () => {
    const word = pinOf('employer', 'Analytical Society');

    const { after, facts } = pin(merged(a, b), word, contextOfTests);

    expect(employerOf(after[0])).toBe('Analytical Society');
    expect(after[0]?.members.map((each) => each.pins)).toEqual([[word], []]);
    expect(facts).toEqual([{ customerId: 'cus_a', type: 'changed', changed: ['employer'] }]);
  });

  it('replaces the root’s earlier pin of the attribute and keeps those of others', () => {
    const [job, first, second] = [
      pinOf('jobTitle', 'Analyst'),
      pinOf('employer', 'Engine plc', 1),
      pinOf('employer', null, 2),
    ];

    expect(pinned(pinned(pinned(a, job), first), second).members[0].pins).toEqual([second, job]);
  });

  it('covers a later pin of another member', () => {
    const late = pinned(b, pinOf('employer', 'late', 9));

    expect(employerOf(pinned(merged(a, late), pinOf('employer', 'early', 1)))).toBe('early');
  });

  it('changes nothing when the very same pin comes again', () => {
    const once = pinned(a, pinOf('employer', 'Engine plc'));

    expect(pin(once, pinOf('employer', 'Engine plc'), contextOfTests)).toEqual({
      after: [once],
      facts: [],
    });
  });

  it('refuses an attribute that the schema does not have', () => {
    expect(refusalOf(() => pinned(a, pinOf('hatSize', 7)))).toBe('pin.unknown-attribute');
  });
});

describe('unpin', () => {
  it('gives the attribute back to its sources', () => {
    const { after, facts } = unpin(pinned(a, pinOf('employer', null)), 'employer', contextOfTests);

    expect(after).toEqual([a]);
    expect(facts).toEqual([{ customerId: 'cus_a', type: 'changed', changed: ['employer'] }]);
  });

  it('lifts the pin in force only; one that it covered shows, and is lifted by itself', () => {
    const both = merged(pinned(a, pinOf('employer', 'of a')), pinned(b, pinOf('employer', 'of b')));

    const [once] = unpin(both, 'employer', contextOfTests).after;
    const [twice] = unpin(once!, 'employer', contextOfTests).after;

    expect([both, once, twice].map(employerOf)).toEqual(['of a', 'of b', 'Babbage Ltd']);
  });

  it('refuses an attribute that is not pinned, or that nobody knows', () => {
    expect(refusalOf(() => unpin(a, 'employer', contextOfTests))).toBe('pin.not-found');
    expect(refusalOf(() => unpin(a, 'hatSize', contextOfTests))).toBe('pin.unknown-attribute');
  });
});
