import { type Agent, actorOfAgent } from '#core/privacy-request/agent';
import { callbackFault } from '#core/privacy-request/callback-fault';
import { rightOfAction } from '#core/privacy-request/drp-status';
import type { HandlePrivacy, PrivacyServices } from '#functions/privacy-requests/services';
import { takeIn } from '#functions/privacy-requests/take-in';
import { discarded, type KeptForAgent, statusOf, tooMany, unfit } from './answers.ts';
import { addressIn, envelope, exerciseClaims, namesThePerson } from './claims.ts';
import type { exerciseDataRight } from './contract.ts';
import { agentOfToken } from './known-agent.ts';
import { trustMessage } from './trust-message.ts';

/** Of one agent for one address in a day. */
const requestsForOne = { most: 10, withinSeconds: 24 * 60 * 60 };
/** The actions of the protocol are rights of California, also where no regime is named (3.01). */
const jurisdictions = ['US-CA'];

/**
 * Takes in what an agent asks, as any request about an address: an officer finds who it is, and the
 * person confirms it from an own mailbox. What is answered tells nothing of whom the hub knows.
 */
export const handleExerciseDataRight: HandlePrivacy<typeof exerciseDataRight> = async (
  { body, headers, correlationId },
  services,
) => {
  const agent = await agentOfToken(headers.authorization, services);
  const message = { shape: envelope, use: 'exercise' };
  const trusted = agent && (await trustMessage(body, agent, message, services));
  if (agent === undefined || trusted === undefined) return discarded();

  const { data: claims } = exerciseClaims.safeParse(trusted);
  if (claims === undefined) return unfit('The message is not as version 0.9 or 1.0 says.');
  const right = Object.hasOwn(rightOfAction, claims.exercise)
    ? rightOfAction[claims.exercise]
    : undefined;
  const isRegime = claims.regime == null || claims.regime.toLowerCase() === 'ccpa';
  if (right === undefined || !isRegime) return unfit('Unsupported rights actions submitted.');
  const contactPoint = addressIn(claims);
  if (contactPoint === undefined) return unfit('An email or a phone_number is needed.');
  if (namesThePerson(claims)) return unfit('Neither id nor callback may name the person.');
  const asked = `${agent.name} ${contactPoint}`;
  if (!(await services.tries.take('agent-requests', asked, requestsForOne))) return tooMany();

  const callback = callbackIn(claims.status_callback, agent, services);
  const agentRequestId = claims['agent-request-id'];
  const kept: KeptForAgent = {
    ...(agentRequestId !== undefined && { agentRequestId }),
    ...(callback !== undefined && { callback }),
  };
  const taken = await takeIn(
    {
      rights: [right],
      channel: 'agent',
      jurisdictions,
      details: { about: { contactPoint } },
      kept: { ...kept },
      ...(callback !== undefined && { hasCallback: true }),
      actor: actorOfAgent(agent.name),
      correlationId,
    },
    services,
  );
  return statusOf(taken, agent, services);
};

/** The right is asked for all the same where the hub will not call. */
function callbackIn(
  url: string | null | undefined,
  agent: Agent,
  { log }: Pick<PrivacyServices, 'log'>,
): string | undefined {
  if (!url) return undefined;
  const isLoopbackAllowed = process.env.CALLBACKS_TO_LOOPBACK === 'true';
  const because = callbackFault(url, agent, { isLoopbackAllowed });
  if (because === undefined) return url;
  log('agent will not be called', { agentId: agent.name, because });
  return undefined;
}
