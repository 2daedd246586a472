import type * as z from 'zod';
import { type SizeLimits, sizeLimits } from '#core/dedupe-run/size-run';
import type { Contract } from '#functions/shared/contract';
import type { Answer, Call, Services } from '#functions/shared/handle';
import { makeWorkObjects, type WorkObjects } from '#store/work-objects';
import { makeWorkflows, type Workflows } from '#store/workflows';

/** What only retention runs touch. */
export interface RetentionMeans {
  readonly work: Pick<WorkObjects, 'put' | 'size' | 'text'>;
  /** Its own, and those of the erasures that it opens. */
  readonly workflows: Pick<Workflows, 'startRetention' | 'startPrivacy' | 'goOn'>;
  readonly limits: Pick<SizeLimits, 'leastInChunk' | 'mostInChunk' | 'usualChunks'> & {
    /** Of one object; some 200 bytes each. */
    readonly rowsInPart: number;
  };
}

export type RetentionServices = Services & RetentionMeans;

/** As `Handle`, with the means of retention runs. */
export type HandleRetention<C extends Contract> = (
  call: Call<C>,
  services: RetentionServices,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;

let means: RetentionMeans | undefined;

/** The real means of a warm function, made on the first call. */
export const realMeans = (): RetentionMeans => {
  means ??= {
    work: makeWorkObjects(process.env),
    workflows: makeWorkflows(process.env),
    limits: { ...sizeLimits, rowsInPart: 10_000 },
  };
  return means;
};
