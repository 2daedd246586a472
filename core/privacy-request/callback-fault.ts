import { targetFault } from '#core/kernel/safe-target';
import type { Agent } from './agent.ts';

/** On one's own machine alone: a receiver of that machine may be called, without TLS and at any port. */
export interface CallbackRule {
  readonly isLoopbackAllowed: boolean;
}

/** `address`: no target for anybody (`targetFault`). `host`: none that the agent is registered with. */
export type CallbackFault = 'address' | 'host';

/** Why the hub calls nobody at this URL for this agent; `undefined` where it does. */
export function callbackFault(
  url: string,
  { callbackHosts = [] }: Pick<Agent, 'callbackHosts'>,
  { isLoopbackAllowed }: CallbackRule,
): CallbackFault | undefined {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: '' };
  const isHere = isLoopbackAllowed && (hostname === '127.0.0.1' || hostname === 'localhost');
  if (!isHere && targetFault(url) !== undefined) return 'address';
  return callbackHosts.includes(hostname) ? undefined : 'host';
}
