import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { otherRequestsOf } from '#functions/shared/other-requests';

/**
 * What other requests know of an erased person goes with him: of those that have ended at once, their
 * packages with it; of open ones, whose spokes need it to answer, once they end. Repeating it changes
 * nothing.
 */
export async function forgetOthers(
  request: PrivacyRequest,
  { privacyRequests, packages }: Pick<PrivacyServices, 'privacyRequests' | 'packages'>,
): Promise<void> {
  for (const { requestId, state } of await otherRequestsOf(request, { privacyRequests })) {
    if (!hasEnded(state)) {
      await privacyRequests.destroyDetailsAtEnd(requestId);
      continue;
    }
    await privacyRequests.destroyDetails(requestId);
    await packages.destroy(requestId);
  }
}
