import { rootUnit } from '#core/access/grant';
import { hashOfToken } from '#functions/shared/token-hash';
import type { Caller, Services } from './handle.ts';

export interface Authentication extends Pick<Services, 'tokens' | 'clock'> {
  /** Who stands in a person's signed token; without it such tokens open nothing. */
  readonly readPersonToken?: ((token: string) => Promise<Caller | undefined>) | undefined;
}

/** A JSON Web Token in compact form; no machine's token has dots. */
const signedToken = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const longestMachineToken = 512;

/** The caller behind an `Authorization` header; `undefined` when the token opens nothing. */
export async function authenticate(
  header: string | undefined,
  { tokens, clock, readPersonToken }: Authentication,
): Promise<Caller | undefined> {
  const secret = /^Bearer +([\x21-\x7e]{8,4096})$/i.exec(header ?? '')?.[1];
  if (secret === undefined) return undefined;
  if (signedToken.test(secret)) return readPersonToken?.(secret);
  if (secret.length > longestMachineToken) return undefined;
  const token = await tokens.byHash(hashOfToken(secret));
  if (token === undefined || token.revokedAt !== undefined) return undefined;
  if (token.expiresAt !== undefined && token.expiresAt <= clock()) return undefined;
  return {
    actorId: token.tokenId,
    grants: [{ role: token.role, orgUnit: token.orgUnit ?? rootUnit }],
    ...(token.spoke !== undefined && { spoke: token.spoke }),
    ...(token.purposes !== undefined && { purposes: token.purposes }),
  };
}
