import type { ReadSignedToken } from './read-signed-token.ts';

let reader: Promise<ReadSignedToken> | undefined;

/**
 * Reads signed tokens where the deployment has an issuer (`TOKEN_ISSUER`). The library is loaded, and
 * the issuer's keys are fetched, with the first such token of a warm function: machines' secrets, which
 * are most, do not wait for it.
 */
export function signedTokensOf({ TOKEN_ISSUER }: NodeJS.ProcessEnv): ReadSignedToken | undefined {
  if (TOKEN_ISSUER === undefined) return undefined;
  return async (token) => {
    reader ??= import('./read-signed-token.ts').then(({ signedTokenReader }) =>
      signedTokenReader(TOKEN_ISSUER),
    );
    return (await reader)(token);
  };
}
