import { advance } from '#core/privacy-request/advance';
import {
  hasEnded,
  type PrivacyRequest,
  type RequestRight,
  type Verification,
} from '#core/privacy-request/privacy-request';
import { followLiving } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { FoundRequest, RequestDetails } from '#store/privacy-requests';
import type { createPrivacyRequest } from './contract.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';
import { answerOf } from './view.ts';

/** Takes a request in and starts its workflow. */
export const handleCreatePrivacyRequest: HandlePrivacy<typeof createPrivacyRequest> = async (
  { body, access, actorId, correlationId },
  services,
) => {
  const asking = { access, permission: 'request:open' } as const;
  const stored =
    body.customerId === undefined
      ? undefined
      : await followLiving(services, asking, body.customerId);
  const { jurisdiction, rights, channel, note, details = {} } = body;
  const taken = await takeIn(
    {
      rights,
      channel,
      jurisdictions: [jurisdiction].flat(),
      ...(stored !== undefined && {
        customerId: stored.customer.customerId,
        members: stored.customer.members.map(({ customerId }) => customerId),
      }),
      details: { ...(note !== undefined && { note }), ...withoutAbsent(details) },
      actor: actorId,
      correlationId,
    },
    services,
  );
  return answerOf(taken, services, 201);
};

/** What came in, by whatever door. */
export interface Asked
  extends Pick<
    PrivacyRequest,
    'rights' | 'channel' | 'jurisdictions' | 'customerId' | 'actor' | 'correlationId'
  > {
  /** All constituents, where the customer is known. */
  readonly members?: readonly string[];
  readonly details: RequestDetails;
}

/** Keeps the request, then starts its workflow: for one that repeats an open one there is none. */
export async function takeIn(
  { members = [], details, ...asked }: Asked,
  services: PrivacyServices,
): Promise<FoundRequest> {
  const at = services.clock();
  const duplicateOf = await openTwin(members, asked.rights, services);
  const needed = proofNeededFor(asked.rights);
  const base: PrivacyRequest = {
    ...asked,
    requestId: services.newId('req'),
    state: duplicateOf === undefined ? 'received' : 'duplicate',
    receivedAt: at,
    verification: { needed, tries: 0 },
    pauses: [],
    orders: {},
    isOrdered: false,
    work: {},
    attempt: 1,
    ...(duplicateOf !== undefined && { duplicateOf, endedAt: at }),
  };
  const request = duplicateOf === undefined ? withoutWaiting(base, at) : base;
  const { actor, correlationId, requestId, attempt } = request;
  const change = { actor, action: 'privacy-request.create', correlationId, at };
  const created = await services.privacyRequests.create(request, details, change);
  if (!hasEnded(request.state))
    await services.workflows.startPrivacy(`${requestId}-${attempt}`, { requestId });
  services.measure('PrivacyRequests', 1, asked.channel);
  services.log('privacy request taken in', { requestId, rights: request.rights, correlationId });
  return created;
}

const asksNoProof: readonly RequestRight[] = ['objection', 'opt-out'];

/** Who only says no need not say who he is; docs/privacy-requests.md. */
const proofNeededFor = (rights: readonly RequestRight[]): Verification['needed'] =>
  rights.every((right) => asksNoProof.includes(right)) ? 'none' : 'contact-point';

/** A no is neither verified nor decided. */
function withoutWaiting(request: PrivacyRequest, at: string): PrivacyRequest {
  if (request.verification.needed !== 'none' || request.customerId === undefined) return request;
  const verified = advance(request, { type: 'verify', method: 'steward', by: request.actor, at });
  return advance(verified, { type: 'approve', by: 'system:privacy', at });
}

/** An open request of the same person for the same rights, or more. */
async function openTwin(
  members: readonly string[],
  rights: readonly RequestRight[],
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<string | undefined> {
  for (const requestId of await privacyRequests.ofCustomers(members)) {
    const found = await privacyRequests.read(requestId);
    if (found === undefined || hasEnded(found.request.state)) continue;
    if (rights.every((right) => found.request.rights.includes(right))) return requestId;
  }
  return undefined;
}
