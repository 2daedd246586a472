import { Answer, type Handle } from '#functions/shared/handle';
import { forbidden, forbiddenWithoutWord } from './answers.ts';
import { setUpClaims } from './claims.ts';
import type { readAgentKey, setUpAgentKey } from './contract.ts';
import { agentNamed, agentOfToken, issueToken } from './known-agent.ts';
import { trustMessage } from './trust-message.ts';

export const handleSetUpAgentKey: Handle<typeof setUpAgentKey> = async (
  { params: { agentId }, body },
  services,
) => {
  const agent = await agentNamed(agentId, services);
  const message = { shape: setUpClaims, use: 'set-up' };
  const claims = agent && (await trustMessage(body, agent, message, services));
  if (agent === undefined || claims === undefined) return forbiddenWithoutWord();
  return { 'agent-id': agent.name, token: await issueToken(agent, services) };
};

export const handleReadAgentKey: Handle<typeof readAgentKey> = async (
  { params: { agentId }, headers },
  services,
) => {
  const agent = await agentOfToken(headers.authorization, services);
  return agent?.name === agentId ? new Answer({}) : forbidden();
};
