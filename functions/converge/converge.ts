import type { Cause, StoredCustomer } from '#core/identity/change';
import { differenceBetween } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';
import { contextFor } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import {
  type Candidates,
  findCandidates,
  matchKeysOf,
  type Weighed,
  weighCustomer,
} from '#functions/shared/matching';
import { withRetry } from '#functions/shared/retry';
import { openTask } from '#functions/shared/review-task';

/** Rounds of looking for more; each round weighs as many candidates as one look may bring. */
const maxRounds = 20;

/**
 * Looks again, after the commit, at whom a customer's match keys bring, and joins what slipped past:
 * two writers that created one customer at once, or a change that made two records alike. Strongly
 * consistent reads after the commit mean that of two concurrent writers at least the later sees both.
 *
 * `considered` were weighed before the commit and are skipped. Repeating it changes nothing.
 */
export async function converge(
  customerId: string,
  considered: ReadonlySet<string>,
  correlationId: string,
  services: Services,
): Promise<void> {
  const cause: Cause = { actor: 'system:converge', action: 'match.converge', correlationId };
  for (let round = 0; round < maxRounds; round += 1) {
    const hasMerged = await withRetry(() => joinAlike(customerId, considered, cause, services));
    if (!hasMerged) return;
  }
}

/** One look: reads once, then merges match after match. True when it merged: there may be more now. */
async function joinAlike(
  customerId: string,
  considered: ReadonlySet<string>,
  cause: Cause,
  services: Services,
): Promise<boolean> {
  const [own] = await services.customers.load([customerId]);
  if (own === undefined) return false;
  const context = await contextFor(services, own.customer.schema);
  const { schema } = context;
  const members = own.customer.members;
  const keys = members.flatMap((member) => matchKeysOf(member, schema));
  const candidates = await findCandidates(
    services,
    [...new Map(keys.map((key) => [`${key.kind} ${key.text}`, key])).values()],
    schema,
    { own, skip: considered },
  );

  const weighed = weigh(own, candidates.stored);
  /** Whether a steward told apart two who both look like this one: which of them has it, a steward says. */
  const isTorn = ({ stored: third, admission }: Weighed): boolean => {
    if (admission.decision !== 'match') return false;
    const apart = candidates.stored.filter(
      (each) => each !== third && differenceBetween(each.customer, own.customer),
    );
    return (
      weigh(third, apart).some((each) => each.admission.decision === 'match') ||
      weighed.some(
        (each) =>
          each.admission.decision === 'match' &&
          differenceBetween(each.stored.customer, third.customer),
      )
    );
  };
  const torn = new Set(weighed.filter(isTorn));
  let current = own;
  for (const each of weighed) {
    if (torn.has(each)) continue;
    // A merge before this one may have made it less alike: the whole cluster counts.
    const [now] = weigh(current, [each.stored]);
    if (now?.admission.decision !== 'match') continue;
    current = (await tryMerge(current, now)) ?? current;
  }
  const hasMerged = current !== own;
  if (!hasMerged)
    for (const each of weighed)
      await openTasks(own, [each], services, torn.has(each) ? 'marked-different' : undefined);
  return hasMerged;

  function weigh(customer: StoredCustomer, others: Candidates['stored']): readonly Weighed[] {
    const { frequencies } = candidates;
    return weighCustomer(customer.customer, { stored: others, frequencies }, schema)
      .filter(({ stored }) => !differenceBetween(stored.customer, customer.customer))
      .toSorted(
        (a, b) =>
          b.admission.score.matchWeight - a.admission.score.matchWeight ||
          compareText(a.stored.customer.customerId, b.stored.customer.customerId),
      );
  }

  async function tryMerge(
    one: StoredCustomer,
    match: Weighed,
  ): Promise<StoredCustomer | undefined> {
    // The older id survives, whichever side looked first, so that two lookers agree.
    const [survivor, duplicate] =
      one.customer.customerId < match.stored.customer.customerId
        ? [one, match.stored]
        : [match.stored, one];
    try {
      const [merged] = await services.customers.commit({
        before: [survivor, duplicate],
        ...merge(survivor.customer, duplicate.customer, 'auto', context),
        matchKeys: {},
        cause,
        at: context.at,
      });
      services.measure('ConvergeMerges', 1);
      services.log('customers converged', {
        customerId: survivor.customer.customerId,
        merged: duplicate.customer.customerId,
      });
      return merged;
    } catch (error) {
      // Too many parts for one transaction is for a steward, not for another try.
      if (!(error instanceof Refusal) || error.code !== 'customer.too-large') throw error;
      await openTasks(one, [match], services);
      return undefined;
    }
  }
}

async function openTasks(
  own: StoredCustomer,
  weighed: readonly Weighed[],
  services: Services,
  because?: string,
): Promise<void> {
  for (const { stored, admission } of weighed) {
    if (admission.decision === 'no-match') continue;
    const ids = [own.customer.customerId, stored.customer.customerId] as const;
    const task = openTask(...ids, admission, because ?? admission.because, services);
    if ((await services.tasks.byPair(task.customerIds)) !== undefined) continue;
    await services.tasks.open(task);
    services.measure('ReviewTasksOpened', 1);
  }
}
