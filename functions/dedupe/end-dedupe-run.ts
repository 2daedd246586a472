import { hasEnded } from '#core/dedupe-run/dedupe-run';
import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import type { cancelDedupeRun, resumeDedupeRun } from './contract.ts';
import { executionName, findDedupeRun, runView } from './find-dedupe-run.ts';
import type { HandleDedupe } from './services.ts';
import { planName } from './work.ts';

/** Its steps see it before their next piece of work and do nothing more; the workflow then ends it. */
export const handleCancelDedupeRun: Handle<typeof cancelDedupeRun> = async (
  { params: { runId }, actorId, correlationId },
  services,
) => {
  const run = await findDedupeRun(runId, services);
  if (hasEnded(run.state)) throw new Refusal('dedupe-run.ended');
  const change = {
    actor: actorId,
    action: 'dedupe-run.cancel',
    correlationId,
    at: services.clock(),
  };
  const asked = await services.dedupeRuns.move(runId, ['running'], 'cancelling', change);
  services.log('dedupe run cancelled', { runId });
  return runView(asked ?? run);
};

/** Begins the workflow again; steps whose results are there do nothing. */
export const handleResumeDedupeRun: HandleDedupe<typeof resumeDedupeRun> = async (
  { params: { runId }, actorId, correlationId },
  services,
) => {
  const run = await findDedupeRun(runId, services);
  if (run.state !== 'failed') throw new Refusal('dedupe-run.not-failed');
  if (run.size !== undefined && (await services.work.size(planName(runId))) === undefined)
    throw new Refusal('dedupe-run.changes-expired');
  const resumed = await services.dedupeRuns.move(
    runId,
    ['failed'],
    'running',
    { actor: actorId, action: 'dedupe-run.resume', correlationId, at: services.clock() },
    { attempt: run.attempt + 1 },
  );
  const now = resumed ?? run;
  await services.workflows.startDedupe(executionName(now), { runId });
  services.log('dedupe run resumed', { runId, attempt: now.attempt });
  return runView(now);
};
