import type { StoredCustomer } from '#core/identity/change';
import { dropAttributes } from '#core/identity/drop-attributes';
import { whenSaid } from '#core/privacy-retention/attributes-run-out';
import type { RetentionOutcome, RetentionRun } from '#core/privacy-retention/retention-run';
import { restrict } from '#functions/privacy-steps/keep-held';
import { contextFor } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { matchKeysFor } from '#functions/shared/matching';
import { membersOf } from '#functions/shared/record-consent';
import { withRetry } from '#functions/shared/retry';
import { examine, type RunOut } from './examine.ts';

type Cause = Pick<RetentionRun, 'runId' | 'actor' | 'correlationId'>;

/**
 * Removes the attributes of a customer that have run out, from what every source and steward said and
 * from every version; spokes hear of it as of any change. What a hold keeps stays, and the customer is
 * restricted. Of each of `names` what became of it. Repeating it changes nothing.
 */
export async function removeRunOut(
  customerId: string,
  names: readonly string[],
  cause: Cause,
  services: Services,
): Promise<ReadonlyMap<string, RetentionOutcome>> {
  const outcomes = await withRetry(async () => {
    const [stored] = await services.customers.load([customerId]);
    if (stored?.customer.customerId !== customerId) return 'gone';
    const ledger = await services.consents.read(membersOf(stored));
    const runOut = await examine(stored, ledger, services);
    // None of whom nothing is kept at all: the next run opens an erasure.
    const due = new Set(runOut.attributes.map(({ attribute }) => attribute));
    const held = new Set(runOut.blocked?.attributes);
    const free = due.difference(held);
    if (free.size > 0) await remove(stored, free, cause, services);
    if (held.size > 0) await restrictFor(stored, runOut, cause, services);
    return (name: string): RetentionOutcome => {
      if (held.has(name)) return 'held';
      // It was removed by a call before, which did not come to its end.
      return free.has(name) || whenSaid(stored.customer, name).length === 0 ? 'removed' : 'kept';
    };
  });
  return new Map(names.map((name) => [name, outcomes === 'gone' ? outcomes : outcomes(name)]));
}

/**
 * Versions first: one that is written after the customer was read makes the commit a conflict, and all
 * is done again, so none is left that holds the attributes.
 */
async function remove(
  stored: StoredCustomer,
  names: ReadonlySet<string>,
  { runId, actor, correlationId }: Cause,
  services: Services,
): Promise<void> {
  const members = membersOf(stored);
  await services.customers.forget(members, names);
  const context = await contextFor(services, stored.customer.schema);
  const transition = dropAttributes(stored.customer, names, context);
  await services.customers.commit({
    before: [stored],
    ...transition,
    matchKeys: matchKeysFor(transition, members, context.schema),
    considered: [],
    cause: { actor, action: 'customer.retention', correlationId, causationId: runId },
    at: context.at,
  });
}

async function restrictFor(
  stored: StoredCustomer,
  { blocked }: RunOut,
  { runId, correlationId }: Cause,
  services: Services,
): Promise<void> {
  if (blocked === undefined) return;
  const { code, until } = blocked;
  const why = { code, ...(until !== undefined && { until }) };
  await restrict(stored, why, { requestId: runId, correlationId }, services);
}
