import type * as z from 'zod';
import { type SizeLimits, sizeLimits } from '#core/dedupe-run/size-run';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { makeWorkObjects, type WorkObjects } from '#store/work-objects';
import { makeWorkflows, type Workflows } from '#store/workflows';

/** What only dedupe runs touch. */
export interface DedupeMeans {
  readonly work: Pick<WorkObjects, 'put' | 'read' | 'size' | 'text'>;
  readonly workflows: Pick<Workflows, 'startDedupe'>;
  readonly limits: SizeLimits;
}

export type DedupeServices = Services & DedupeMeans;

/** As `Handle`, with the means of dedupe runs. */
export type HandleDedupe<C extends Contract> = (
  call: Call<C>,
  services: DedupeServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: DedupeMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): DedupeMeans => {
  means ??= {
    work: makeWorkObjects(process.env),
    workflows: makeWorkflows(process.env),
    limits: sizeLimits,
  };
  return means;
};
