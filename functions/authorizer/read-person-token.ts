import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { rootUnit } from '#core/access/grant';
import { type BuiltInRole, isBuiltInRole } from '#core/access/roles';
import { apiScopeInToken } from '#functions/shared/api-scope';
import type { Caller } from '#functions/shared/handle';

/** Cognito's `sub`: random, and no e-mail address. */
const idOfPerson = /^[0-9a-f-]{36}$/;

export type ReadPersonToken = (token: string) => Promise<Caller | undefined>;

/**
 * Reads access tokens of one user pool: signature (RS256, under a key that the pool publishes),
 * issuer, expiry, use and scope. `undefined` for a token that opens nothing; throws when the pool's
 * keys cannot be read, for then nobody knows. Keys are fetched once and again only for a key that is new.
 *
 * The access token and not the ID token: it holds no e-mail address and no name.
 */
export function personTokenReader(
  userPoolId: string,
  jwksCache: JwksCache = new SimpleJwksCache(),
): ReadPersonToken {
  const verifier = CognitoJwtVerifier.create(
    // The scope says for which API a token is; clients of the pool come and go with the console.
    { userPoolId, tokenUse: 'access', scope: apiScopeInToken, clientId: null },
    { jwksCache },
  );
  return async (token) => {
    try {
      const { sub, exp, 'cognito:groups': groups } = await verifier.verify(token);
      const role = roleOf(groups ?? []);
      // The verifier takes a token without an end for one that never ends.
      if (role === undefined || typeof exp !== 'number' || !idOfPerson.test(sub)) return undefined;
      return { actorId: `usr_${sub}`, grants: [{ role, orgUnit: rootUnit }] };
    } catch (error) {
      const isOutage = error instanceof FetchError || error instanceof JwksValidationError;
      if (error instanceof JwtBaseError && !isOutage) return undefined;
      throw error;
    }
  };
}

/**
 * The one role among a person's groups; groups that are no role of the hub do not count. Nobody with
 * two roles gets in: which of them was meant is not for the hub to guess.
 */
function roleOf(groups: readonly string[]): BuiltInRole | undefined {
  const [role, ...others] = groups.filter(isBuiltInRole);
  return others.length === 0 ? role : undefined;
}
