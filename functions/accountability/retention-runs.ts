import type { RetentionRow, RetentionRun } from '#core/privacy-retention/retention-run';
import { findRun } from '#functions/retention-steps/find-run';
import type { HandleRetention, RetentionServices } from '#functions/retention-steps/services';
import { startRun } from '#functions/retention-steps/start-run';
import { type Report, reportName, rowsName } from '#functions/retention-steps/work';
import { readSchema } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { pageOfParts } from '#functions/shared/page-of-parts';
import { jsonIn, linesIn } from '#functions/shared/work-files';
import type {
  createRetentionRun,
  listRetentionRuns,
  readRetentionRun,
} from './contract-retention.ts';

/** Keeps the run, then starts its workflow. */
export const handleCreateRetentionRun: HandleRetention<typeof createRetentionRun> = async (
  { body: { schema, dryRun }, actorId, correlationId },
  services,
) => {
  if (schema !== undefined) await readSchema(services, schema);
  const run = await startRun({ schema, dryRun, actor: actorId, correlationId }, services);
  // Only the clock's own may be there already.
  if (run === undefined) throw new Error('a run without a day was not kept');
  return viewOf(run);
};

export const handleListRetentionRuns: Handle<typeof listRetentionRuns> = async (
  { query },
  { retentionRuns },
) => {
  const page = await retentionRuns.list(query);
  return { ...page, items: page.items.map(viewOf) };
};

export const handleReadRetentionRun: HandleRetention<typeof readRetentionRun> = async (
  { params: { runId }, query },
  services,
) => {
  const run = await findRun(runId, services);
  const report = run.result === undefined ? undefined : await reportOf(runId, query, services);
  return { ...viewOf(run), ...(report !== undefined && { report }) };
};

/** `undefined`: it is kept no longer. */
async function reportOf(
  runId: string,
  paging: Parameters<typeof pageOfParts>[1],
  { work }: Pick<RetentionServices, 'work'>,
) {
  const report = await jsonIn<Report>(work, reportName(runId));
  if (report === undefined) return undefined;
  return pageOfParts(report.parts.length, paging, async (index) => {
    const part = report.parts[index];
    // Objects of one run end within moments of each other.
    return part === undefined
      ? []
      : ((await linesIn<RetentionRow>(work, rowsName(runId, part))) ?? []);
  });
}

/**
 * For how long the main table can be restored to a moment before, in days: what was taken out of items
 * stands in its backups so long (store/tables.ts). The change stream and what requests were answered
 * end sooner.
 */
const backupDays = 35;

const viewOf = ({ runId, schema, progress, result, endedAt, ...run }: RetentionRun) => {
  const hasRemoved = result?.attributes.some(({ outcomes }) =>
    outcomes.some(({ outcome }) => outcome === 'removed'),
  );
  return {
    id: runId,
    ...(schema !== undefined && { schema }),
    dryRun: run.dryRun,
    actor: run.actor,
    state: run.state,
    progress: { done: progress.done, total: progress.total },
    ...(result !== undefined && {
      result: {
        ...result,
        ...(hasRemoved === true &&
          endedAt !== undefined && { finalAfter: daysAfter(endedAt, backupDays) }),
      },
    }),
    createdAt: run.createdAt,
    ...(endedAt !== undefined && { endedAt }),
  };
};

const daysAfter = (at: string, days: number): string =>
  new Date(Date.parse(at) + days * 86_400_000).toISOString();
