import { callerOfToken } from '#functions/shared/authenticate';
import type { Caller, Services } from '#functions/shared/handle';

/**
 * Who an actor of the audit was at a moment, with the grants that he had then: none where he was not
 * there yet, or not any more. A person's are kept with every change. A token has one role for its life,
 * so its dates tell the rest.
 */
export async function actorAt(
  actorId: string,
  at: string,
  { users, tokens }: Pick<Services, 'users' | 'tokens'>,
): Promise<Caller> {
  const nobody: Caller = { actorId, grants: [] };
  if (actorId.startsWith('usr_')) {
    const user = await users.accessAt(actorId, at);
    return user?.state === 'active' ? { actorId, grants: user.grants } : nobody;
  }
  const token = await tokens.read(actorId);
  if (token === undefined) return nobody;
  const { createdAt, revokedAt, expiresAt } = token;
  const isThere = createdAt <= at && ![revokedAt, expiresAt].some((end) => end && end <= at);
  return isThere ? callerOfToken(token) : nobody;
}
