import { createHash } from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { fetchKeys } from '#functions/shared/fetch-keys';

/** Where customers have accounts, as the deployment says; docs/me.md, Signing in. */
export interface CustomerAccounts {
  readonly issuer: string;
  /** The client id of the pages on which they sign in. */
  readonly audience: string;
  /** The spoke whose source ids are the issuer's subjects. */
  readonly spoke: string;
  readonly jwksUri: string;
}

/** Who signed in, and until when his ID token holds. */
export interface SignedInCustomer {
  readonly subject: string;
  /** An address that the issuer has made sure of. */
  readonly email?: string;
  /** RFC 3339. */
  readonly expiresAt: string;
}

/** `undefined`: the token opens nothing. Throws where the issuer's keys cannot be read. */
export type ReadIdToken = (idToken: string, nonce: string) => Promise<SignedInCustomer | undefined>;

/** A token for a session is fresh: whoever signed in comes at once. */
const mostSecondsOld = 10 * 60;

/**
 * Reads ID tokens (OpenID Connect Core, 3.1.3.7) of one issuer: signature under a key that it
 * publishes, issuer, audience, time, and the nonce. The page that signs a customer in keeps a random
 * text, and its SHA-256 goes to the issuer as the nonce: whoever has the token alone lacks the text.
 */
export function idTokenReader(
  { issuer, audience, jwksUri }: CustomerAccounts,
  nowMs: () => number,
  jwksCache: JwksCache = new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }),
): ReadIdToken {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri }, { jwksCache });
  return async (idToken, nonce) => {
    try {
      const claims = await verifier.verify(idToken);
      const { sub, exp, iat, azp, email, email_verified: isVerified } = claims;
      if (claims.nonce !== hashOf(nonce) || (azp !== undefined && azp !== audience))
        return undefined;
      if (typeof sub !== 'string' || typeof exp !== 'number' || typeof iat !== 'number')
        return undefined;
      if (nowMs() / 1000 - iat > mostSecondsOld) return undefined;
      return {
        subject: sub,
        expiresAt: new Date(exp * 1000).toISOString(),
        ...(isVerified === true && typeof email === 'string' && { email }),
      };
    } catch (error) {
      const isOutage = error instanceof FetchError || error instanceof JwksValidationError;
      if (error instanceof JwtBaseError && !isOutage) return undefined;
      throw error;
    }
  };
}

const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('base64url');

/** From `CUSTOMER_ACCOUNTS`, JSON; `undefined` where customers have no accounts. */
export const customerAccountsIn = ({
  CUSTOMER_ACCOUNTS: text,
}: NodeJS.ProcessEnv): CustomerAccounts | undefined =>
  // Written by lib/functions/function-access.ts from the deployment file, which checks it.
  text === undefined ? undefined : (JSON.parse(text) as CustomerAccounts);
