import { Refusal } from '#core/kernel/refusal';
import { advance } from '#core/privacy-request/advance';
import { proofNeeded } from '#core/privacy-request/proof-needed';
import { followLiving } from '#functions/shared/context';
import { goOn } from '#functions/shared/go-on';
import { membersOf } from '#functions/shared/record-consent';
import type { identifyPrivacyRequest } from './contract.ts';
import { isSensitive } from './is-sensitive.ts';
import { openTwin } from './open-twin.ts';
import { findRequest } from './read-requests.ts';
import type { HandlePrivacy } from './services.ts';
import { withoutWaiting } from './take-in.ts';
import { answerOf } from './view.ts';

/** An officer's word on whom a request is about. What asks for no proof goes on at once; what repeats an open one ends. */
export const handleIdentifyPrivacyRequest: HandlePrivacy<typeof identifyPrivacyRequest> = async (
  { params: { requestId }, body, access, actorId, correlationId },
  services,
) => {
  const { request } = await findRequest(requestId, services);
  const asking = { access, permission: 'request:decide' } as const;
  const stored = await followLiving(services, asking, body.customerId);
  const { customerId } = stored.customer;
  const { rights, channel } = request;
  const details = (await services.privacyRequests.details(requestId)) ?? {};
  const [of, sensitive] = await Promise.all([
    openTwin(membersOf(stored), request, details, services),
    isSensitive(stored, services),
  ]);
  const needed = proofNeeded({ rights, channel, isSensitive: sensitive });
  const at = services.clock();
  const moved = await services.privacyRequests.move(
    requestId,
    (before) => {
      if (before.customerId === customerId) return before;
      const known = advance(before, { type: 'identify', customerId, needed });
      return of === undefined
        ? withoutWaiting(known, { by: actorId, at, of: membersOf(stored) })
        : advance(known, { type: 'find-duplicate', of, at });
    },
    { actor: actorId, action: 'privacy-request.identify', correlationId, at },
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  await goOn(moved, services);
  return answerOf(moved, services);
};
