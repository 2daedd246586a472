import { clusterLinks } from '#functions/dedupe/cluster-links';
import {
  countPartition,
  gatherBlocks,
  listPartitions,
  scorePartition,
} from '#functions/dedupe/compare-partition';
import { dealLinks, listBatches } from '#functions/dedupe/deal-links';
import { failDeadRun, failRun, finishRun } from '#functions/dedupe/finish-run';
import { joinBatch } from '#functions/dedupe/join-batch';
import { planRun } from '#functions/dedupe/plan-run';
import { scanChunk } from '#functions/dedupe/scan-chunk';
import { type DedupeServices, realMeans } from '#functions/dedupe/services';
import type { Died } from '#functions/shared/died';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';

/** What workflows/dedupe.asl.json hands over. */
export type DedupeStep =
  | {
      readonly step: 'plan' | 'partitions' | 'blocks' | 'cluster' | 'batches' | 'finish' | 'fail';
      readonly runId: string;
    }
  | {
      readonly step: 'scan' | 'count' | 'score' | 'deal' | 'join';
      readonly runId: string;
      /** Which chunk, partition or batch. */
      readonly piece: number;
    }
  | Died;

/** The steps of the dedupe workflow. Each may be called again at any time. */
export const dedupeStepsOf =
  (servicesOf: () => DedupeServices) =>
  async (event: DedupeStep): Promise<object> => {
    const services = servicesOf();
    if (event.step === 'died') {
      await failDeadRun(event.execution, services);
      return {};
    }
    const { runId } = event;
    switch (event.step) {
      case 'plan':
        return planRun(runId, services);
      case 'partitions':
        return listPartitions(runId, services);
      case 'blocks':
        return gatherBlocks(runId, services);
      case 'cluster':
        return clusterLinks(runId, services);
      case 'batches':
        return listBatches(runId, services);
      case 'scan':
        await scanChunk(runId, event.piece, services);
        return {};
      case 'count':
        await countPartition(runId, event.piece, services);
        return {};
      case 'score':
        await scorePartition(runId, event.piece, services);
        return {};
      case 'deal':
        await dealLinks(runId, event.piece, services);
        return {};
      case 'join':
        await joinBatch(runId, event.piece, services);
        return {};
      case 'finish':
        await finishRun(runId, services);
        return {};
      case 'fail':
        await failRun(runId, services);
        return {};
    }
  };

export const handler = observed(
  dedupeStepsOf(() => ({ ...realServices(), ...realMeans() })),
  (event) => (event.step === 'died' ? event.execution : event.runId),
);
