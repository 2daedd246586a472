import type * as z from 'zod';
import { apiScopeInToken } from '#functions/shared/api-scope';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { type Directory, makeDirectory } from '#store/directory';

/** What only the management of people and machines touches. */
export interface AccessMeans {
  readonly directory: Directory;
  /** In lower case; people need an address in one of them. */
  readonly allowedEmailDomains: readonly string[];
  /** Where an OAuth client gets its tokens. */
  readonly tokenUrl: string | undefined;
}

export type AccessServices = Services & AccessMeans;

/** As `Handle`, with the means of this capability. */
export type HandleAccess<C extends Contract> = (
  call: Call<C>,
  services: AccessServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: AccessMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): AccessMeans => {
  means ??= {
    directory: makeDirectory(process.env, apiScopeInToken),
    allowedEmailDomains: (process.env.ALLOWED_EMAIL_DOMAINS ?? '').split(',').filter(Boolean),
    tokenUrl: process.env.OAUTH_TOKEN_URL,
  };
  return means;
};
