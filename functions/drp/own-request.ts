import type { Agent } from '#core/privacy-request/agent';
import { actorOfAgent } from '#core/privacy-request/agent';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { happen } from '#functions/privacy-requests/decide-request';
import type { HandlePrivacy } from '#functions/privacy-requests/services';
import type { Services } from '#functions/shared/handle';
import type { FoundRequest } from '#store/privacy-requests';
import { forbidden, statusOf, tooLate } from './answers.ts';
import { revokeClaims } from './claims.ts';
import type { readDataRight, revokeDataRight } from './contract.ts';
import { agentOfToken } from './known-agent.ts';
import { trustMessage } from './trust-message.ts';

/** Another's request, and one that never was, are alike: forbidden. */
export const handleReadDataRight: HandlePrivacy<typeof readDataRight> = async (
  { params: { requestId }, headers },
  services,
) => {
  const agent = await agentOfToken(headers.authorization, services);
  const found = agent && (await requestOf(agent, requestId, services));
  return agent === undefined || found === undefined
    ? forbidden()
    : statusOf(found, agent, services);
};

export const handleRevokeDataRight: HandlePrivacy<typeof revokeDataRight> = async (
  { params: { requestId }, body, headers, correlationId },
  services,
) => {
  const agent = await agentOfToken(headers.authorization, services);
  const found = agent && (await requestOf(agent, requestId, services));
  if (agent === undefined || found === undefined) return forbidden();
  const message = { shape: revokeClaims, use: requestId };
  const claims = await trustMessage(body, agent, message, services);
  if (claims === undefined) return forbidden();
  const { state } = found.request;
  if (state === 'in-progress' || (hasEnded(state) && state !== 'withdrawn')) return tooLate();
  const at = services.clock();
  const reason = claims.reason?.slice(0, 500);
  const change = {
    actor: actorOfAgent(agent.name),
    action: 'privacy-request.withdraw',
    correlationId,
    at,
    ...(reason && { reason }),
  };
  const moved = await happen(requestId, { type: 'withdraw', at }, change, services);
  return statusOf(moved, agent, services);
};

async function requestOf(
  agent: Agent,
  requestId: string,
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<FoundRequest | undefined> {
  const found = await privacyRequests.read(requestId);
  return found?.request.actor === actorOfAgent(agent.name) ? found : undefined;
}
