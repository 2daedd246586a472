import { Refusal } from '#core/kernel/refusal';
import type { Agent } from '#core/privacy-request/agent';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { Governed } from '#store/ports';
import type { putAgent, readAgent } from './contract.ts';

/** With another key, or once it is revoked, its bearer tokens open nothing any more. The same again changes nothing. */
export const handlePutAgent: Handle<typeof putAgent> = async (
  { params: { agentId }, body, ifRevision, actorId, correlationId },
  services,
) => {
  const { title, verifyKey, businessId, verificationUrl, callbackHosts, revoked } = body;
  const agent: Agent = {
    name: agentId,
    title,
    verifyKey,
    businessId,
    isRevoked: revoked,
    ...(verificationUrl !== undefined && { verificationUrl }),
    ...(callbackHosts !== undefined && { callbackHosts }),
  };
  const at = services.clock();
  const change = { actor: actorId, action: 'agent.put', correlationId, at };
  const governed = await services.governance.agents.put(agent, change, ifRevision);
  services.log('agent put', { agentId, revoked, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleReadAgent: Handle<typeof readAgent> = async (
  { params: { agentId } },
  { governance },
) => {
  const found = await governance.agents.read(agentId);
  if (found === undefined) throw new Refusal('agent.not-found');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

function viewOf({ value, revision, updatedAt }: Governed<Agent>) {
  const { name, isRevoked, callbackHosts, ...view } = value;
  return {
    id: name,
    ...view,
    revoked: isRevoked,
    revision,
    updatedAt,
    ...(callbackHosts !== undefined && { callbackHosts: [...callbackHosts] }),
  };
}
