import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { apiScopeInToken } from '#functions/shared/api-scope';
import type { SignedToken } from '#functions/shared/authenticate';
import { fetchKeys } from '#functions/shared/fetch-keys';

/** Cognito's `sub` of a person: random, and no e-mail address. */
const idOfPerson = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOfClient = /^[\w+]{1,128}$/;

export type ReadSignedToken = (token: string) => Promise<SignedToken | undefined>;

/**
 * Reads access tokens of one issuer, a Cognito user pool or what stands for it on this machine:
 * signature (RS256, under a key that the issuer publishes), issuer, expiry, use and scope. `undefined`
 * for a token that opens nothing; throws when the keys cannot be read, for then nobody knows. Keys are
 * fetched once and again only for a key that is new.
 *
 * The access token and not the ID token: it holds no e-mail address and no name. The scope says for
 * which API a token is; clients come and go. Groups in it count for nothing.
 */
export function signedTokenReader(
  issuer: string,
  jwksCache: JwksCache = new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }),
): ReadSignedToken {
  const verifier = JwtVerifier.create(
    {
      issuer,
      // An access token of Cognito has none.
      audience: null,
      scope: apiScopeInToken,
      jwksUri: `${issuer}/.well-known/jwks.json`,
    },
    { jwksCache },
  );
  return async (token) => {
    try {
      const claims = await verifier.verify(token);
      // The verifier takes a token without an end for one that never ends.
      return typeof claims.exp === 'number' ? whoIsIn(claims) : undefined;
    } catch (error) {
      const isOutage = error instanceof FetchError || error instanceof JwksValidationError;
      if (error instanceof JwtBaseError && !isOutage) return undefined;
      throw error;
    }
  };
}

/** Of a client's own token both ids are the client's, and there is no name of a user. */
function whoIsIn(claims: Readonly<Record<string, unknown>>): SignedToken | undefined {
  const { token_use, sub, client_id: clientId, username } = claims;
  if (token_use !== 'access' || typeof sub !== 'string') return undefined;
  if (typeof username === 'string')
    return idOfPerson.test(sub) ? { kind: 'person', id: sub } : undefined;
  return sub === clientId && idOfClient.test(sub) ? { kind: 'client', clientId: sub } : undefined;
}
