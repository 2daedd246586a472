import type { Customer } from '#core/identity/customer';
import { differenceBetween } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';
import { type Admission, ambiguousWithin } from '#core/matching/admit';

/** Weighs two customers' whole clusters, given who is one customer at that moment. */
export type WeighCustomers = (
  a: Customer,
  b: Customer,
  living: readonly Customer[],
) => Admission | undefined;

export interface PlannedMerge {
  readonly survivor: string;
  readonly merged: string;
  readonly admission: Admission;
}

export interface PlannedReview {
  readonly customerIds: readonly [string, string];
  readonly because: string;
  readonly admission: Admission;
}

export interface ClusterPlan {
  /** In the order in which they are to be made. */
  readonly merges: readonly PlannedMerge[];
  readonly reviews: readonly PlannedReview[];
}

interface Pair {
  readonly a: Customer;
  readonly b: Customer;
  readonly admission: Admission;
}

/**
 * What becomes of the customers that links hold together. In rounds: all linked pairs are weighed,
 * whole cluster against whole cluster; of those that match the strongest are merged, each customer
 * once a round, so that whatever grew is weighed again before it grows further. Nobody is merged with
 * whom a steward said to be someone else, nor where two who were told apart both look like a third,
 * nor who fits two customers equally well that contradict each other: that, and what lies between the
 * thresholds at the end, is for a steward. The older id survives.
 */
export function planCluster(
  customers: readonly Customer[],
  links: readonly (readonly [string, string])[],
  weigh: WeighCustomers,
  context: TransitionContext,
): ClusterPlan {
  const living = new Map(customers.map((each) => [each.customerId, each]));
  const rootOf = new Map(
    customers.flatMap(({ customerId, members }) =>
      members.map((member) => [member.customerId, customerId] as const),
    ),
  );
  const follow = (id: string): string | undefined => {
    const root = rootOf.get(id);
    return root === undefined || root === id ? root : follow(root);
  };
  const merges: PlannedMerge[] = [];
  const tooLarge = new Set<string>();

  for (;;) {
    const pairs = weighed(links, follow, living, weigh);
    const all = [...living.values()];
    const torn = tornPairs(pairs, all);
    const ambiguous = ambiguousPairs(pairs, (a, b) => weigh(a, b, all));
    const touched = new Set<string>();
    let hasMerged = false;
    for (const pair of pairs) {
      const { a, b, admission } = pair;
      const isOpen =
        admission.decision === 'match' &&
        !torn.has(pair) &&
        !ambiguous.has(pair) &&
        !tooLarge.has(nameOf(a, b)) &&
        !touched.has(a.customerId) &&
        !touched.has(b.customerId);
      if (!isOpen) continue;
      const [survivor, merged] = a.customerId < b.customerId ? [a, b] : [b, a];
      const after = tryMerge(survivor, merged, context);
      if (after === undefined) {
        tooLarge.add(nameOf(a, b));
        continue;
      }
      hasMerged = true;
      living.delete(merged.customerId);
      living.set(survivor.customerId, after);
      rootOf.set(merged.customerId, survivor.customerId);
      for (const each of [a, b]) touched.add(each.customerId);
      merges.push({
        survivor: survivor.customerId,
        merged: merged.customerId,
        admission,
      });
    }
    if (hasMerged) continue;
    return {
      merges,
      reviews: pairs
        .filter(({ admission }) => admission.decision !== 'no-match')
        .map((pair) => ({
          customerIds: idsOf(pair.a, pair.b),
          because: torn.has(pair)
            ? 'marked-different'
            : ambiguous.has(pair)
              ? 'ambiguous'
              : tooLarge.has(nameOf(pair.a, pair.b))
                ? 'too-large'
                : pair.admission.because,
          admission: pair.admission,
        })),
    };
  }
}

/** Linked living pairs that nobody told apart, strongest first. */
function weighed(
  links: readonly (readonly [string, string])[],
  follow: (id: string) => string | undefined,
  living: ReadonlyMap<string, Customer>,
  weigh: WeighCustomers,
): readonly Pair[] {
  const all = [...living.values()];
  const pairs = new Map<string, readonly [Customer, Customer]>();
  for (const link of links) {
    const [a, b] = link.map((id) => living.get(follow(id) ?? ''));
    if (a === undefined || b === undefined || a === b) continue;
    const sorted = a.customerId < b.customerId ? ([a, b] as const) : ([b, a] as const);
    pairs.set(nameOf(a, b), sorted);
  }
  return [...pairs.values()]
    .filter(([a, b]) => !differenceBetween(a, b))
    .flatMap(([a, b]) => {
      const admission = weigh(a, b, all);
      return admission === undefined ? [] : [{ a, b, admission }];
    })
    .toSorted(
      (x, y) =>
        y.admission.score.matchWeight - x.admission.score.matchWeight ||
        compareText(nameOf(x.a, x.b), nameOf(y.a, y.b)),
    );
}

/** Matches of which one side also matches somebody whom a steward told apart from the other side. */
function tornPairs(pairs: readonly Pair[], living: readonly Customer[]): ReadonlySet<Pair> {
  if (!living.some(({ members }) => members.some((each) => each.differentFrom.length > 0)))
    return new Set();
  const matches = pairs.filter(({ admission }) => admission.decision === 'match');
  const partnersOf = (customer: Customer) =>
    matches.flatMap(({ a, b }) => (a === customer ? [b] : b === customer ? [a] : []));
  return new Set(
    matches.filter(
      ({ a, b }) =>
        partnersOf(a).some((other) => other !== b && differenceBetween(other, b)) ||
        partnersOf(b).some((other) => other !== a && differenceBetween(other, a)),
    ),
  );
}

/**
 * Matches of somebody who fits two customers as well, by the measure of real time, while these two
 * contradict each other: a guess would put a stranger's facts to one of them.
 */
function ambiguousPairs(
  pairs: readonly Pair[],
  weigh: (a: Customer, b: Customer) => Admission | undefined,
): ReadonlySet<Pair> {
  const matches = pairs.filter(({ admission }) => admission.decision === 'match');
  const matchesOf = Map.groupBy(
    matches.flatMap((pair) => [
      { one: pair.a, other: pair.b, pair },
      { one: pair.b, other: pair.a, pair },
    ]),
    ({ one }) => one,
  );
  const known = new Map<Customer, Map<Customer, boolean>>();
  for (const { a, b, admission } of pairs) know(a, b, admission.conflicts.length > 0);
  const ambiguous = new Set<Pair>();
  for (const fitting of matchesOf.values())
    for (const [at, first] of fitting.entries())
      for (const second of fitting.slice(at + 1)) {
        const lead =
          first.pair.admission.score.matchWeight - second.pair.admission.score.matchWeight;
        if (lead >= ambiguousWithin) break;
        if (!contradict(first.other, second.other)) continue;
        for (const { pair } of [first, second]) ambiguous.add(pair);
      }
  return ambiguous;

  function contradict(one: Customer, other: Customer): boolean {
    const found = known.get(one)?.get(other) ?? known.get(other)?.get(one);
    return found ?? know(one, other, (weigh(one, other)?.conflicts.length ?? 0) > 0);
  }

  function know(one: Customer, other: Customer, isSo: boolean): boolean {
    const ofOne = known.get(one) ?? new Map<Customer, boolean>();
    known.set(one, ofOne.set(other, isSo));
    return isSo;
  }
}

/** Nothing where one transaction could not change so many. */
function tryMerge(
  survivor: Customer,
  merged: Customer,
  context: TransitionContext,
): Customer | undefined {
  try {
    return merge(survivor, merged, 'auto', context).after[0];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'customer.too-large') return undefined;
    throw error;
  }
}

const idsOf = (a: Customer, b: Customer): readonly [string, string] =>
  a.customerId < b.customerId ? [a.customerId, b.customerId] : [b.customerId, a.customerId];

const nameOf = (a: Customer, b: Customer): string => idsOf(a, b).join(' ');
