import type { Authorizer } from './gateway.ts';

export interface CachedAuthorizer {
  readonly authorizer: Authorizer;
  /** Tokens may have changed: ask again from now on. */
  readonly forget: () => void;
}

const holdMs = 5000;
const mostTokens = 1000;

/**
 * Holds the authorizer's answer per `Authorization` header for a few seconds, as API Gateway does
 * for minutes. Refusals are not held.
 */
export function cachedAuthorizer(
  ask: Authorizer,
  nowMs: () => number = Date.now,
): CachedAuthorizer {
  const held = new Map<string, { untilMs: number; answer: Awaited<ReturnType<Authorizer>> }>();
  let generation = 0;
  return {
    forget: () => {
      generation += 1;
      held.clear();
    },
    authorizer: async (event) => {
      const header = event.headers?.authorization ?? '';
      const known = held.get(header);
      if (known !== undefined && known.untilMs > nowMs()) return known.answer;
      const askedIn = generation;
      const answer = await ask(event);
      // An answer that was on its way while a token was ended may be the old one.
      if (askedIn !== generation) return answer;
      if (held.size >= mostTokens) held.clear();
      held.set(header, { untilMs: nowMs() + holdMs, answer });
      return answer;
    },
  };
}
