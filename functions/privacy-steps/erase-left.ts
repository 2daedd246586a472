import { advance, isSureOf } from '#core/privacy-request/advance';
import { erasureLeft } from '#core/privacy-request/erasure-left';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { blockedNow } from '#functions/shared/blocked-now';
import { membersOf } from '#functions/shared/record-consent';
import { erase } from './erase.ts';

/**
 * Erases what a hold kept from an erasure that is over, once nothing holds it any more. How the request
 * ended stays as it was told; its work, and with it the certificate, says what was done since. Repeating
 * it changes nothing.
 */
export async function eraseLeft(
  requestId: string,
  services: PrivacyServices,
): Promise<'more' | 'go-on'> {
  const { privacyRequests, customers, clock, log } = services;
  const found = await privacyRequests.read(requestId);
  if (found === undefined || !hasEnded(found.request.state)) return 'go-on';
  const { request } = found;
  if (isErased(request)) await privacyRequests.destroyDetails(requestId);
  const left = erasureLeft(request);
  if (left === undefined) return 'go-on';
  const isKept = left.customerId === request.work.erasure?.keptAs;
  const whose = isKept ? ofKept(request, left.customerId) : request;
  const [stored] = await customers.load([left.customerId]);
  if (stored !== undefined) {
    const blocked = await blockedNow(stored, services);
    // What is kept apart from what was erased needs the request's own key; without it, it waits for all.
    const isWhole =
      blocked !== undefined &&
      (blocked.isWhole || isKept || (await privacyRequests.details(requestId)) === undefined);
    if (isWhole || !isSureOf(whose, membersOf(stored))) return 'go-on';
  }
  const done = await erase(whose, services);
  if (done === undefined) return 'more';
  const work = isKept && done.state === 'done' ? { ...done, keptAs: left.customerId } : done;
  const { correlationId } = request;
  const moved = await privacyRequests.move(
    requestId,
    (before) => advance(before, { type: 'erase-left', work }),
    { actor: 'system:privacy', action: 'privacy-request.erase-left', correlationId, at: clock() },
  );
  if (moved !== undefined && isErased(moved.request))
    await privacyRequests.destroyDetails(requestId);
  log('erased what a hold had kept', { requestId, state: work.state, correlationId });
  return 'go-on';
}

/** What the request knew of the person went with him. */
const isErased = ({ work }: PrivacyRequest): boolean =>
  work.erasure?.state === 'done' || work.erasure?.state === 'partial';

/** Of whom is kept apart nobody else was ever made sure, and nobody was ever one with him. */
const ofKept = (request: PrivacyRequest, customerId: string): PrivacyRequest => ({
  ...request,
  customerId,
  closure: [customerId],
  verification: { ...request.verification, of: [customerId] },
});
