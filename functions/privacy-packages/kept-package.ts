import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Services } from '#functions/shared/handle';
import type { KeptPackage } from '#store/packages';
import { annexesTellOfOthers, tellsOfOthers } from './tells-of-others.ts';

/**
 * The package of a request as it may be handed over: of its person alone. One that holds what is
 * somebody else's by now is destroyed, or where the request is open, left to its close, which makes it
 * anew; what spokes added goes where they added it for somebody else as well.
 */
export async function keptPackage(
  request: PrivacyRequest,
  services: Pick<Services, 'packages' | 'customers' | 'privacyRequests' | 'audit' | 'log'>,
): Promise<KeptPackage | undefined> {
  const { requestId, endedAt, correlationId } = request;
  const kept = await services.packages.read(requestId);
  if (kept === undefined) return undefined;
  if (!(await tellsOfOthers(kept, request, services))) {
    if (await annexesTellOfOthers(request, services))
      await services.packages.dropAnnexes(requestId);
    return kept;
  }
  if (endedAt === undefined) return undefined;
  await services.packages.destroy(requestId);
  await services.audit.record({
    actor: 'system:privacy',
    action: 'package.destroy',
    about: `request:${requestId}`,
    correlationId,
  });
  services.log('package destroyed: who it tells of is not one person', { requestId });
  return undefined;
}
