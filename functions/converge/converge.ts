import type { Cause, StoredCustomer } from '#core/identity/change';
import { differenceBetween } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';
import { contextFor } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import {
  findCandidates,
  matchKeysOf,
  type Weighed,
  weighCustomer,
} from '#functions/shared/matching';
import { withRetry } from '#functions/shared/retry';
import { openTask } from '#functions/shared/review-task';

/** Merges one customer with others, one after the other, until nobody alike is left; far above any real need. */
const mergesPerCall = 100;

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
  for (let merges = 0; merges < mergesPerCall; merges += 1) {
    const hasMerged = await withRetry(() => mergeOne(customerId, considered, cause, services));
    if (!hasMerged) return;
  }
}

async function mergeOne(
  customerId: string,
  considered: ReadonlySet<string>,
  cause: Cause,
  services: Services,
): Promise<boolean> {
  const [own] = await services.customers.load([customerId]);
  if (own === undefined) return false;
  const context = await contextFor(services, own.customer.schema);
  const { schema } = context;
  const memberIds = own.customer.members.map((member) => member.customerId);
  const keys = own.customer.members.flatMap((member) => matchKeysOf(member, schema));
  const distinct = [...new Map(keys.map((key) => [`${key.kind} ${key.text}`, key])).values()];
  const candidates = await findCandidates(
    services,
    distinct,
    schema,
    new Set([...considered, ...memberIds, own.customer.customerId]),
  );

  const weighed = weighCustomer(own.customer, candidates, schema)
    .filter(({ stored }) => !differenceBetween(stored.customer, own.customer))
    .toSorted(
      (a, b) =>
        b.admission.score.matchWeight - a.admission.score.matchWeight ||
        compareText(a.stored.customer.customerId, b.stored.customer.customerId),
    );
  const match = weighed.find(({ admission }) => admission.decision === 'match');
  if (match === undefined) {
    await openTasks(own, weighed, services);
    return false;
  }
  // The older id survives, whichever side looked first, so that two lookers agree.
  const [survivor, duplicate] =
    own.customer.customerId < match.stored.customer.customerId
      ? [own, match.stored]
      : [match.stored, own];
  try {
    await services.customers.commit({
      before: [survivor, duplicate],
      ...merge(survivor.customer, duplicate.customer, 'auto', context),
      matchKeys: {},
      cause,
      at: context.at,
    });
  } catch (error) {
    // Too many parts for one transaction is for a steward, not for another try.
    if (!(error instanceof Refusal) || error.code !== 'customer.too-large') throw error;
    await openTasks(own, [match], services);
    return false;
  }
  services.log('customers converged', {
    customerId: survivor.customer.customerId,
    merged: duplicate.customer.customerId,
  });
  return true;
}

async function openTasks(
  own: StoredCustomer,
  weighed: readonly Weighed[],
  services: Services,
): Promise<void> {
  for (const { stored, admission } of weighed) {
    if (admission.decision === 'no-match') continue;
    const task = openTask(
      own.customer.customerId,
      stored.customer.customerId,
      admission,
      admission.because,
      services,
    );
    if ((await services.tasks.byPair(task.customerIds)) === undefined)
      await services.tasks.open(task);
  }
}
