import { Refusal } from '#core/kernel/refusal';
import type { Clocks } from '#core/privacy-clock/clock';
import { advance, isPaused } from '#core/privacy-request/advance';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Handle } from '#functions/shared/handle';
import { type Clocking, clockingNow } from '#functions/shared/request-clocks';
import type {
  continuePrivacyRequest,
  extendPrivacyRequest,
  pausePrivacyRequest,
} from './contract.ts';
import { answerWithClocks } from './view.ts';

/** Takes the longer time, where that moves the date that binds; why it does not is said law by law. */
export const handleExtendPrivacyRequest: Handle<typeof extendPrivacyRequest> = async (
  { params, body: { reason, noticeSentAt }, actorId, correlationId },
  services,
) => {
  const at = services.clock();
  if (noticeSentAt > at)
    throw new Refusal('privacy-request.invalid', [
      { pointer: '/noticeSentAt', rule: 'past', message: 'is still to come' },
    ]);
  const clocking = await clockingNow(services);
  const change = { actor: actorId, action: 'privacy-request.extend', correlationId, at };
  const moved = await services.privacyRequests.move(
    params.requestId,
    (before) => {
      if (noticeSentAt < before.receivedAt)
        throw new Refusal('privacy-request.invalid', [
          { pointer: '/noticeSentAt', rule: 'after', message: 'is before the request came' },
        ]);
      const same = before.extension;
      if (same?.reason === reason && same.noticeSentAt === noticeSentAt) return before;
      const after = advance(before, { type: 'extend', at, reason, noticeSentAt });
      requireLater(clocking, before, after);
      return after;
    },
    change,
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  return answerWithClocks(moved, clocking);
};

export const handlePausePrivacyRequest: Handle<typeof pausePrivacyRequest> = async (
  { params, body: { reason }, actorId, correlationId },
  services,
) => {
  const at = services.clock();
  const clocking = await clockingNow(services);
  const change = { actor: actorId, action: 'privacy-request.pause', correlationId, at };
  const moved = await services.privacyRequests.move(
    params.requestId,
    (before) => {
      const after = advance(before, { type: 'pause', at, reason });
      if (after !== before && !standsStill(clocking, after))
        throw new Refusal('privacy-request.no-pause');
      return after;
    },
    change,
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  return answerWithClocks(moved, clocking);
};

export const handleContinuePrivacyRequest: Handle<typeof continuePrivacyRequest> = async (
  { params, actorId, correlationId },
  services,
) => {
  const at = services.clock();
  const change = { actor: actorId, action: 'privacy-request.continue', correlationId, at };
  const moved = await services.privacyRequests.move(
    params.requestId,
    (before) => advance(before, { type: 'continue', at }),
    change,
  );
  if (moved === undefined) throw new Refusal('privacy-request.not-found');
  return answerWithClocks(moved, await clockingNow(services));
};

const answerOf = ({ binding }: Clocks) => binding.find(({ kind }) => kind === 'answer');

/** An extension that leaves the date that binds where it is would promise what no law gives. */
function requireLater({ clocksOf }: Clocking, before: PrivacyRequest, after: PrivacyRequest) {
  const [was, is] = [answerOf(clocksOf(before)), answerOf(clocksOf(after))];
  if (was === undefined || is === undefined) throw new Refusal('privacy-request.not-extendable');
  if ((was.dueAt ?? '') < (is.dueAt ?? '')) return;
  throw new Refusal(
    'privacy-request.not-extendable',
    clocksOf(after)
      .clocks.filter(({ kind, decides }) => kind === 'answer' && decides)
      .flatMap(({ basis, extension }) => {
        const whose = basis.isLegal ? `${basis.regulation} (${basis.place})` : 'the house';
        if (extension === null) return [`${whose} knows no extension`];
        return extension.refused.map(({ because }) => `${whose}: ${because}`);
      })
      .map((message) => ({ pointer: '', rule: 'extension', message })),
  );
}

/** A pause that no law of this request has would stop nothing and look as though it did. */
const standsStill = ({ clocksOf }: Clocking, request: PrivacyRequest): boolean =>
  isPaused(request) &&
  clocksOf(request).clocks.some(({ decides, waitsFor }) => decides && waitsFor === 'pause');
