import { advance } from '#core/privacy-request/advance';
import { hasEnded, type PrivacyRequest, type Proof } from '#core/privacy-request/privacy-request';
import { proofNeeded } from '#core/privacy-request/proof-needed';
import { keepsRequestFor } from '#core/privacy-retention/keep-requests';
import { recordsLaw } from '#functions/shared/records-law';
import type { FoundRequest, RequestDetails } from '#store/privacy-requests';
import { openTwin } from './open-twin.ts';
import type { PrivacyServices } from './services.ts';

/** What came in, by whatever door. */
export interface Asked
  extends Pick<
    PrivacyRequest,
    | 'rights'
    | 'channel'
    | 'jurisdictions'
    | 'customerId'
    | 'hasCallback'
    | 'actor'
    | 'correlationId'
  > {
  /** All constituents, where the customer is known. */
  readonly members?: readonly string[];
  /** Whether anything sensitive is held of the customer. */
  readonly isSensitive?: boolean;
  /** What the way that it came shows already. */
  readonly proved?: readonly Proof[];
  readonly details: RequestDetails;
  /** What is kept as long as the request; nothing of the person. */
  readonly kept?: RequestDetails;
}

/** Keeps the request, then starts its workflow: for one that repeats an open one there is none. */
export async function takeIn(
  { members = [], isSensitive: sensitive = false, proved = [], details, kept, ...asked }: Asked,
  services: PrivacyServices,
): Promise<FoundRequest> {
  const at = services.clock();
  const needed = proofNeeded({ ...asked, isSensitive: sensitive });
  const base: PrivacyRequest = {
    ...asked,
    requestId: services.newId('req'),
    state: 'received',
    receivedAt: at,
    verification: { needed, tries: 0 },
    pauses: [],
    orders: {},
    isOrdered: false,
    work: {},
    attempt: 1,
    keepFor: keepsRequestFor(asked.jurisdictions, await recordsLaw(services), at),
  };
  const fresh = begun(base, { proved, of: members }, at);
  const of = await openTwin(members, fresh, details, services);
  const request = of === undefined ? fresh : advance(base, { type: 'find-duplicate', of, at });
  const { actor, correlationId, requestId, attempt } = request;
  const change = { actor, action: 'privacy-request.create', correlationId, at };
  const created = await services.privacyRequests.create(request, details, change, kept);
  if (!hasEnded(request.state))
    await services.workflows.startPrivacy(`${requestId}-${attempt}`, { requestId });
  services.measure('PrivacyRequests', 1, asked.channel);
  services.log('privacy request taken in', { requestId, rights: request.rights, correlationId });
  return created;
}

/** As far as it comes by itself, with what was shown on the way. */
const begun = (
  base: PrivacyRequest,
  { proved, of }: { readonly proved: readonly Proof[]; readonly of: readonly string[] },
  at: string,
): PrivacyRequest =>
  proved.reduce(
    (request, proof) => advance(request, { type: 'prove', proof, by: base.actor, at, of }),
    withoutWaiting(base, { by: base.actor, at, of }),
  );

/** A no is neither verified nor decided. */
export function withoutWaiting(
  request: PrivacyRequest,
  { by, at, of }: { readonly by: string; readonly at: string; readonly of: readonly string[] },
): PrivacyRequest {
  if (request.verification.needed !== 'none' || request.customerId === undefined) return request;
  const verified = advance(request, { type: 'verify', method: 'steward', by, at, of });
  return advance(verified, { type: 'approve', by: 'system:privacy', at });
}
