import { holdsAt, restrictedAt, restrictedPeriods } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import type { Instant } from '#core/kernel/types';
import { blockedBy } from '#core/privacy-request/blocked-by';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { retentionOf } from '#core/privacy-retention/retention-of';
import type { HandlePrivacy, PrivacyServices } from '#functions/privacy-requests/services';
import { takeIn } from '#functions/privacy-requests/take-in';
import { readSchema } from '#functions/shared/context';
import { inOrder } from '#functions/shared/in-order';
import { loadReadable } from '#functions/shared/load-readable';
import { membersOf } from '#functions/shared/record-consent';
import type { Ledger } from '#store/consents';
import type { createRetentionRun } from './contract.ts';

const ledgersAtOnce = 20;

/**
 * Looks at one page of customers. Who has run out is erased by the way of any erasure: spokes are
 * ordered, a hold keeps, a certificate tells. Calling it again opens nothing twice.
 */
export const handleCreateRetentionRun: HandlePrivacy<typeof createRetentionRun> = async (
  { body: { schema, dryRun, limit, cursor }, actorId, correlationId },
  services,
) => {
  await readSchema(services, schema);
  const action = dryRun ? 'retention.dry-run' : 'retention.run';
  await services.audit.record({ actor: actorId, action, correlationId });
  const at = services.clock();
  const purposes = (await services.governance.purposes.list()).map(({ value }) => value);
  const page = await services.customers.list({ schema, limit, cursor });
  const ids = page.items.map(({ customerId }) => customerId);
  const { stored, unreadable } = await loadReadable(ids, services);
  const ledgers = await inOrder(stored, ledgersAtOnce, (each) =>
    services.consents.read(membersOf(each)),
  );
  const runOut = stored.flatMap((each, index) => {
    const ledger = ledgers[index];
    if (ledger === undefined) return [];
    const state = retentionOf(purposes, { ...ledger, ...factsOf(each) }, at);
    return state.isKept ? [] : [{ stored: each, ledger, purpose: state.by, since: state.since }];
  });
  const items = [];
  for (const each of runOut) {
    const { customerId } = each.stored.customer;
    const outcome = dryRun
      ? ({ outcome: 'due' } as const)
      : await openErasure(each, { at, actor: actorId, correlationId }, services);
    items.push({ customerId, purpose: each.purpose, since: each.since, ...outcome });
  }
  services.log('retention looked at', { looked: ids.length, runOut: items.length, dryRun });
  return {
    ...{ dryRun, looked: ids.length, unreadable, items },
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  };
};

const factsOf = (stored: StoredCustomer) => ({
  members: membersOf(stored),
  recordsAt: stored.customer.members.flatMap(({ records }) =>
    records.map(({ updatedAt }) => updatedAt),
  ),
});

interface Cause {
  readonly at: Instant;
  readonly actor: string;
  readonly correlationId: string;
}

async function openErasure(
  { stored, ledger }: { readonly stored: StoredCustomer; readonly ledger: Ledger },
  { at, ...cause }: Cause,
  services: PrivacyServices,
) {
  const members = membersOf(stored);
  if (isHeldAlready(stored, ledger, at)) return { outcome: 'held' } as const;
  for (const requestId of await services.privacyRequests.ofCustomers(members)) {
    const found = await services.privacyRequests.read(requestId);
    if (found === undefined || hasEnded(found.request.state)) continue;
    if (found.request.rights.includes('erasure'))
      return { outcome: 'asked-already', requestId } as const;
  }
  const { request } = await takeIn(
    {
      ...{ rights: ['erasure'], channel: 'retention', jurisdictions: [], details: {}, members },
      ...{ customerId: stored.customer.customerId, ...cause },
    },
    services,
  );
  return { outcome: 'opened', requestId: request.requestId } as const;
}

/** An erasure was blocked whole before, and what it left is restricted: another would do no more. */
function isHeldAlready({ customer }: StoredCustomer, { restrictions }: Ledger, at: Instant) {
  const members = customer.members.map(({ customerId }) => customerId);
  const known = { members, knownAt: at };
  const names = Object.keys(customer.golden.attributes);
  return (
    blockedBy(holdsAt(restrictions, { ...known, at }), names)?.isWhole === true &&
    restrictedAt(restrictedPeriods(restrictions, known), at).isRestricted
  );
}
