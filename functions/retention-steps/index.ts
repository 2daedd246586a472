import { chunkStepsOf, runOf } from '#functions/shared/chunk-steps';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { failRun, finishRun } from './finish-run.ts';
import { lookAtChunk } from './look-at-chunk.ts';
import { planRun } from './plan-run.ts';
import { type RetentionServices, realMeans } from './services.ts';

/** The steps of workflows/retention.asl.json. */
export const retentionStepsOf = chunkStepsOf<RetentionServices>({
  plan: planRun,
  scan: lookAtChunk,
  finish: finishRun,
  fail: failRun,
});

export const handler = observed(
  retentionStepsOf(() => ({ ...realServices(), ...realMeans() })),
  runOf,
);
