import type * as z from 'zod';
import type { Agent } from '#core/privacy-request/agent';
import type { Services } from '#functions/shared/handle';
import type { Envelope } from './claims.ts';
import { openSignedMessage } from './signed-message.ts';

/** No message holds longer than so, whatever it says of itself. */
const longestMs = 60 * 60_000;
/** Of a message without an end: at least as long as a request is open. */
const bareDays = 400;

/** What makes a message none of ours; for the log, nobody else hears it. */
type Doubt = 'tampered' | 'shape' | 'foreign' | 'stale' | 'replayed';

type Claims = { readonly [name in keyof Envelope]?: Envelope[name] | undefined };

/**
 * The claims of a message that this agent signed for this business, now, and that was never used: what
 * 3.07 of the Data Rights Protocol asks for, in its order. `undefined`: it must not be followed.
 *
 * @param use tells apart uses of a message that has no envelope
 */
export async function trustMessage<S extends z.ZodType<Claims>>(
  text: string,
  agent: Agent,
  { shape, use }: { readonly shape: S; readonly use: string },
  services: Pick<Services, 'clock' | 'doorSessions' | 'log'>,
): Promise<z.output<S> | undefined> {
  const doubted = (because: Doubt) => {
    services.log('agent message not trusted', { agentId: agent.name, because });
    return undefined;
  };
  const message = openSignedMessage(text, agent.verifyKey);
  if (message === undefined) return doubted('tampered');
  const read = shape.safeParse(message.claims);
  if (!read.success) return doubted('shape');
  const claims = read.data;
  if (!isOurs(claims, agent)) return doubted('foreign');
  const now = services.clock();
  if (!holdsAt(claims, now)) return doubted('stale');
  // The same bytes in another wrapping are the same message; its end stands in them.
  const bareEnd = new Date(Date.parse(now) + bareDays * 86_400_000).toISOString();
  const once = `drp#${agent.name}#${message.hash}${isWhole(claims) ? '' : `#${use}`}`;
  const isFirst = await services.doorSessions.useOnce(once, claims['expires-at'] ?? bareEnd);
  return isFirst ? claims : doubted('replayed');
}

const isWhole = (claims: Claims): boolean => claims['expires-at'] !== undefined;

function isOurs(claims: Claims, { name, businessId }: Agent): boolean {
  const { 'agent-id': agentId = name, 'business-id': ofBusiness = businessId } = claims;
  return agentId === name && ofBusiness === businessId;
}

/** It was said before now, is not over, and was never to hold longer than an hour. */
function holdsAt({ 'issued-at': from, 'expires-at': to }: Claims, now: string): boolean {
  if (from === undefined || to === undefined) return from === to;
  return from <= now && now < to && Date.parse(to) - Date.parse(from) <= longestMs;
}
