import { hashOfToken } from '#functions/shared/token-hash';
import type { Caller, Services } from './handle.ts';
import { type Role, roles } from './permissions.ts';

/** The caller behind an `Authorization` header; `undefined` when the token opens nothing. */
export async function authenticate(
  header: string | undefined,
  { tokens, clock }: Pick<Services, 'tokens' | 'clock'>,
): Promise<Caller | undefined> {
  const secret = /^Bearer +([\x21-\x7e]{8,512})$/i.exec(header ?? '')?.[1];
  if (secret === undefined) return undefined;
  const token = await tokens.byHash(hashOfToken(secret));
  if (token === undefined || token.revokedAt !== undefined) return undefined;
  if (token.expiresAt !== undefined && token.expiresAt <= clock()) return undefined;
  if (!Object.hasOwn(roles, token.role)) return undefined;
  return {
    actorId: token.tokenId,
    role: token.role as Role,
    ...(token.spoke !== undefined && { spoke: token.spoke }),
  };
}
