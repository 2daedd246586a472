import { describe, expect, it } from 'vitest';
import { type EvidenceReaders, matchEvidenceOf, pairsIn } from '#core/dedupe-run/match-evidence';
import { createCustomer } from '#core/identity/create';
import type { Customer } from '#core/identity/customer';
import { merge } from '#core/identity/merge';
import { contextOfTests, record } from '#test/support/customers';

const customer = (name: string): Customer => {
  const [made] = createCustomer(
    `cus_${name}`,
    record('crm', 1, { jobTitle: name }),
    contextOfTests,
  ).after;
  if (made === undefined) throw new Error('no customer was made');
  return made;
};
const merged = (a: Customer, b: Customer, by: 'auto' | 'steward'): Customer => {
  const [made] = merge(a, b, by, contextOfTests).after;
  if (made === undefined) throw new Error('nothing was merged');
  return made;
};
const shows = (level: string) => ({
  contributions: [{ comparison: 'phone', level, m: 1, u: 1, matchWeight: 0 }],
});
const readers = (asked: readonly (readonly [string, string])[] = []): EvidenceReaders => ({
  decidedOn: async (ids) =>
    asked.some((each) => each.join() === ids.join()) ? shows('slip') : undefined,
  weigh: () => shows('different'),
  *linked(members) {
    for (const _ of members.slice(1)) yield shows('same');
  },
});

describe('matchEvidenceOf', () => {
  it('takes what a steward was shown; where he was shown nothing, what both sides weigh today', async () => {
    const one = merged(customer('a'), customer('b'), 'steward');
    expect(await matchEvidenceOf(one, readers([['cus_a', 'cus_b']]))).toEqual({
      steward: { phone: { slip: 1 } },
      machine: {},
    });
    expect(await matchEvidenceOf(one, readers())).toEqual({
      steward: { phone: { different: 1 } },
      machine: {},
    });
  });

  it('takes what the machine merged as its own word, and not what a steward brought', async () => {
    const both = merged(merged(customer('a'), customer('b'), 'auto'), customer('c'), 'steward');
    const evidence = await matchEvidenceOf(both, readers());
    expect(evidence).toEqual({
      steward: { phone: { different: 1 } },
      machine: { phone: { same: 1 } },
    });
    expect(pairsIn(evidence.machine)).toBe(1);
  });

  it('lets a customer of many records speak for five pairs', async () => {
    let many = customer('a');
    for (const name of ['b', 'c', 'd', 'e', 'f', 'g', 'h'])
      many = merged(many, customer(name), 'auto');
    expect((await matchEvidenceOf(many, readers())).machine).toEqual({ phone: { same: 5 } });
  });
});
