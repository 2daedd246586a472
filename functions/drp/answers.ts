import { answerDue } from '#core/privacy-clock/clocks-of';
import type { Agent } from '#core/privacy-request/agent';
import { drpStatusOf } from '#core/privacy-request/drp-status';
import { Answer, type Services } from '#functions/shared/handle';
import { clockingNow } from '#functions/shared/request-clocks';
import type { FoundRequest } from '#store/privacy-requests';

const errorOf = (status: number, message: string) =>
  new Answer({ code: String(status), message }, { status });

/** The one answer to whatever must not be followed, whyever. */
export const forbidden = () => errorOf(403, 'Forbidden');

/** The same to a message that asks for a right: nothing comes of it, sent again or not (2.01, 3.06). */
export const discarded = () =>
  new Answer({ code: '403', message: 'Forbidden', fatal: true }, { status: 403 });

/** The same to who has no token yet: 2.05 of the protocol wants no word. */
export const forbiddenWithoutWord = () =>
  new Answer('' as const, { status: 403, headers: { 'content-type': 'text/plain' } });

/** Of a message that is the agent's: the request does not come to be. */
export const unfit = (message: string) =>
  new Answer({ code: '400', message, fatal: true }, { status: 400 });

export const tooMany = () => errorOf(429, 'Too much was asked for this person today.');
export const tooLate = () => errorOf(409, 'The request is decided already.');

/** Kept as long as the request, erased or not: its agent may ask and is called until the end. */
export interface KeptForAgent {
  readonly agentRequestId?: string;
  /** Where the agent wants to be called. */
  readonly callback?: string;
}

/** 3.03 of the Data Rights Protocol. */
export async function statusOf(
  { request }: FoundRequest,
  { verificationUrl }: Agent,
  services: Pick<Services, 'governance' | 'privacyRequests'>,
) {
  const { requestId, receivedAt, extension, verification } = request;
  const [{ clocksOf }, kept] = await Promise.all([
    clockingNow(services),
    services.privacyRequests.kept(requestId),
  ]);
  // Written by exercise.ts.
  const { agentRequestId } = (kept ?? {}) as KeptForAgent;
  const { status, reason, details: said } = drpStatusOf(request, verificationUrl !== undefined);
  const due = answerDue(clocksOf(request));
  // Why is told to who is verified, and so to nobody before.
  const why = verification.at === undefined ? '.' : `: ${extension?.reason}`;
  const extended =
    status === 'in_progress' && extension !== undefined ? `It takes longer${why}` : undefined;
  const words = extended ?? said;
  return {
    request_id: requestId,
    received_at: receivedAt,
    ...(due !== undefined && { expected_by: due }),
    ...(agentRequestId !== undefined && { agent_request_id: agentRequestId }),
    status,
    ...(reason !== undefined && { reason }),
    ...(words !== undefined && { processing_details: words }),
    ...(reason === 'need_user_verification' && { user_verification_url: verificationUrl }),
  };
}
