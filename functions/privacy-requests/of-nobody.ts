import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { proofNeeded } from '#core/privacy-request/proof-needed';

/** As the same request would be if it led to nobody. */
export function ofNobody(request: PrivacyRequest): PrivacyRequest {
  const { requestId, rights, channel, jurisdictions, receivedAt, actor, correlationId } = request;
  return {
    requestId,
    rights,
    channel,
    jurisdictions,
    receivedAt,
    actor,
    correlationId,
    state: 'received',
    pauses: [],
    orders: {},
    isOrdered: false,
    work: {},
    attempt: 1,
    verification: { needed: proofNeeded({ rights, channel, isSensitive: false }), tries: 0 },
  };
}
