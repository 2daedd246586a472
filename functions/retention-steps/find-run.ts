import { Refusal } from '#core/kernel/refusal';
import type { RetentionRun } from '#core/privacy-retention/retention-run';
import type { Services } from '#functions/shared/handle';

type Reads = Pick<Services, 'retentionRuns'>;

export async function findRun(runId: string, { retentionRuns }: Reads): Promise<RetentionRun> {
  const run = await retentionRuns.read(runId);
  if (run === undefined) throw new Refusal('retention-run.not-found');
  return run;
}

/** The run while it is running; nothing when it has ended: its steps then do nothing. */
export async function runningRun(
  runId: string,
  { retentionRuns }: Reads,
): Promise<RetentionRun | undefined> {
  const run = await retentionRuns.read(runId);
  if (run === undefined) throw new Error('there is no such retention run');
  return run.state === 'running' ? run : undefined;
}
