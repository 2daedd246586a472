import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { importJWK, type JWK, SignJWT } from 'jose';
import { apiScopeInToken } from '#functions/shared/api-scope';
import { secretFile } from './secret-file.ts';

/** As long as the console's tokens in the cloud. */
export const accessTokenSeconds = 15 * 60;

export interface TokenSigner {
  /** What the signatures are verified by. */
  readonly keys: { readonly keys: readonly JWK[] };
  /** An access token with the claims that Cognito gives one: of a person, or of a client for itself. */
  readonly sign: (
    issuer: string,
    who: { readonly sub: string; readonly clientId: string; readonly isPerson: boolean },
  ) => Promise<string>;
}

/** Signs with RS256, as Cognito does, under a key kept in `file` (mode 0600). */
export async function tokenSigner(file: string): Promise<TokenSigner> {
  const { kid = '', ...secret } = JSON.parse(secretFile(file, newKey)) as JWK;
  const key = await importJWK({ ...secret, alg: 'RS256' });
  const { kty = '', n = '', e = '' } = secret;
  return {
    keys: { keys: [{ kty, n, e, kid, alg: 'RS256', use: 'sig' }] },
    sign: (issuer, { sub, clientId, isPerson }) =>
      new SignJWT({
        token_use: 'access',
        client_id: clientId,
        scope: apiScopeInToken,
        ...(isPerson && { username: sub }),
      })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setSubject(sub)
        .setIssuer(issuer)
        .setIssuedAt()
        .setJti(randomUUID())
        .setExpirationTime(`${accessTokenSeconds}s`)
        .sign(key),
  };
}

const newKey = (): string => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() });
};
