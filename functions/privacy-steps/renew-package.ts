import { isSureOf } from '#core/privacy-request/advance';
import { splitSince } from '#core/privacy-request/erasure-left';
import type { PrivacyRequest, Work } from '#core/privacy-request/privacy-request';
import { tellsOfOthers } from '#functions/privacy-packages/tells-of-others';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { membersOf } from '#functions/shared/record-consent';
import { writePackage } from './make-package.ts';

/**
 * Makes the package of an open request anew, of its person alone, where somebody was taken apart from
 * him since it was made. What became of the right then, where nobody can have it; `undefined`: it is as
 * it should be.
 */
export async function renewPackage(
  request: PrivacyRequest,
  services: PrivacyServices,
): Promise<Work | undefined> {
  const { requestId, customerId = '', endedAt, correlationId } = request;
  const kept = endedAt === undefined ? await services.packages.read(requestId) : undefined;
  if (kept === undefined || !(await tellsOfOthers(kept, request, services))) return undefined;
  const [stored] = await services.customers.load([customerId]);
  if (stored === undefined || !isSureOf(request, membersOf(stored)))
    return { state: 'refused', code: splitSince, endedAt: services.clock() };
  const work = await writePackage(request, stored, services);
  await services.audit.record({
    actor: 'system:privacy',
    action: 'package.renew',
    about: `request:${requestId}`,
    correlationId,
  });
  return work.state === 'done' ? undefined : work;
}
