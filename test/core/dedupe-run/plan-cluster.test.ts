import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planCluster, type WeighCustomers } from '#core/dedupe-run/plan-cluster';
import { createCustomer } from '#core/identity/create';
import type { Customer } from '#core/identity/customer';
import { markDifferent } from '#core/identity/differ';
import type { Admission } from '#core/matching/admit';
import { contextOfTests, record } from '#test/support/customers';

const names = ['a', 'b', 'c', 'd', 'e'];
const customer = (name: string): Customer => {
  const [made] = createCustomer(
    `cus_${name}`,
    record('crm', 1, { jobTitle: name }),
    contextOfTests,
  ).after;
  if (made === undefined) throw new Error('no customer was made');
  return made;
};

/** All pairs of names. */
const pairs = names.flatMap((a, at) => names.slice(at + 1).map((b) => [a, b] as const));

interface World {
  readonly customers: readonly Customer[];
  readonly links: readonly (readonly [string, string])[];
  readonly different: readonly (readonly [string, string])[];
  readonly weigh: WeighCustomers;
}

/** Weights of pairs of single customers: 2 matches, 1 is for a steward, 0 is no match. */
const world = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 2, 2), { minLength: 10, maxLength: 10 }),
    fc.subarray([...pairs], { maxLength: 3 }),
  )
  .map(([weights, apart]): World => {
    const ids = ([a, b]: readonly [string, string]) => [`cus_${a}`, `cus_${b}`] as const;
    const weightOf = new Map(pairs.map((pair, at) => [ids(pair).join(' '), weights[at] ?? 0]));
    let all = names.map(customer);
    for (const pair of apart) {
      const [one, other] = ids(pair).map((id) => all.find((each) => each.customerId === id));
      if (one === undefined || other === undefined) continue;
      const { after } = markDifferent(one, other);
      all = all.map((each) => after.find((next) => next.customerId === each.customerId) ?? each);
    }
    // Whole cluster against whole cluster: the weakest pair decides.
    const weigh: WeighCustomers = (a, b) => {
      const weight = Math.min(
        ...a.members.flatMap((x) =>
          b.members.map(
            (y) => weightOf.get([x.customerId, y.customerId].toSorted().join(' ')) ?? 0,
          ),
        ),
      );
      return {
        decision: (['no-match', 'possible-match', 'match'] as const)[weight] ?? 'no-match',
        because: 'between-thresholds',
        score: { matchWeight: weight } as never,
        bestRecordId: '',
        conflicts: weight === 0 ? ['name'] : [],
      } satisfies Admission;
    };
    const links = pairs.map(ids).filter((pair) => (weightOf.get(pair.join(' ')) ?? 0) > 0);
    return { customers: all, links, different: apart.map(ids), weigh };
  });

const plan = ({ customers, links, weigh }: World) =>
  planCluster(customers, links, weigh, contextOfTests);

/** Ids by the customer that they end up in. */
function clustersAfter(merges: ReturnType<typeof plan>['merges']): (id: string) => string {
  const into = new Map(merges.map(({ survivor, merged }) => [merged, survivor]));
  const rootOf = (id: string): string => {
    const next = into.get(id);
    return next === undefined ? id : rootOf(next);
  };
  return rootOf;
}

describe('planCluster', () => {
  it('never puts two together whom a steward told apart, however long the way between them', () => {
    fc.assert(
      fc.property(world, (each) => {
        const rootOf = clustersAfter(plan(each).merges);
        for (const [a, b] of each.different) expect(rootOf(a)).not.toBe(rootOf(b));
      }),
    );
  });

  it('leaves a third whom both resemble to a steward', () => {
    const [a, b] = markDifferent(customer('a'), customer('b')).after as [Customer, Customer];
    const weigh: WeighCustomers = () =>
      ({ decision: 'match', score: { matchWeight: 2 }, because: 'x', conflicts: [] }) as never;
    const links = [
      ['cus_a', 'cus_c'],
      ['cus_b', 'cus_c'],
    ] as const;
    const made = planCluster([a, b, customer('c')], links, weigh, contextOfTests);
    expect(made.merges).toEqual([]);
    expect(made.reviews.map(({ because }) => because)).toEqual([
      'marked-different',
      'marked-different',
    ]);
  });

  describe('where somebody fits two customers who contradict each other', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(customer) as [Customer, Customer, Customer];
    const links = [
      ['cus_a', 'cus_c'],
      ['cus_b', 'cus_c'],
    ] as const;
    /** Weights of c with a and with b; a and b are not linked, and contradict each other or not. */
    const planned = (weights: readonly [number, number], conflicts: readonly string[]) =>
      planCluster(
        [a, b, c],
        links,
        (one, other) => {
          const ids = [one, other].flatMap(({ members }) => members.map((each) => each.customerId));
          const isBetween = ids.includes('cus_a') && ids.includes('cus_b');
          return {
            decision: isBetween ? 'no-match' : 'match',
            because: 'below-review-threshold',
            score: { matchWeight: weights[ids.includes('cus_a') ? 0 : 1] } as never,
            bestRecordId: '',
            conflicts: isBetween ? conflicts : [],
          };
        },
        contextOfTests,
      );

    it('joins neither when it fits both as well: a steward decides', () => {
      const { merges, reviews } = planned([9, 8.5], ['birthDate']);
      expect(merges).toEqual([]);
      expect(reviews.map(({ customerIds, because }) => [...customerIds, because])).toEqual([
        ['cus_a', 'cus_c', 'ambiguous'],
        ['cus_b', 'cus_c', 'ambiguous'],
      ]);
    });

    it('joins the one that it fits better by more than a guess', () => {
      expect(planned([9, 7.5], ['birthDate']).merges).toMatchObject([
        { survivor: 'cus_a', merged: 'cus_c' },
      ]);
    });

    it('joins whom it resembles most where nothing speaks against both', () => {
      expect(planned([9, 8.5], []).merges).toHaveLength(1);
    });
  });

  it('weighs the whole cluster before every merge, and asks about what is left between', () => {
    fc.assert(
      fc.property(world, (each) => {
        const { merges, reviews } = plan(each);
        const rootOf = clustersAfter(merges);
        for (const { admission } of merges) expect(admission.decision).toBe('match');
        for (const {
          customerIds: [a, b],
        } of reviews) {
          expect(rootOf(a)).toBe(a);
          expect(rootOf(b)).toBe(b);
        }
      }),
    );
  });

  it('lets the older id survive and does not depend on any order', () => {
    fc.assert(
      fc.property(world, (each) => {
        const made = plan(each);
        for (const { survivor, merged } of made.merges) expect(survivor < merged).toBe(true);
        const turned = {
          ...each,
          customers: each.customers.toReversed(),
          links: each.links.toReversed(),
        };
        expect(plan(turned)).toEqual(made);
      }),
    );
  });
});
