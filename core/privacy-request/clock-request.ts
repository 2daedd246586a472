import { compareText } from '#core/kernel/types';
import type { ClockRequest } from '#core/privacy-clock/clock';
import { hasEnded, orderHasEnded, type PrivacyRequest } from './privacy-request.ts';

/** A privacy request as its clocks see it. */
export function clockRequestOf(request: PrivacyRequest): ClockRequest {
  const { rights, jurisdictions, receivedAt, verification, extension, pauses, orders } = request;
  const { askedAt, at } = verification;
  return {
    rights,
    jurisdictions,
    receivedAt,
    // A proof that nobody asked for holds no clock up.
    ...(askedAt !== undefined && {
      verification: { askedAt, ...(at !== undefined && { at }) },
    }),
    pauses,
    ...(extension !== undefined && { extensions: [extension] }),
    orders: Object.fromEntries(
      Object.entries(orders)
        // As the table brings them they have no order, and clocks of one moment would change places.
        .toSorted(([a], [b]) => compareText(a, b))
        .map(([spoke, order]) => [
          spoke,
          {
            sentAt: order.sentAt,
            ...(orderHasEnded(order) && { doneAt: order.answeredAt ?? order.sentAt }),
          },
        ]),
    ),
    done: doneOf(request),
  };
}

/**
 * Who asks at his own door, or through an agent, has the answer of that call as the acknowledgement;
 * anybody else is told when a proof is asked for, or with the decision.
 */
function doneOf(request: PrivacyRequest): NonNullable<ClockRequest['done']> {
  const { channel, receivedAt, verification, decision, work, state, endedAt } = request;
  const isAnsweredAtOnce = channel === 'person' || channel === 'agent';
  const acknowledged = isAnsweredAtOnce
    ? receivedAt
    : (verification.askedAt ?? verification.at ?? decision?.at ?? endedAt);
  const optedOut = work['opt-out']?.endedAt ?? endedAt;
  const answered = hasEnded(state) ? endedAt : undefined;
  return {
    ...(acknowledged !== undefined && { acknowledge: acknowledged }),
    ...(answered !== undefined && {
      answer: answered,
      refusal: answered,
      'confirm-opt-out': answered,
    }),
    ...(optedOut !== undefined && { 'opt-out': optedOut }),
  };
}
