import { Refusal } from '#core/kernel/refusal';
import { pageOfParts } from '#functions/shared/page-of-parts';
import { jsonIn, linesIn } from '#functions/shared/work-files';
import type { listConsentRehearsalRows, readConsentRehearsal } from './contract.ts';
import { findRehearsal, rehearsalView } from './find-rehearsal.ts';
import type { HandleRehearsal, RehearsalServices } from './services.ts';
import { type RehearsalRow, type RowsPart, rowsName, type Summary, summaryName } from './work.ts';

export const handleReadConsentRehearsal: HandleRehearsal<typeof readConsentRehearsal> = async (
  { params: { runId } },
  services,
) => {
  const run = await findRehearsal(runId, services);
  if (run.result === undefined) return rehearsalView(run);
  return rehearsalView(run, await jsonIn<Summary>(services.work, summaryName(runId)));
};

/** Reads the rows part by part, in the order of the chunks. */
export const handleListConsentRehearsalRows: HandleRehearsal<
  typeof listConsentRehearsalRows
> = async ({ params: { runId }, query }, services) => {
  const run = await findRehearsal(runId, services);
  if (run.result === undefined) throw new Refusal('consent-rehearsal.not-finished');
  const summary = await jsonIn<Summary>(services.work, summaryName(runId));
  if (summary === undefined) throw new Refusal('consent-rehearsal.rows-expired');
  return pageOfParts(summary.parts.length, query, async (index) => {
    const part = summary.parts[index];
    return part === undefined ? [] : rowsOf(runId, part, services);
  });
};

async function rowsOf(
  runId: string,
  part: RowsPart,
  { work }: Pick<RehearsalServices, 'work'>,
): Promise<readonly RehearsalRow[]> {
  const rows = await linesIn<RehearsalRow>(work, rowsName(runId, part));
  if (rows === undefined) throw new Refusal('consent-rehearsal.rows-expired');
  return rows;
}
