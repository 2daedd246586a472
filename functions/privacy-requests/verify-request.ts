import { Refusal } from '#core/kernel/refusal';
import { advance } from '#core/privacy-request/advance';
import { followLiving } from '#functions/shared/context';
import { goOn } from '#functions/shared/go-on';
import type { Call } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';
import type { FoundRequest } from '#store/privacy-requests';
import type { verifyPrivacyRequest } from './contract.ts';
import { tryCode, tryKnowledge } from './prove.ts';
import { findRequest } from './read-requests.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';
import { answerOf } from './view.ts';

type Asked = Call<typeof verifyPrivacyRequest>;
type Told = Asked['body'];

/**
 * What an officer knows of who asks: a code or facts as the person told them, which the hub compares,
 * or the officer's own word on the person, a document, an agent. Of a document its hash and the verdict
 * are kept, never itself.
 */
export const handleVerifyPrivacyRequest: HandlePrivacy<typeof verifyPrivacyRequest> = async (
  call,
  services,
) => {
  const { requestId } = call.params;
  const { body } = call;
  const teller = { actor: call.actorId, correlationId: call.correlationId };
  if (body.method === 'contact-point' || body.method === 'knowledge') {
    const isShown =
      body.method === 'contact-point'
        ? await tryCode(requestId, body.code, teller, services)
        : await tryKnowledge(requestId, body.facts, teller, services);
    if (!isShown) throw new Refusal('privacy-request.not-proved');
    return answerOf(await findRequest(requestId, services), services);
  }
  return answerOf(await byWord(body, call, services), services);
};

/** An officer's word is enough, whatever a request asks for. */
async function byWord(
  said: Exclude<Told, { readonly method: 'contact-point' | 'knowledge' }>,
  { params: { requestId }, access, actorId, correlationId }: Asked,
  services: PrivacyServices,
): Promise<FoundRequest> {
  const { request } = await findRequest(requestId, services);
  const named = request.customerId ?? said.customerId;
  if (named === undefined)
    throw new Refusal('privacy-request.invalid', [
      { pointer: '/customerId', rule: 'required', message: 'is needed: the request names nobody' },
    ]);
  const asking = { access, permission: 'request:decide' } as const;
  const stored = await followLiving(services, asking, named);
  const { customerId } = stored.customer;
  const of = membersOf(stored);
  requireSame(said.customerId, of);
  if (said.method === 'agent')
    await services.privacyRequests.putDetails(requestId, { agent: { reference: said.reference } });
  const at = services.clock();
  const { method } = said;
  const reason = evidenceOf(said);
  const change = { actor: actorId, action: 'privacy-request.verify', correlationId, at };
  const moved = await services.privacyRequests.move(
    requestId,
    (before) => {
      requireSame(before.customerId, of);
      const known =
        before.customerId === undefined
          ? advance(before, { type: 'identify', customerId })
          : before;
      return advance(known, { type: 'verify', method, by: actorId, at, of });
    },
    { ...change, ...(reason !== undefined && { reason }) },
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  await goOn(moved, services);
  return moved;
}

/** An officer's word on one person says nothing of another. */
function requireSame(customerId: string | undefined, members: readonly string[]): void {
  if (customerId === undefined || members.includes(customerId)) return;
  throw new Refusal('privacy-request.invalid', [
    { pointer: '/customerId', rule: 'same', message: 'the request is about somebody else' },
  ]);
}

function evidenceOf(said: Told): string | undefined {
  if (said.method === 'document') return `document sha256:${said.documentHash}`;
  return said.method === 'agent' ? `permission sha256:${said.permissionHash}` : undefined;
}
