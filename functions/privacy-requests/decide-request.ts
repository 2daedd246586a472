import { Refusal } from '#core/kernel/refusal';
import { advance, isSureOf } from '#core/privacy-request/advance';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { RequestEvent } from '#core/privacy-request/request-event';
import { goOn } from '#functions/shared/go-on';
import type { Call } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';
import type { Change } from '#store/ports';
import type { FoundRequest } from '#store/privacy-requests';
import type {
  acknowledgePrivacyRequest,
  approvePrivacyRequest,
  rejectPrivacyRequest,
  waiveOrder,
  withdrawPrivacyRequest,
} from './contract.ts';
import { livingBehind } from './living-behind.ts';
import { ofNobody } from './of-nobody.ts';
import { findRequest } from './read-requests.ts';
import type { HandlePrivacy, PrivacyServices } from './services.ts';
import { answerOf, orderView } from './view.ts';

/** Lets `event` happen, and the workflow go on where it waited for that. */
export async function happen(
  requestId: string,
  event: RequestEvent,
  change: Change,
  services: Pick<PrivacyServices, 'privacyRequests' | 'workflows'>,
  ifRevision?: number,
): Promise<FoundRequest> {
  const moved = await services.privacyRequests.move(
    requestId,
    (request) => advance(request, event),
    change,
    ifRevision,
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  await goOn(moved, services);
  return moved;
}

export const handleApprovePrivacyRequest: HandlePrivacy<typeof approvePrivacyRequest> = async (
  { params, actorId, correlationId, ifRevision },
  services,
) => {
  await requireSure(params.requestId, services);
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-request.approve', correlationId, at };
  const event = { type: 'approve', by: actorId, at } as const;
  return answerOf(await happen(params.requestId, event, change, services, ifRevision), services);
};

/** Who was merged with the person since who asks was verified would be told, or lost, by what nobody showed. */
async function requireSure(requestId: string, services: PrivacyServices): Promise<void> {
  const { request } = await findRequest(requestId, services);
  const { customerId, state } = request;
  if (customerId === undefined || state !== 'verified') return;
  const stored = await livingBehind(customerId, services);
  if (stored === undefined || isSureOf(request, membersOf(stored))) return;
  const message =
    'the person was merged with another since: say again that it was made sure who asks';
  throw new Refusal('privacy-request.not-possible', [{ pointer: '', rule: 'merged', message }]);
}

export const handleRejectPrivacyRequest: HandlePrivacy<typeof rejectPrivacyRequest> = async (
  { params, body: { code, reason }, actorId, correlationId, ifRevision },
  services,
) => {
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-request.reject', correlationId, reason, at };
  const event = { type: 'reject', by: actorId, at, code } as const;
  return answerOf(await happen(params.requestId, event, change, services, ifRevision), services);
};

/** What somebody may not withdraw is not there for him. */
export const handleWithdrawPrivacyRequest: HandlePrivacy<typeof withdrawPrivacyRequest> = async (
  call,
  services,
) => {
  const { params, actorId, correlationId, access } = call;
  const { requestId } = params;
  const { request } = await findRequest(requestId, services);
  if (!(await mayWithdraw(request, call, services))) throw new Refusal('privacy-request.not-found');
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-request.withdraw', correlationId, at };
  const moved = await happen(requestId, { type: 'withdraw', at }, change, services);
  if (access.may('request:read', access.unit())) return answerOf(moved, services);
  const { state, endedAt = at } = moved.request;
  return answerOf({ ...moved, request: { ...ofNobody(moved.request), state, endedAt } }, services);
};

/**
 * Whoever opened it; but for a spoke's token, whoever decides on requests, and who may open one of the
 * customer whom this one is about.
 */
async function mayWithdraw(
  { actor, customerId }: PrivacyRequest,
  {
    actorId,
    caller,
    access,
  }: Pick<Call<typeof withdrawPrivacyRequest>, 'actorId' | 'caller' | 'access'>,
  services: PrivacyServices,
): Promise<boolean> {
  if (actor === actorId) return true;
  if (caller.spoke !== undefined) return false;
  if (access.may('request:decide', access.unit())) return true;
  const stored = customerId === undefined ? undefined : await livingBehind(customerId, services);
  return (
    stored !== undefined && access.may('request:open', access.customer(stored.customer.golden))
  );
}

/** A spoke's answer, as often as it likes and in any order. */
export const handleAcknowledge: HandlePrivacy<typeof acknowledgePrivacyRequest> = async (
  { params: { requestId, spoke }, body: { status, code, note }, actorId, correlationId },
  services,
) => {
  const at = services.clock();
  const change = {
    actor: actorId,
    action: 'privacy-request.acknowledge',
    correlationId,
    at,
    ...(note !== undefined && { reason: note }),
  };
  const event = { type: 'answer', spoke, status, at, ...(code !== undefined && { code }) } as const;
  const { request } = await happen(requestId, event, change, services);
  const order = request.orders[spoke];
  if (order === undefined) throw new Refusal('privacy-request.no-such-order');
  return { requestId, spoke, order: orderView(order) };
};

export const handleWaiveOrder: HandlePrivacy<typeof waiveOrder> = async (
  { params: { requestId, spoke }, body: { code, reason }, actorId, correlationId },
  services,
) => {
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-request.waive', correlationId, reason, at };
  const event = { type: 'waive', spoke, by: actorId, code, at } as const;
  return answerOf(await happen(requestId, event, change, services), services);
};
