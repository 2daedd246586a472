import type * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { makeWorkflows, type Workflows } from '#store/workflows';

/** What only privacy requests touch. */
export interface PrivacyMeans {
  readonly workflows: Pick<Workflows, 'startPrivacy' | 'goOn'>;
}

export type PrivacyServices = Services & PrivacyMeans;

/** As `Handle`, with the means of privacy requests. */
export type HandlePrivacy<C extends Contract> = (
  call: Call<C>,
  services: PrivacyServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: PrivacyMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): PrivacyMeans => {
  means ??= { workflows: makeWorkflows(process.env) };
  return means;
};
