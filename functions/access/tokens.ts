import { randomBytes } from 'node:crypto';
import { rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import { hasEnded } from '#functions/shared/authenticate';
import type { Handle } from '#functions/shared/handle';
import { hashOfClient, hashOfToken } from '#functions/shared/token-hash';
import type { ApiToken, OpenedToken } from '#store/ports';
import type { createToken, listTokens, revokeToken, rotateToken } from './contract.ts';
import {
  type Manager,
  mayManage,
  maySee,
  requireGrantable,
  requireHeld,
  unknown,
} from './reach.ts';
import type { AccessServices, HandleAccess } from './services.ts';

/** Makes a token, or a client that gets tokens for itself. The secret leaves the hub in this answer only. */
export const handleCreateToken: HandleAccess<typeof createToken> = async (call, services) => {
  const { body, actorId, correlationId } = call;
  const { kind, title, role, orgUnit = rootUnit, spoke, purposes, expiresAt } = body;
  const createdAt = services.clock();
  const at = { role: '/role', orgUnit: '/orgUnit' };
  await requireGrantable(services, call, { role, orgUnit }, at, spoke);
  if (spoke !== undefined && (await services.governance.spoke(spoke)) === undefined)
    throw unknown('spoke.not-found', '/spoke');
  if (expiresAt !== undefined && expiresAt <= createdAt)
    throw new Refusal('request.invalid', [
      { pointer: '/expiresAt', rule: 'future', message: 'is not in the future' },
    ]);
  const token: ApiToken = {
    tokenId: services.newId('tok'),
    title,
    role,
    createdAt,
    ...(kind === 'oauth-client' && { kind }),
    ...(body.orgUnit !== undefined && { orgUnit }),
    ...(spoke !== undefined && { spoke }),
    ...(purposes !== undefined && { purposes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  const change = { actor: actorId, action: 'token.create', correlationId, at: createdAt };
  const secret = await newSecret(token, services);
  const made = { ...token, ...secret.shown };
  await orWithout(secret, services, () => services.tokens.create(made, secret.hash, change));
  services.log('token made', { tokenId: token.tokenId, role, orgUnit, correlationId });
  return { ...viewOf(made), ...secret.answer };
};

/** A page may hold fewer than asked for: tokens beyond the caller's reach are left out. */
export const handleListTokens: Handle<typeof listTokens> = async (call, { tokens }) => {
  const page = await tokens.list(call.query);
  return { ...page, items: page.items.filter((each) => isSeen(call, each)).map(viewOf) };
};

/**
 * Gives a token another secret; the one before opens it for a while longer, so that nobody has to be
 * fast. Whoever gets the secret gets what it opens: it takes all that the token brings.
 */
export const handleRotateToken: HandleAccess<typeof rotateToken> = async (call, services) => {
  const { params, body, actorId, correlationId } = call;
  const token = await manageable(call, params.tokenId, services);
  const at = services.clock();
  if (hasEnded(token, at)) throw new Refusal('token.ended');
  const role = await services.governance.roles.read(token.role);
  if (role === undefined) throw unknown('role.not-found', '/role');
  const { orgUnit = rootUnit, spoke } = token;
  await requireHeld(services, call, { role: role.value, orgUnit, spoke }, '');
  const closesAt = new Date(Date.parse(at) + body.overlapSeconds * 1000).toISOString();
  const secret = await newSecret(token, services);
  const change = { actor: actorId, action: 'token.rotate', correlationId, at };
  const next = { hash: secret.hash, closesAt, ...secret.shown };
  const rotated = await orWithout(secret, services, () =>
    services.tokens.rotate(token.tokenId, next, change),
  );
  if (rotated === undefined) throw new Refusal('token.not-found');
  if (rotated.closedClientId !== undefined)
    await services.directory.removeClient(rotated.closedClientId);
  services.log('token rotated', { tokenId: token.tokenId, correlationId });
  return { ...viewOf(rotated.token), previousClosesAt: closesAt, ...secret.answer };
};

/** Ends a token with all its secrets; ending it twice is the same as once. */
export const handleRevokeToken: HandleAccess<typeof revokeToken> = async (call, services) => {
  const { params, actorId, correlationId } = call;
  await manageable(call, params.tokenId, services);
  const revoked = await services.tokens.revoke(params.tokenId, {
    actor: actorId,
    action: 'token.revoke',
    correlationId,
    at: services.clock(),
  });
  if (revoked === undefined) throw new Refusal('token.not-found');
  for (const clientId of revoked.clientIds) await services.directory.removeClient(clientId);
  services.log('token ended', { tokenId: params.tokenId, correlationId });
  return viewOf(revoked.token);
};

interface Secret {
  readonly hash: string;
  /** What stands with the token, for all who may see it. */
  readonly shown: { readonly clientId?: string };
  /** What the caller gets, once. */
  readonly answer: {
    readonly token?: string;
    readonly clientSecret?: string;
    readonly tokenUrl?: string;
  };
}

async function newSecret(
  { tokenId, kind }: Pick<ApiToken, 'tokenId' | 'kind'>,
  { directory, tokenUrl }: AccessServices,
): Promise<Secret> {
  if (kind === 'oauth-client') {
    const { clientId, clientSecret } = await directory.addClient(tokenId);
    return {
      hash: hashOfClient(clientId),
      shown: { clientId },
      answer: { clientSecret, ...(tokenUrl !== undefined && { tokenUrl }) },
    };
  }
  const token = `gsp_${randomBytes(32).toString('base64url')}`;
  return { hash: hashOfToken(token), shown: {}, answer: { token } };
}

/** A client that no token stands for opens nothing, and is not left behind. */
async function orWithout<T>(
  { shown }: Secret,
  { directory }: AccessServices,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (shown.clientId !== undefined) await directory.removeClient(shown.clientId);
    throw error;
  }
}

/** Refuses a token beyond what the caller sees as one that is not there. */
async function manageable(
  manager: Pick<Manager, 'access'>,
  tokenId: string,
  { tokens }: AccessServices,
): Promise<ApiToken> {
  const token = await tokens.read(tokenId);
  if (token === undefined || !isSeen(manager, token)) throw new Refusal('token.not-found');
  if (!mayManage(manager, token.orgUnit ?? rootUnit)) throw new Refusal('auth.forbidden');
  return token;
}

const isSeen = (manager: Pick<Manager, 'access'>, { orgUnit = rootUnit }: ApiToken): boolean =>
  maySee(manager, orgUnit);

const viewOf = (token: ApiToken & Pick<OpenedToken, 'lastUsedAt'>) => ({
  ...token,
  kind: token.kind ?? ('secret' as const),
  orgUnit: token.orgUnit ?? rootUnit,
});
