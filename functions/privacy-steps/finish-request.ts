import { isPackageRight } from '#core/privacy-package/privacy-package';
import { advance } from '#core/privacy-request/advance';
import { erasureLeft } from '#core/privacy-request/erasure-left';
import { offerPackage } from '#functions/privacy-packages/offer-package';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { renewPackage } from './renew-package.ts';

/** Closes the request and destroys what it knew of the person: last of all, for the orders needed it. */
export async function finishRequest(requestId: string, services: PrivacyServices): Promise<void> {
  const found = await services.privacyRequests.read(requestId);
  if (found === undefined) return;
  const { correlationId, rights } = found.request;
  const at = services.clock();
  const without = await renewPackage(found.request, services);
  const lost =
    without && Object.fromEntries(rights.filter(isPackageRight).map((each) => [each, without]));
  const closed = await services.privacyRequests.move(
    requestId,
    (before) => advance(before, { type: 'close', at, ...(lost !== undefined && { lost }) }),
    { actor: 'system:privacy', action: 'privacy-request.close', correlationId, at },
  );
  if (closed !== undefined) await offerPackage(closed.request, services);
  // Of who is held as a whole, what is left to erase is planned with it.
  const isHeld =
    closed !== undefined && erasureLeft(closed.request)?.customerId === closed.request.customerId;
  if (rights.includes('erasure') && !isHeld)
    await services.privacyRequests.destroyDetails(requestId);
  const state = closed?.request.state;
  const isNew = found.request.endedAt === undefined && closed?.request.endedAt === at;
  if (isNew && (state === 'fulfilled' || state === 'partly-fulfilled'))
    services.measure('PrivacyRequestsClosed', 1, state);
  services.log('privacy request closed', {
    requestId,
    state,
    correlationId,
  });
}
