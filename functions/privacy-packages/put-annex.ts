import { Refusal } from '#core/kernel/refusal';
import { isPackageRight } from '#core/privacy-package/privacy-package';
import { notPossible } from '#core/privacy-request/advance';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { findRequest } from '#functions/privacy-requests/read-requests';
import type { Handle } from '#functions/shared/handle';
import type { putAnnex } from './contract.ts';
import { mostAnnexBytes } from './package-text.ts';

/** What a spoke holds itself; sealed with the package, and with it destroyed. */
export const handlePutAnnex: Handle<typeof putAnnex> = async (
  { params: { requestId, spoke }, body, actorId, correlationId },
  services,
) => {
  const { request } = await findRequest(requestId, services);
  if (request.orders[spoke] === undefined) throw new Refusal('privacy-request.no-such-order');
  if (hasEnded(request.state)) throw notPossible(request);
  if (!request.rights.some(isPackageRight))
    throw new Refusal('privacy-request.not-possible', [
      { pointer: '', rule: 'rights', message: 'asks neither for access nor for portability' },
    ]);
  const text = JSON.stringify(body.data);
  const receivedAt = services.clock();
  const annex = { spoke, receivedAt, text };
  if (!(await services.packages.putAnnex(requestId, annex, mostAnnexBytes)))
    throw new Refusal('package.too-large');
  await services.audit.record({
    actor: actorId,
    action: 'package.annex',
    about: `request:${requestId}`,
    changed: [spoke],
    correlationId,
  });
  const bytes = Buffer.byteLength(text);
  services.log('annex of a package received', { requestId, spoke, bytes, correlationId });
  return { requestId, spoke, receivedAt, bytes };
};
