import type { DedupeRun } from '#core/dedupe-run/dedupe-run';
import { looseMerges, type WeighMembers } from '#core/dedupe-run/loose-merges';
import type { Cause, StoredCustomer, Transition } from '#core/identity/change';
import type { Member } from '#core/identity/customer';
import { detach } from '#core/identity/detach';
import { differenceBetween } from '#core/identity/differ';
import { mergedMembers } from '#core/identity/members';
import { merge } from '#core/identity/merge';
import { Refusal } from '#core/kernel/refusal';
import type { Admission } from '#core/matching/admit';
import { logFailure } from '#functions/shared/log';
import { withRetry } from '#functions/shared/retry';
import { openTask } from '#functions/shared/review-task';
import type { Weighing } from './run-context.ts';
import type { DedupeServices } from './services.ts';

/** One change that a run means to make; ids, levels and weights only. */
export interface Intention {
  readonly kind: 'merge' | 'split' | 'review';
  /** Of a merge who survives and who is merged; of a split who stays and who leaves. */
  readonly customerIds: readonly [string, string];
  readonly because: string;
  readonly admission: Admission;
}

/** `left-out`: the customers are no longer as they were when it was meant. `failed` is told in the log. */
export type Applied = 'done' | 'left-out' | 'failed';

/**
 * Makes one change, if it was not made before and still is right. Repeating it changes nothing; so what
 * fails is tried once more: its commit may have gone through before its answer was lost.
 */
export async function applyIntention(
  run: DedupeRun,
  intention: Intention,
  weighing: Weighing,
  services: DedupeServices,
): Promise<Applied> {
  const first = await attempt(run, intention, weighing, services);
  return first === 'failed' ? attempt(run, intention, weighing, services) : first;
}

async function attempt(
  run: DedupeRun,
  intention: Intention,
  weighing: Weighing,
  services: DedupeServices,
): Promise<Applied> {
  const { runId, actor, correlationId } = run;
  const cause: Cause = { actor, action: 'match.dedupe', correlationId, causationId: runId };
  try {
    switch (intention.kind) {
      case 'merge':
        return await withRetry(() => applyMerge(intention, cause, weighing, services));
      case 'split':
        return await withRetry(() => applySplit(intention, cause, weighing, services));
      case 'review':
        return await applyReview(intention, weighing, services);
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'customer.too-large') return 'left-out';
    logFailure('dedupe change failed', error, { runId, customerIds: intention.customerIds });
    return 'failed';
  }
}

async function applyMerge(
  intention: Intention,
  cause: Cause,
  weighing: Weighing,
  services: DedupeServices,
): Promise<Applied> {
  const [survivorId, mergedId] = intention.customerIds;
  const stored = await services.customers.load([survivorId, mergedId]);
  const joined = stored
    .map(({ customer }) => customer.members)
    .find((members) => [survivorId, mergedId].every((id) => hasMember(members, id)));
  if (joined !== undefined) {
    const merged = joined.find(({ customerId }) => customerId === mergedId);
    return merged?.mergedBy === 'auto' ? 'done' : 'left-out';
  }
  const pair = asMeant(intention, stored, weighing);
  if (pair === undefined) return 'left-out';
  const [survivor, merged] = pair;
  const transition = merge(survivor.customer, merged.customer, 'auto', weighing.context);
  await commit(pair, transition, cause, services);
  return 'done';
}

const hasMember = (members: readonly Member[], id: string): boolean =>
  members.some(({ customerId }) => customerId === id);

/**
 * Both customers, where they still are customers of their own, nobody told them apart, and they show
 * what was weighed when the change was meant. Who shows anything else has changed since, and was
 * matched again by that change.
 */
function asMeant(
  { kind, customerIds, admission }: Intention,
  stored: readonly StoredCustomer[],
  { weigh, best }: Weighing,
): readonly [StoredCustomer, StoredCustomer] | undefined {
  const [one, other] = customerIds.map((id) =>
    stored.find(({ customer }) => customer.customerId === id),
  );
  if (one === undefined || other === undefined) return undefined;
  if (differenceBetween(one.customer, other.customer)) return undefined;
  const now = weigh(one.customer.members, other.customer.members, best);
  if (now === undefined || levelsOf(now) !== levelsOf(admission)) return undefined;
  return kind === 'merge' && now.decision !== 'match' ? undefined : [one, other];
}

/** Levels hang on the two sides alone; their weights on how common values are, too. */
const levelsOf = ({ score: { contributions } }: Admission): string =>
  contributions.map(({ comparison, level }) => `${comparison} ${level}`).join();

async function applySplit(
  { customerIds: [, memberId] }: Intention,
  cause: Cause,
  weighing: Weighing,
  services: DedupeServices,
): Promise<Applied> {
  const [stored] = await services.customers.load([memberId]);
  if (stored === undefined) return 'left-out';
  const { customer } = stored;
  if (customer.customerId === memberId) return 'done';
  const weigh: WeighMembers = (a, b) => weighing.weigh(a, b, weighing.best);
  if (!looseMerges(customer, weigh, weighing.context).includes(memberId)) return 'left-out';
  const found = mergedMembers(customer).find(({ member }) => member.customerId === memberId);
  if (found === undefined) return 'left-out';
  // Without a difference: that is a steward's word. They no longer look alike, so nothing joins them.
  const transition = detach(customer, found, false, weighing.context);
  await commit([stored], transition, cause, services);
  return 'done';
}

async function applyReview(
  intention: Intention,
  weighing: Weighing,
  services: DedupeServices,
): Promise<Applied> {
  const { customerIds, because, admission } = intention;
  if ((await services.tasks.byPair(customerIds)) !== undefined) return 'done';
  const stored = await services.customers.load(customerIds);
  if (asMeant(intention, stored, weighing) === undefined) return 'left-out';
  await services.tasks.open(openTask(...customerIds, admission, because, services));
  services.measure('ReviewTasksOpened', 1);
  return 'done';
}

const commit = (
  before: readonly StoredCustomer[],
  transition: Transition,
  cause: Cause,
  services: DedupeServices,
) =>
  services.customers.commit({
    before,
    ...transition,
    matchKeys: {},
    cause,
    at: services.clock(),
  });
