import type { RetentionRun } from '#core/privacy-retention/retention-run';
import { sumResults } from '#core/privacy-retention/tally-rows';
import { inOrder, upTo } from '#functions/shared/in-order';
import { present, putJson } from '#functions/shared/work-files';
import type { RetentionServices } from './services.ts';
import { type Counted, countedName, planName, type RetentionPlan, reportName } from './work.ts';

const atOnce = 32;

/** The workflow's last step: sums up and says what became of the run, once. */
export async function finishRun(runId: string, services: RetentionServices): Promise<void> {
  const run = await services.retentionRuns.read(runId);
  if (run === undefined) throw new Error('there is no such retention run');
  if (run.state !== 'running') return;
  const result = await sumUp(runId, services);
  await services.retentionRuns.move(runId, ['running'], 'finished', changeOf(run, services), {
    result,
  });
  const { customers, unreadable } = result;
  services.log('retention run ended', { runId, dryRun: run.dryRun, customers, unreadable });
}

/** A step gave up: what was done until then stays done, and the report says no more. */
export async function failRun(runId: string, services: RetentionServices): Promise<void> {
  const run = await services.retentionRuns.read(runId);
  if (run === undefined) return;
  await services.retentionRuns.move(runId, ['running'], 'failed', changeOf(run, services));
  services.log('retention run failed', { runId });
}

async function sumUp(runId: string, { work }: RetentionServices) {
  const { chunks } = await present<RetentionPlan>(work, planName(runId));
  const counted = await inOrder(upTo(chunks.length), atOnce, (chunk) =>
    present<Counted>(work, countedName(runId, chunk)),
  );
  await putJson(work, reportName(runId), {
    parts: counted.flatMap(({ parts }, chunk) => upTo(parts).map((part) => ({ chunk, part }))),
  });
  return sumResults(counted.map(({ result }) => result));
}

const changeOf = (
  { actor, correlationId }: RetentionRun,
  { clock }: Pick<RetentionServices, 'clock'>,
) => ({ actor, action: 'retention.end', correlationId, at: clock() });
