import { describe, expect, it } from 'vitest';
import type { Customer } from '#core/identity/customer';
import { markDifferent } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { contextOfTests, customerOf, merged, record, refusalOf } from '#test/support/customers';

const a = customerOf('cus_a', record('crm', 1, { employer: 'Babbage Ltd' }));
const b = customerOf('cus_b', record('web', 2, { employer: 'Engine plc', jobTitle: 'Analyst' }));
const c = customerOf('cus_c', record('app', 3));

const large = (id: string, size: number): Customer => {
  const one = customerOf(id);
  const [root] = one.members;
  const others = Array.from({ length: size - 1 }, (_, index) => ({
    ...root,
    customerId: `${id}_${index}`,
    parent: id,
    mergedBy: 'auto' as const,
    records: [],
  }));
  return { ...one, members: [root, ...others] };
};

describe('merge', () => {
  it('makes two customers one and moves nothing but the duplicate’s root', () => {
    const { after } = merge(a, merged(b, c), 'auto', contextOfTests);

    expect(after).toMatchObject([
      {
        customerId: 'cus_a',
        members: [
          { customerId: 'cus_a' },
          { customerId: 'cus_b', parent: 'cus_a', mergedBy: 'auto' },
          { customerId: 'cus_c', parent: 'cus_b', mergedBy: 'steward' },
        ],
        golden: { attributes: { employer: 'Babbage Ltd', jobTitle: 'Analyst' } },
      },
    ]);
    expect(after[0]?.members[0]).toBe(a.members[0]);
  });

  it('tells both histories, with the map of every id that now resolves elsewhere', () => {
    const { facts } = merge(a, merged(b, c), 'auto', contextOfTests);

    const idMap = { cus_b: 'cus_a', cus_c: 'cus_a' };
    expect(facts).toEqual([
      { customerId: 'cus_a', type: 'merged', changed: ['jobTitle'], idMap },
      { customerId: 'cus_b', type: 'merged', changed: ['employer'], idMap },
    ]);
  });

  it('refuses a customer with itself, and customers of two schemas', () => {
    const firm = { ...b, schema: 'organisation' };

    expect(refusalOf(() => merge(a, a, 'steward', contextOfTests))).toBe(
      'customer.merge-with-itself',
    );
    expect(refusalOf(() => merge(a, firm, 'steward', contextOfTests))).toBe(
      'customer.kinds-differ',
    );
  });

  it('refuses customers of which any two members were marked different, whoever asks', () => {
    const [markedB, markedC] = markDifferent(b, c).after;
    const withB = merged(a, markedB!);

    for (const by of ['auto', 'steward'] as const) {
      expect(refusalOf(() => merge(withB, markedC!, by, contextOfTests))).toBe(
        'customer.marked-different',
      );
      expect(refusalOf(() => merge(markedC!, withB, by, contextOfTests))).toBe(
        'customer.marked-different',
      );
    }
  });

  it('refuses more members than one transaction can change', () => {
    expect(merge(large('cus_l', 79), a, 'auto', contextOfTests).after[0]?.members).toHaveLength(80);
    expect(refusalOf(() => merge(large('cus_l', 80), a, 'auto', contextOfTests))).toBe(
      'customer.too-large',
    );
  });
});
