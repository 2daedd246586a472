import type { RetentionRun } from '#core/privacy-retention/retention-run';
import type { RetentionServices } from './services.ts';

type Asked = Pick<RetentionRun, 'dryRun' | 'actor' | 'correlationId'> & {
  readonly schema?: string | undefined;
};

/** What starting takes. */
export interface StartServices
  extends Pick<RetentionServices, 'retentionRuns' | 'newId' | 'clock' | 'log'> {
  readonly workflows: Pick<RetentionServices['workflows'], 'startRetention'>;
}

/**
 * Keeps a run, then starts its workflow. `day`: the clock asks, for this day; nothing where that day
 * has its run. Refuses as `RetentionRuns.create` does; what was kept and never started is started then.
 */
export async function startRun(
  { schema, ...asked }: Asked,
  services: StartServices,
  day?: string,
): Promise<RetentionRun | undefined> {
  const { retentionRuns, workflows } = services;
  const before = asked.dryRun ? undefined : await retentionRuns.real();
  if (before !== undefined) await workflows.startRetention(before.runId, { runId: before.runId });
  const createdAt = services.clock();
  const run: RetentionRun = {
    runId: services.newId('run'),
    ...asked,
    ...(schema !== undefined && { schema }),
    state: 'running',
    progress: { stage: 'scan', done: 0, total: 0 },
    createdAt,
  };
  const { runId, actor, dryRun, correlationId } = run;
  const action = dryRun ? 'retention.dry-run' : 'retention.run';
  const isNew = await retentionRuns.create(
    run,
    { actor, action, correlationId, at: createdAt },
    day,
  );
  if (!isNew) return undefined;
  await workflows.startRetention(runId, { runId });
  services.log('retention run started', { runId, dryRun, actor });
  return run;
}
