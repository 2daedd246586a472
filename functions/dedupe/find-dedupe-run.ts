import type { DedupeRun } from '#core/dedupe-run/dedupe-run';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from '#functions/shared/handle';

export async function findDedupeRun(
  runId: string,
  { dedupeRuns }: Pick<Services, 'dedupeRuns'>,
): Promise<DedupeRun> {
  const run = await dedupeRuns.read(runId);
  if (run === undefined) throw new Refusal('dedupe-run.not-found');
  return run;
}

/** One execution for each attempt. */
export const executionName = ({ runId, attempt }: DedupeRun): string =>
  attempt === 1 ? runId : `${runId}-${attempt}`;

/** A run as the API shows it. */
export const runView = ({ runId, request, ...run }: DedupeRun) => ({
  id: runId,
  ...request,
  state: run.state,
  attempt: run.attempt,
  progress: run.progress,
  ...(run.failure === undefined || run.state !== 'failed' ? {} : { failure: run.failure }),
  ...(run.counts === undefined ? {} : { counts: run.counts }),
  createdAt: run.createdAt,
  ...(run.endedAt === undefined ? {} : { endedAt: run.endedAt }),
});
