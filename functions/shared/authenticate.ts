import { rootUnit } from '#core/access/grant';
import { hashOfClient, hashOfToken } from '#functions/shared/token-hash';
import type { ApiToken, OpenedToken } from '#store/ports';
import type { Caller, Services } from './handle.ts';
import { actorOfPerson } from './person.ts';

/** Who stands in a signed token: a person by the id that the user pool gave, or a client for itself. */
export type SignedToken =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'client'; readonly clientId: string };

export interface Authentication
  extends Pick<Services, 'tokens' | 'users' | 'doorSessions' | 'clock' | 'log'> {
  /** Reads a signed token; without it such tokens open nothing. */
  readonly readSignedToken?: ((token: string) => Promise<SignedToken | undefined>) | undefined;
}

/** A JSON Web Token in compact form; no machine's secret has dots. */
const signedToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const longestMachineToken = 512;
/** What the secret of a customer's own session begins with; no machine's does. */
export const doorSecretPrefix = 'gsd_';
/** The use of a token is noted once an hour, and nobody waits longer for that. */
const hourMs = 60 * 60 * 1000;
const noteWithinMs = 300;

/**
 * The caller behind an `Authorization` header; `undefined` when the token opens nothing, whether it is
 * unknown, ended, expired or of a person who left. What a person may do stands in the hub's own record
 * of him, not in his token, so that it ends when the record says so.
 */
export async function authenticate(
  header: string | undefined,
  services: Authentication,
): Promise<Caller | undefined> {
  const secret = /^Bearer +([\x21-\x7e]{8,4096})$/i.exec(header ?? '')?.[1];
  if (secret === undefined) return undefined;
  if (signedToken.test(secret)) {
    const signed = await services.readSignedToken?.(secret);
    if (signed === undefined) return undefined;
    return signed.kind === 'person'
      ? personOf(signed.id, services)
      : machineOf(hashOfClient(signed.clientId), services);
  }
  if (secret.length > longestMachineToken) return undefined;
  return secret.startsWith(doorSecretPrefix)
    ? customerOf(hashOfToken(secret), services)
    : machineOf(hashOfToken(secret), services);
}

async function customerOf(
  sessionHash: string,
  { doorSessions }: Authentication,
): Promise<Caller | undefined> {
  const session = await doorSessions.byHash(sessionHash);
  if (session === undefined) return undefined;
  const { customerId, expiresAt: _, ...proof } = session;
  const person = { customerId, sessionHash, ...proof };
  return { actorId: actorOfPerson(customerId), grants: [], person };
}

async function personOf(id: string, { users }: Authentication): Promise<Caller | undefined> {
  const user = await users.access(`usr_${id}`);
  if (user === undefined || user.state !== 'active') return undefined;
  return { actorId: user.userId, grants: user.grants };
}

async function machineOf(hash: string, services: Authentication): Promise<Caller | undefined> {
  const now = services.clock();
  const token = await services.tokens.byHash(hash);
  if (token === undefined || hasEnded(token, now)) return undefined;
  await noteUse(hash, token, now, services);
  return callerOfToken(token);
}

export const callerOfToken = ({
  tokenId,
  role,
  orgUnit = rootUnit,
  spoke,
  purposes,
}: ApiToken): Caller => ({
  actorId: tokenId,
  grants: [{ role, orgUnit }],
  ...(spoke !== undefined && { spoke }),
  ...(purposes !== undefined && { purposes }),
});

export const hasEnded = (
  { revokedAt, expiresAt, closesAt }: Pick<OpenedToken, 'revokedAt' | 'expiresAt' | 'closesAt'>,
  now: string,
): boolean =>
  revokedAt !== undefined ||
  (expiresAt !== undefined && expiresAt <= now) ||
  (closesAt !== undefined && closesAt <= now);

/** The call goes on whatever becomes of it; a function that answered may be frozen, so it is waited for a moment. */
async function noteUse(
  hash: string,
  { tokenId, lastUsedAt }: OpenedToken,
  now: string,
  { tokens, log }: Authentication,
): Promise<void> {
  if (lastUsedAt !== undefined && Date.parse(now) - Date.parse(lastUsedAt) < hourMs) return;
  let timer: NodeJS.Timeout | undefined;
  const noted = tokens.noteUse(hash, now).catch((error: unknown) =>
    log('use of a token not noted', {
      tokenId,
      error: error instanceof Error ? error.name : 'unknown',
    }),
  );
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, noteWithinMs);
  });
  await Promise.race([noted, waited]);
  clearTimeout(timer);
}
