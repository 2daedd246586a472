import { linkCollector } from '#core/dedupe-run/link-clusters';
import { batchSize } from '#core/dedupe-run/size-run';
import { compareText } from '#core/kernel/types';
import { inOrder, upTo } from '#functions/shared/in-order';
import { jsonIn, present, putJson, putLines } from '#functions/shared/work-files';
import { failRun } from './finish-run.ts';
import { type Items, nothing } from './plan-run.ts';
import { runningRun } from './run-context.ts';
import { sumEvidence } from './scan-chunk.ts';
import type { DedupeServices } from './services.ts';
import {
  type Clustered,
  type ClusterToJoin,
  clusteredName,
  clustersName,
  linksName,
  planName,
  type RunPlan,
  type Scanned,
  type Scored,
  scannedName,
} from './work.ts';

const atOnce = 32;

/**
 * Ties linked customers to clusters and cuts these into batches. Customers with merges that no longer
 * hold and no link are clusters of their own, so that they are looked at, too.
 */
export async function clusterLinks(runId: string, services: DedupeServices): Promise<Items> {
  if ((await runningRun(runId, services)) === undefined) return nothing;
  const { work } = services;
  const clustered = (await jsonIn<Clustered>(work, clusteredName(runId))) ?? (await make());
  if (clustered === undefined) {
    await failRun(runId, services, 'too-many-links');
    return nothing;
  }
  await services.dedupeRuns.begin(
    runId,
    { stage: 'join', done: 0, total: clustered.batches },
    { batches: clustered.batches },
  );
  return { items: upTo(clustered.batches) };

  /** Nothing where more are linked than fit: before anything was changed. */
  async function make(): Promise<Clustered | undefined> {
    const plan = await present<RunPlan>(work, planName(runId));
    const collector = linkCollector();
    let [pairs, links] = [0, 0];
    await inOrder(upTo(plan.partitions), atOnce, async (partition) => {
      if (collector.customers() > services.limits.mostLinked) return;
      const scored = await present<Scored>(work, linksName(runId, partition));
      for (const link of scored.links) collector.add(link);
      pairs += scored.pairs;
      links += scored.links.length;
    });
    if (collector.customers() > services.limits.mostLinked) return undefined;
    const scanned = await inOrder(upTo(plan.chunks.length), atOnce, (chunk) =>
      present<Scanned>(work, scannedName(runId, chunk)),
    );
    const { clusters, cut } = collector.clusters(services.limits.mostInCluster);
    const linked = new Set(clusters.flatMap(({ customerIds }) => customerIds));
    const alone: readonly ClusterToJoin[] = scanned
      .flatMap(({ loose }) => loose)
      .filter((id) => !linked.has(id))
      .toSorted(compareText)
      .map((id) => ({ customerIds: [id], links: [] }));
    const all = [...clusters, ...alone];
    const size = batchSize(all.length, services.limits);
    const batches = Math.ceil(all.length / size);
    await inOrder(upTo(batches), atOnce, (batch) =>
      putLines(work, clustersName(runId, batch), all.slice(batch * size, (batch + 1) * size)),
    );
    const sizes: Record<string, number> = {};
    for (const { customerIds } of clusters)
      sizes[customerIds.length] = (sizes[customerIds.length] ?? 0) + 1;
    const made: Clustered = {
      batches,
      clusters: clusters.length,
      links,
      linksCut: cut,
      pairs,
      customers: scanned.reduce((sum, { customers }) => sum + customers, 0),
      unreadable: scanned.reduce((sum, { unreadable }) => sum + unreadable, 0),
      sizes,
      evidence: sumEvidence(scanned.map(({ evidence }) => evidence)),
    };
    await putJson(work, clusteredName(runId), made);
    services.log('dedupe clusters made', { runId, clusters: made.clusters, links: made.links });
    return made;
  }
}
