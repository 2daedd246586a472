import { createHash } from 'node:crypto';
import { agentOfActor } from '#core/privacy-request/agent';
import { type CallbackRule, callbackFault } from '#core/privacy-request/callback-fault';
import type { Callback } from '#core/privacy-request/privacy-request';
import { type KeptForAgent, statusOf } from '#functions/drp/answers';
import { agentNamed } from '#functions/drp/known-agent';
import type { Services } from '#functions/shared/handle';
import type { FoundRequest } from '#store/privacy-requests';
import type { PostStatus } from './post-status.ts';

export interface Calling extends CallbackRule {
  readonly post: PostStatus;
}

type CallbackServices = Pick<
  Services,
  'privacyRequests' | 'governance' | 'proofs' | 'clock' | 'measure' | 'log'
>;

/** A request changes its status four times at most: what a hold kept may be erased after its end. */
const mostCalls = 5;

/** What an agent is to be told now, with where. */
interface Message {
  readonly url: string;
  readonly body: string;
  /** Of the body. SHA-256, hex. */
  readonly hash: string;
}

/**
 * Tells the agent who asked how far the request is now, whatever it was when somebody said that there is
 * something to tell; nothing, where that is what the agent took last. Looks again after each call: of
 * two that run at once, whoever ends last has told the newest. Throws where the agent did not take it,
 * so that it is tried again.
 */
export async function tellAgent(
  requestId: string,
  services: CallbackServices,
  calling: Calling,
): Promise<void> {
  for (let calls = 0; calls < mostCalls; calls += 1) {
    const found = await services.privacyRequests.read(requestId);
    if (found?.request.hasCallback !== true) return;
    const message = await messageFor(found, services, calling);
    if (typeof message === 'string') return note(found, { refused: message }, services);
    if (found.request.callback?.told === message.hash) return;
    const { url, body, hash } = message;
    const headers = { 'goldspoke-status': await stateOf(found, hash, services) };
    const fault = await calling.post({ url, body, headers });
    await note(found, fault === undefined ? { told: hash } : { failed: fault }, services);
    if (fault !== undefined) throw new Error('the agent did not take the status of its request');
  }
}

/** A code: nobody is called. */
async function messageFor(
  found: FoundRequest,
  services: CallbackServices,
  rule: CallbackRule,
): Promise<Message | 'agent' | 'address' | 'host'> {
  const { requestId, actor } = found.request;
  const [agent, kept] = await Promise.all([
    agentNamed(agentOfActor(actor) ?? '', services),
    services.privacyRequests.kept(requestId),
  ]);
  // Written by drp/exercise.ts.
  const { callback: url } = (kept ?? {}) as KeptForAgent;
  if (agent === undefined || url === undefined) return 'agent';
  const fault = callbackFault(url, agent, rule);
  if (fault !== undefined) return fault;
  const body = JSON.stringify(await statusOf(found, agent, services));
  return { url, body, hash: createHash('sha256').update(body).digest('hex') };
}

/** That the hub says so, and of which state of the request: a higher `revision` is newer. */
const stateOf = (
  { request: { requestId }, revision }: FoundRequest,
  hash: string,
  { proofs, clock }: CallbackServices,
): Promise<string> =>
  proofs.sign('drp-status+jwt', {
    iss: proofs.hub,
    request_id: requestId,
    revision,
    at: clock(),
    body_sha256: hash,
  });

type Became =
  | { readonly told: string }
  | { readonly failed: string }
  | { readonly refused: string };

/** What became of a call stands in the request and in its audit. */
async function note(
  { request }: FoundRequest,
  became: Became,
  { privacyRequests, clock, measure, log }: CallbackServices,
): Promise<void> {
  const { requestId, correlationId } = request;
  const at = clock();
  const callback = callbackOf(became, at);
  const { outcome, code } = callback;
  await privacyRequests.move(
    requestId,
    (before) => {
      const told = callback.told ?? before.callback?.told;
      return { ...before, callback: { ...callback, ...(told !== undefined && { told }) } };
    },
    {
      actor: 'system:agent-callbacks',
      action: `privacy-request.callback-${outcome}`,
      correlationId,
      at,
      ...(code !== undefined && { reason: code }),
    },
  );
  measure('AgentCallbacks', 1, outcome);
  log('agent called', { requestId, outcome, ...(code !== undefined && { code }), correlationId });
}

function callbackOf(became: Became, at: string): Callback {
  if ('told' in became) return { at, outcome: 'told', told: became.told };
  if ('failed' in became) return { at, outcome: 'failed', code: became.failed };
  return { at, outcome: 'refused', code: became.refused };
}
