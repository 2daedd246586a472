import type * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { makeWorkObjects, type WorkObjects } from '#store/work-objects';
import { makeWorkflows, type Workflows } from '#store/workflows';

/** What only imports touch. */
export interface ImportMeans {
  readonly work: WorkObjects;
  readonly workflows: Pick<Workflows, 'startImport'>;
}

export type ImportServices = Services & ImportMeans;

/** As `Handle`, with the means of imports. */
export type HandleImport<C extends Contract> = (
  call: Call<C>,
  services: ImportServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: ImportMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): ImportMeans => {
  means ??= { work: makeWorkObjects(process.env), workflows: makeWorkflows(process.env) };
  return means;
};
