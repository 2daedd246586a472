import * as z from 'zod';
import { Refusal } from '#core/kernel/refusal';
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

/** Where the next page begins: which part, line in it. */
const position = z.tuple([z.int().min(0), z.int().min(0)]);

/** Reads the rows part by part, in the order of the chunks. */
export const handleListConsentRehearsalRows: HandleRehearsal<
  typeof listConsentRehearsalRows
> = async ({ params: { runId }, query }, services) => {
  const run = await findRehearsal(runId, services);
  if (run.result === undefined) throw new Refusal('consent-rehearsal.not-finished');
  const summary = await jsonIn<Summary>(services.work, summaryName(runId));
  if (summary === undefined) throw new Refusal('consent-rehearsal.rows-expired');
  const [firstPart, firstLine] = query.cursor === undefined ? [0, 0] : placeIn(query.cursor);
  const items: RehearsalRow[] = [];
  for (const [index, part] of summary.parts.entries()) {
    if (index < firstPart) continue;
    for (const [line, row] of (await rowsOf(runId, part, services)).entries()) {
      if (index === firstPart && line < firstLine) continue;
      if (items.length === query.limit)
        return {
          items,
          cursor: Buffer.from(JSON.stringify([index, line])).toString('base64url'),
        };
      items.push(row);
    }
  }
  return { items };
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

function placeIn(cursor: string): z.output<typeof position> {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal('request.invalid', [
      { pointer: '/cursor', rule: 'cursor', message: 'is not one of ours', in: 'query' },
    ]);
  }
}
