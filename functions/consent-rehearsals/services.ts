import type * as z from 'zod';
import { type SizeLimits, sizeLimits } from '#core/dedupe-run/size-run';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { makeWorkObjects, type WorkObjects } from '#store/work-objects';
import { makeWorkflows, type Workflows } from '#store/workflows';

/** What only rehearsals touch. */
export interface RehearsalMeans {
  readonly work: Pick<WorkObjects, 'put' | 'size' | 'text'>;
  readonly workflows: Pick<Workflows, 'startConsentRehearsal'>;
  readonly limits: Pick<SizeLimits, 'leastInChunk' | 'mostInChunk' | 'usualChunks'> & {
    /** Of one object; some 200 bytes each. */
    readonly rowsInPart: number;
  };
}

export type RehearsalServices = Services & RehearsalMeans;

/** As `Handle`, with the means of rehearsals. */
export type HandleRehearsal<C extends Contract> = (
  call: Call<C>,
  services: RehearsalServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: RehearsalMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): RehearsalMeans => {
  means ??= {
    work: makeWorkObjects(process.env),
    workflows: makeWorkflows(process.env),
    limits: { ...sizeLimits, rowsInPart: 10_000 },
  };
  return means;
};
