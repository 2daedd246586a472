import { createHash } from 'node:crypto';
import type { Agent } from '#core/privacy-request/agent';
import type { Services } from '#functions/shared/handle';

const tokenKind = 'agent';
const tokenDays = 365;

type Reads = Pick<Services, 'governance' | 'links'>;

/** An agent that may ask. */
export async function agentNamed(
  agentId: string,
  { governance }: Pick<Services, 'governance'>,
): Promise<Agent | undefined> {
  const found = await governance.agents.read(agentId);
  return found === undefined || found.value.isRevoked ? undefined : found.value;
}

/** A bearer token of this agent: good for a year, and no longer than the key that it was asked for with. */
export const issueToken = (
  agent: Agent,
  { links, clock }: Pick<Services, 'links' | 'clock'>,
): Promise<string> =>
  links.sign({
    kind: tokenKind,
    customerId: agent.name,
    facts: { key: keyPrint(agent) },
    expiresAt: new Date(Date.parse(clock()) + tokenDays * 86_400_000).toISOString(),
  });

/** Whose bearer token this is; nobody's where the agent was revoked, or has another key by now. */
export async function agentOfToken(
  authorization: string | undefined,
  services: Reads,
): Promise<Agent | undefined> {
  const token = /^Bearer +([\x21-\x7e]{8,2000})$/i.exec(authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : await services.links.open(tokenKind, token);
  const agent = claims && (await agentNamed(claims.customerId, services));
  return agent !== undefined && claims?.facts.key === keyPrint(agent) ? agent : undefined;
}

const keyPrint = ({ verifyKey }: Agent): string =>
  createHash('sha256').update(verifyKey).digest('base64url');
