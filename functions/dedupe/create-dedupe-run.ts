import type { DedupeRun } from '#core/dedupe-run/dedupe-run';
import { readSchema } from '#functions/shared/context';
import type { createDedupeRun } from './contract.ts';
import { executionName, runView } from './find-dedupe-run.ts';
import type { HandleDedupe } from './services.ts';

/** Keeps the run, then starts its workflow. */
export const handleCreateDedupeRun: HandleDedupe<typeof createDedupeRun> = async (
  { body, actorId, correlationId },
  services,
) => {
  await readSchema(services, body.schema);
  const createdAt = services.clock();
  const run: DedupeRun = {
    runId: services.newId('run'),
    request: {
      schema: body.schema,
      dryRun: body.dryRun,
      ...(body.threshold === undefined ? {} : { threshold: body.threshold }),
    },
    state: 'running',
    attempt: 1,
    progress: { stage: 'scan', done: 0, total: 0 },
    actor: actorId,
    correlationId,
    createdAt,
  };
  await services.dedupeRuns.create(run, {
    actor: actorId,
    action: 'dedupe-run.create',
    correlationId,
    at: createdAt,
  });
  await services.workflows.startDedupe(executionName(run), { runId: run.runId });
  services.log('dedupe run started', { runId: run.runId, ...run.request });
  return runView(run);
};
