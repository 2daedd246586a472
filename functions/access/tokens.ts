import { randomBytes } from 'node:crypto';
import type { BuiltInRole } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import { hashOfToken } from '#functions/shared/token-hash';
import type { ApiToken } from '#store/ports';
import type { createToken, listTokens, revokeToken } from './contract.ts';

/** Makes a token. Its secret leaves the hub in this answer only. */
export const handleCreateToken: Handle<typeof createToken> = async (
  { body, actorId, correlationId },
  services,
) => {
  const { title, role, spoke, expiresAt } = body;
  if (spoke !== undefined && (await services.governance.spoke(spoke)) === undefined)
    throw new Refusal('spoke.not-found', [
      { pointer: '/spoke', rule: 'known', message: 'names a spoke that does not exist' },
    ]);
  const createdAt = services.clock();
  const secret = `gsp_${randomBytes(32).toString('base64url')}`;
  const token: ApiToken = {
    tokenId: services.newId('tok'),
    title,
    role,
    createdAt,
    ...(spoke !== undefined && { spoke }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  await services.tokens.create(token, hashOfToken(secret), {
    actor: actorId,
    action: 'token.create',
    correlationId,
    at: createdAt,
  });
  services.log('token made', { tokenId: token.tokenId, role, correlationId });
  return { ...viewOf(token), token: secret };
};

export const handleListTokens: Handle<typeof listTokens> = async ({ query }, { tokens }) => {
  const page = await tokens.list(query);
  return { ...page, items: page.items.map(viewOf) };
};

/** Ends a token; ending it twice is the same as once. */
export const handleRevokeToken: Handle<typeof revokeToken> = async (
  { params, actorId, correlationId },
  services,
) => {
  const revoked = await services.tokens.revoke(params.tokenId, {
    actor: actorId,
    action: 'token.revoke',
    correlationId,
    at: services.clock(),
  });
  if (revoked === undefined) throw new Refusal('token.not-found');
  services.log('token ended', { tokenId: params.tokenId, correlationId });
  return viewOf(revoked);
};

const viewOf = (token: ApiToken) => ({ ...token, role: token.role as BuiltInRole });
