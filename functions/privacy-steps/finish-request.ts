import { advance } from '#core/privacy-request/advance';
import { offerPackage } from '#functions/privacy-packages/offer-package';
import type { PrivacyServices } from '#functions/privacy-requests/services';

/** Closes the request and destroys what it knew of the person: last of all, for the orders needed it. */
export async function finishRequest(requestId: string, services: PrivacyServices): Promise<void> {
  const found = await services.privacyRequests.read(requestId);
  if (found === undefined) return;
  const { correlationId, rights } = found.request;
  const at = services.clock();
  const closed = await services.privacyRequests.move(
    requestId,
    (before) => advance(before, { type: 'close', at }),
    { actor: 'system:privacy', action: 'privacy-request.close', correlationId, at },
  );
  if (closed !== undefined) await offerPackage(closed.request, services);
  if (rights.includes('erasure')) await services.privacyRequests.destroyDetails(requestId);
  const state = closed?.request.state;
  if (state === 'fulfilled' || state === 'partly-fulfilled')
    services.measure('PrivacyRequestsClosed', 1, state);
  services.log('privacy request closed', {
    requestId,
    state,
    correlationId,
  });
}
