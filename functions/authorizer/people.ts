import type { ReadPersonToken } from './read-person-token.ts';

let reader: Promise<ReadPersonToken> | undefined;

/**
 * Reads people's tokens where the deployment has a user pool (`USER_POOL_ID`). The library is loaded,
 * and the pool's keys are fetched, with the first such token of a warm function: machines' tokens,
 * which are most, do not wait for it.
 */
export function peopleOf({ USER_POOL_ID }: NodeJS.ProcessEnv): ReadPersonToken | undefined {
  if (USER_POOL_ID === undefined) return undefined;
  return async (token) => {
    reader ??= import('./read-person-token.ts').then(({ personTokenReader }) =>
      personTokenReader(USER_POOL_ID),
    );
    return (await reader)(token);
  };
}
