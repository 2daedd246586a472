import { createHash } from 'node:crypto';
import { runPage } from '#core/dedupe-report/run-page';
import { type DedupeRun, stageTimes } from '#core/dedupe-run/dedupe-run';
import type { Explained } from '#core/dedupe-run/explain-run';
import { Refusal } from '#core/kernel/refusal';
import { Answer, type Handle } from '#functions/shared/handle';
import { pageOfParts } from '#functions/shared/page-of-parts';
import { ownPagePolicy } from '#functions/shared/security-headers';
import { jsonIn, linesIn } from '#functions/shared/work-files';
import type {
  listDedupeChanges,
  listDedupeRuns,
  readDedupeReport,
  readDedupeRun,
} from './contract.ts';
import { drawChart } from './draw-chart.ts';
import { findDedupeRun, runView } from './find-dedupe-run.ts';
import type { DedupeServices, HandleDedupe } from './services.ts';
import { changesName, type DedupeChange, reportedName } from './work.ts';

export const handleReadDedupeRun: Handle<typeof readDedupeRun> = async ({ params }, services) =>
  runView(await findDedupeRun(params.runId, services));

export const handleListDedupeRuns: Handle<typeof listDedupeRuns> = async (
  { query },
  { dedupeRuns },
) => {
  const page = await dedupeRuns.list(query);
  return { ...page, items: page.items.map(runView) };
};

export const handleReadDedupeReport: HandleDedupe<typeof readDedupeReport> = async (
  { params, query },
  services,
) => {
  const run = await findDedupeRun(params.runId, services);
  const { counts } = run;
  if (counts === undefined) throw new Refusal('dedupe-run.not-finished');
  if (query.format === 'html')
    return new Answer(await pageOf({ ...run, counts }, services), {
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
    ...(run.weights === undefined ? {} : { weights: run.weights }),
    ...(run.frequent === undefined ? {} : { frequent: run.frequent }),
    timings: stageTimes(run),
  };
};

async function pageOf(
  run: DedupeRun & Required<Pick<DedupeRun, 'counts'>>,
  { work }: Pick<DedupeServices, 'work'>,
): Promise<string> {
  const explained = await jsonIn<Explained>(work, reportedName(run.runId));
  return runPage(run, explained?.pairs, { draw: drawChart, sha256 });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Reads the changes batch by batch, in the order of the clusters. */
export const handleListDedupeChanges: HandleDedupe<typeof listDedupeChanges> = async (
  { params: { runId }, query },
  services,
) => {
  const run = await findDedupeRun(runId, services);
  if (run.counts === undefined) throw new Refusal('dedupe-run.not-finished');
  return pageOfParts(run.batches ?? 0, query, (batch) => changesOf(runId, batch, services));
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
