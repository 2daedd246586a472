import { Refusal } from '#core/kernel/refusal';
import { advance } from '#core/privacy-request/advance';
import { followLiving } from '#functions/shared/context';
import { goOn } from '#functions/shared/go-on';
import type { verifyPrivacyRequest } from './contract.ts';
import { findRequest } from './read-requests.ts';
import type { HandlePrivacy } from './services.ts';
import { answerOf } from './view.ts';

/** A steward's word on who asks. Of a document its hash and the verdict are kept, never itself. */
export const handleVerifyPrivacyRequest: HandlePrivacy<typeof verifyPrivacyRequest> = async (
  { params: { requestId }, body: { method, customerId, documentHash }, ...call },
  services,
) => {
  const { access, actorId, correlationId } = call;
  const { request } = await findRequest(requestId, services);
  if ((method === 'document') !== (documentHash !== undefined))
    throw new Refusal('privacy-request.invalid', [
      { pointer: '/documentHash', rule: 'method', message: 'belongs to the method `document`' },
    ]);
  const named = request.customerId ?? customerId;
  if (named === undefined)
    throw new Refusal('privacy-request.invalid', [
      { pointer: '/customerId', rule: 'required', message: 'is needed: the request names nobody' },
    ]);
  const asking = { access, permission: 'request:decide' } as const;
  const { customer } = await followLiving(services, asking, named);
  const at = services.clock();
  const change = {
    actor: actorId,
    action: 'privacy-request.verify',
    correlationId,
    at,
    ...(documentHash !== undefined && { reason: `document sha256:${documentHash}` }),
  };
  const moved = await services.privacyRequests.move(
    requestId,
    (before) => {
      const known =
        before.customerId === undefined
          ? advance(before, { type: 'identify', customerId: customer.customerId })
          : before;
      return advance(known, { type: 'verify', method, by: actorId, at });
    },
    change,
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  await goOn(moved, services);
  return answerOf(moved, services);
};
