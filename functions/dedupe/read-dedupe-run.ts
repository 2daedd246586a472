import { createHash } from 'node:crypto';
import * as z from 'zod';
import { runPage } from '#core/dedupe-report/run-page';
import { Refusal } from '#core/kernel/refusal';
import { Answer, type Handle } from '#functions/shared/handle';
import { ownPagePolicy } from '#functions/shared/security-headers';
import { linesIn } from '#functions/shared/work-files';
import type {
  listDedupeChanges,
  listDedupeRuns,
  readDedupeReport,
  readDedupeRun,
} from './contract.ts';
import { findDedupeRun, runView } from './find-dedupe-run.ts';
import type { DedupeServices, HandleDedupe } from './services.ts';
import { changesName, type DedupeChange } from './work.ts';

export const handleReadDedupeRun: Handle<typeof readDedupeRun> = async ({ params }, services) =>
  runView(await findDedupeRun(params.runId, services));

export const handleListDedupeRuns: Handle<typeof listDedupeRuns> = async (
  { query },
  { dedupeRuns },
) => {
  const page = await dedupeRuns.list(query);
  return { ...page, items: page.items.map(runView) };
};

export const handleReadDedupeReport: Handle<typeof readDedupeReport> = async (
  { params, query },
  services,
) => {
  const run = await findDedupeRun(params.runId, services);
  const { counts } = run;
  if (counts === undefined) throw new Refusal('dedupe-run.not-finished');
  if (query.format === 'html')
    return new Answer(runPage({ ...run, counts }, { sha256 }), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': ownPagePolicy,
      },
    });
  return {
    ...runView(run),
    counts,
    clusterSizes: { ...run.clusterSizes },
    ...(run.modelCare === undefined ? {} : { modelCare: run.modelCare }),
  };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Where the next page begins: batch, line in it. */
const position = z.tuple([z.int().min(0), z.int().min(0)]);

/** Reads the changes batch by batch, in the order of the clusters. */
export const handleListDedupeChanges: HandleDedupe<typeof listDedupeChanges> = async (
  { params: { runId }, query },
  services,
) => {
  const run = await findDedupeRun(runId, services);
  if (run.counts === undefined) throw new Refusal('dedupe-run.not-finished');
  const [firstBatch, firstLine] = query.cursor === undefined ? [0, 0] : placeIn(query.cursor);
  const items: DedupeChange[] = [];
  for (let batch = firstBatch; batch < (run.batches ?? 0); batch += 1) {
    const changes = await changesOf(runId, batch, services);
    for (const [line, change] of changes.entries()) {
      if (batch === firstBatch && line < firstLine) continue;
      if (items.length === query.limit)
        return {
          items,
          cursor: Buffer.from(JSON.stringify([batch, line])).toString('base64url'),
        };
      items.push(change);
    }
  }
  return { items };
};

async function changesOf(
  runId: string,
  batch: number,
  { work }: Pick<DedupeServices, 'work'>,
): Promise<readonly DedupeChange[]> {
  const changes = await linesIn<DedupeChange>(work, changesName(runId, batch));
  if (changes === undefined) throw new Refusal('dedupe-run.changes-expired');
  return changes;
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
