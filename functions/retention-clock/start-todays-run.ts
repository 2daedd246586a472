import { Refusal } from '#core/kernel/refusal';
import type { RetentionServices } from '#functions/retention-steps/services';
import { type StartServices, startRun } from '#functions/retention-steps/start-run';

/** `1`: the run of the clock erases. Whatever else stands there, nobody is erased by an oversight. */
export interface ClockEnvironment {
  readonly RETENTION_ERASES?: string | undefined;
}

type Uses = StartServices & Pick<RetentionServices, 'governance'>;

/** Starts the run of this day, UTC, once however often it is called; none where nothing has a retention. */
export async function startTodaysRun(
  services: Uses,
  { RETENTION_ERASES }: ClockEnvironment,
): Promise<{ readonly runId?: string }> {
  if (!(await isAnythingGoverned(services))) return {};
  const day = services.clock().slice(0, 10);
  const asked = {
    dryRun: RETENTION_ERASES !== '1',
    actor: 'system:retention',
    correlationId: `retention-${day}`,
  };
  try {
    const run = await startRun(asked, services, day);
    return run === undefined ? {} : { runId: run.runId };
  } catch (error) {
    // Somebody's run is doing the work of this day.
    if (error instanceof Refusal && error.code === 'retention-run.in-progress') return {};
    throw error;
  }
}

async function isAnythingGoverned({ governance }: Pick<Uses, 'governance'>): Promise<boolean> {
  const [purposes, schemas] = await Promise.all([governance.purposes.list(), governance.schemas()]);
  return (
    purposes.some(({ value }) => value.retention !== undefined) ||
    schemas.some(({ value }) => value.attributes.some(({ retention }) => retention !== undefined))
  );
}
