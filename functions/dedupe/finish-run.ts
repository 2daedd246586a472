import type {
  DedupeCounts,
  DedupeFailure,
  DedupeRun,
  ModelCare,
} from '#core/dedupe-run/dedupe-run';
import { type Explained, sumExplained } from '#core/dedupe-run/explain-run';
import { pairsIn } from '#core/dedupe-run/match-evidence';
import { driftOf } from '#core/matching/drift';
import { sumLevelCounts } from '#core/matching/level-counts';
import type { MatchModel } from '#core/matching/match-model';
import { modelFor } from '#core/matching/model-for';
import { type MatchEvidence, refineWeights } from '#core/matching/refine-weights';
import { readSchema } from '#functions/shared/context';
import { inOrder, upTo } from '#functions/shared/in-order';
import { linesIn, present, putJson } from '#functions/shared/work-files';
import { executionName } from './find-dedupe-run.ts';
import type { DedupeServices } from './services.ts';
import {
  type Blocks,
  blocksName,
  type Clustered,
  changesName,
  clusteredName,
  type DedupeChange,
  explainedName,
  reportedName,
} from './work.ts';

const atOnce = 32;

/** The workflow's last step: sums up and says what became of the run, once. */
export async function finishRun(runId: string, services: DedupeServices): Promise<void> {
  const run = await services.dedupeRuns.read(runId);
  if (run === undefined) throw new Error('there is no such run');
  const change = changeOf(run, services);
  const sums = run.state === 'running' ? await sumUp(run, services) : {};
  const moved = await services.dedupeRuns.move(runId, ['running'], 'finished', change, sums);
  const ended =
    moved?.state === 'cancelling'
      ? await services.dedupeRuns.move(runId, ['cancelling'], 'cancelled', change)
      : moved;
  services.log('dedupe run ended', { runId, state: ended?.state, ...ended?.counts });
}

/** A step gave up. What was merged stays; the run can be resumed. */
export async function failRun(
  runId: string,
  services: DedupeServices,
  failure?: DedupeFailure,
): Promise<void> {
  const run = await services.dedupeRuns.read(runId);
  if (run === undefined) return;
  const from = ['running', 'cancelling'] as const;
  const why = failure === undefined ? {} : { failure };
  await services.dedupeRuns.move(runId, from, 'failed', changeOf(run, services), why);
  services.log('dedupe run failed', { runId, ...why });
}

/**
 * An execution died or was stopped. A run that has ended, or that a later attempt goes on with, stays
 * what it is; so does everything where a map's execution died, whose names are no runs.
 */
export async function failDeadRun(execution: string, services: DedupeServices): Promise<void> {
  const [runId = ''] = execution.split('-');
  const run = await services.dedupeRuns.read(runId);
  if (run !== undefined && executionName(run) === execution) await failRun(runId, services);
}

async function sumUp(run: DedupeRun, services: DedupeServices) {
  const { runId } = run;
  const { work } = services;
  const [blocks, clustered] = await Promise.all([
    present<Blocks>(work, blocksName(runId)),
    present<Clustered>(work, clusteredName(runId)),
  ]);
  const batches = await inOrder(upTo(clustered.batches), atOnce, async (batch) => {
    const changes = await linesIn<DedupeChange>(work, changesName(runId, batch));
    if (changes === undefined) throw new Error('a batch of clusters was not joined');
    return changes;
  });
  const tally = { merge: 0, split: 0, review: 0, 'left-out': 0 };
  for (const { kind, outcome } of batches.flat())
    tally[outcome === 'left-out' ? outcome : kind] += 1;
  const counts: DedupeCounts = {
    customers: clustered.customers,
    unreadable: clustered.unreadable,
    blocks: blocks.blocks,
    splitBlocks: blocks.split.length,
    cappedBlocks: blocks.capped.length,
    largestBlock: blocks.largest,
    largestPartition: blocks.largestPartition,
    pairs: clustered.pairs,
    links: clustered.links,
    linksCut: clustered.linksCut,
    clusters: clustered.clusters,
    merges: tally.merge,
    splits: tally.split,
    reviews: tally.review,
    leftOut: tally['left-out'],
  };
  const explained = sumExplained(
    await inOrder(upTo(clustered.batches), atOnce, (batch) =>
      present<Explained>(work, explainedName(runId, batch)),
    ),
  );
  await putJson(work, reportedName(runId), explained);
  const model = modelFor(await readSchema(services, run.request.schema));
  return {
    counts,
    clusterSizes: clustered.sizes,
    modelCare: careFor(model, run, clustered.evidence),
    weights: clustered.weights,
    frequent: explained.frequent,
  };
}

const careFor = (
  model: MatchModel,
  { request }: DedupeRun,
  evidence: MatchEvidence,
): ModelCare => ({
  model: { name: model.name, version: model.version },
  usedModel: {
    priorWeight: model.priorWeight,
    comparisons: model.comparisons,
    thresholds: { ...model.thresholds, link: request.threshold ?? model.thresholds.link },
  },
  drift: driftOf(sumLevelCounts([evidence.steward, evidence.machine]), model),
  evidence: { steward: pairsIn(evidence.steward), machine: pairsIn(evidence.machine) },
  proposedModel: refineWeights(model, evidence),
});

const changeOf = (
  { actor, correlationId }: DedupeRun,
  { clock }: Pick<DedupeServices, 'clock'>,
) => ({ actor, action: 'dedupe-run.end', correlationId, at: clock() });
