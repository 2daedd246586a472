import { holdsAt, restrictedAt, restrictedPeriods } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import type { Instant } from '#core/kernel/types';
import { blockedBy } from '#core/privacy-request/blocked-by';
import { hasEnded } from '#core/privacy-request/privacy-request';
import type { RetentionRow, RetentionRun } from '#core/privacy-retention/retention-run';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { takeIn } from '#functions/privacy-requests/take-in';
import { membersOf } from '#functions/shared/record-consent';
import type { Ledger } from '#store/consents';

/**
 * Who has run out is erased by the way of any erasure: spokes are ordered, a hold keeps, a certificate
 * tells. Calling it again opens nothing twice.
 */
export async function openErasure(
  stored: StoredCustomer,
  ledger: Ledger,
  { actor, correlationId }: Pick<RetentionRun, 'actor' | 'correlationId'>,
  services: PrivacyServices,
): Promise<Pick<RetentionRow, 'outcome' | 'requestId'>> {
  const members = membersOf(stored);
  if (isHeldAlready(stored, ledger, services.clock())) return { outcome: 'held' };
  for (const requestId of await services.privacyRequests.ofCustomers(members)) {
    const request = (await services.privacyRequests.read(requestId))?.request;
    if (request === undefined || hasEnded(request.state)) continue;
    if (!request.rights.includes('erasure')) continue;
    const isOwn = request.correlationId === correlationId && request.channel === 'retention';
    return { outcome: isOwn ? 'opened' : 'asked-already', requestId };
  }
  const { request } = await takeIn(
    {
      rights: ['erasure'],
      channel: 'retention',
      jurisdictions: [],
      details: {},
      members,
      customerId: stored.customer.customerId,
      actor,
      correlationId,
    },
    services,
  );
  return { outcome: 'opened', requestId: request.requestId };
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

/** The erasure that this run opened for a customer who is gone by now. */
export async function openedBefore(
  customerId: string,
  { correlationId }: Pick<RetentionRun, 'correlationId'>,
  { privacyRequests }: Pick<PrivacyServices, 'privacyRequests'>,
): Promise<Pick<RetentionRow, 'outcome' | 'requestId'>> {
  for (const requestId of await privacyRequests.ofCustomers([customerId])) {
    const request = (await privacyRequests.read(requestId))?.request;
    if (request?.correlationId === correlationId && request.channel === 'retention')
      return { outcome: 'opened', requestId };
  }
  return { outcome: 'gone' };
}
