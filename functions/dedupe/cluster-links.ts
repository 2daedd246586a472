import {
  type BandRange,
  eachLink,
  linkBytes,
  placeOf,
  rangesOfBands,
} from '#core/dedupe-run/packed-links';
import { sumPairWeights } from '#core/dedupe-run/pair-weights';
import { batchSize } from '#core/dedupe-run/size-run';
import { tieLinks } from '#core/dedupe-run/tie-links';
import { inOrder, upTo } from '#functions/shared/in-order';
import { jsonIn, present, putJson } from '#functions/shared/work-files';
import { failRun } from './finish-run.ts';
import { type Items, nothing } from './plan-run.ts';
import { runningRun } from './run-context.ts';
import { sumEvidence } from './scan-chunk.ts';
import type { DedupeServices } from './services.ts';
import {
  aloneName,
  type Blocks,
  blocksName,
  type Clustered,
  clusteredName,
  labelsName,
  packedName,
  planName,
  putParts,
  type RunPlan,
  type Scanned,
  type Scored,
  scannedName,
  scoredName,
} from './work.ts';

const atOnce = 32;

/**
 * Ties linked customers to clusters, by their numbers alone: links are read in the order of their
 * strength, so many at once that they fit, and let go. Customers with merges that no longer hold and
 * no link are clusters of their own, so that they are looked at, too. Answers the partitions, which
 * then put their links to the clusters.
 */
export async function clusterLinks(runId: string, services: DedupeServices): Promise<Items> {
  if ((await runningRun(runId, services)) === undefined) return nothing;
  const { work, limits } = services;
  const plan = await present<RunPlan>(work, planName(runId));
  if ((await jsonIn<Clustered>(work, clusteredName(runId))) === undefined && !(await make())) {
    await failRun(runId, services, 'too-many-links');
    return nothing;
  }
  return { items: upTo(plan.partitions) };

  /** False where more are equally strong than can be sorted: before anything was changed. */
  async function make(): Promise<boolean> {
    const [{ firstNumbers }, scanned, scored] = await Promise.all([
      present<Blocks>(work, blocksName(runId)),
      inOrder(upTo(plan.chunks.length), atOnce, (chunk) =>
        present<Scanned>(work, scannedName(runId, chunk)),
      ),
      inOrder(upTo(plan.partitions), atOnce, (partition) =>
        present<Scored>(work, scoredName(runId, partition)),
      ),
    ]);
    const ranges = rangesOfBands(
      scored.map(({ bands }) => bands),
      limits.linksAtOnce,
    );
    if (ranges === undefined) return false;
    const sum = <T>(all: readonly T[], of: (each: T) => number) =>
      all.reduce((total, each) => total + of(each), 0);
    const customers = sum(scanned, (each) => each.customers);
    const ties = tieLinks(customers, limits.mostInCluster);
    for (const range of ranges) eachLink(await linksIn(runId, range, scored, services), ties.draw);
    const { labels, clusters, sizes, cut } = ties.clusters();

    const alone = scanned.flatMap(({ loose }, chunk) =>
      loose
        .filter(([, place]) => labels[(firstNumbers[chunk] ?? 0) + place] === 0)
        .map(([customerId]) => customerId),
    );
    const size = batchSize(clusters + alone.length, limits);
    const batches = Math.ceil((clusters + alone.length) / size);
    const parts = Array.from({ length: batches }, (): string[] => []);
    for (const [index, id] of alone.entries())
      parts[Math.floor((clusters + index) / size)]?.push(id);
    await putParts(work, aloneName(runId), parts);
    await work.put(labelsName(runId), new Uint8Array(labels.buffer));
    const made: Clustered = {
      batches,
      batchSize: size,
      clusters,
      links: sum(scored, ({ links }) => links),
      linksCut: cut,
      pairs: sum(scored, ({ pairs }) => pairs),
      customers,
      unreadable: sum(scanned, ({ unreadable }) => unreadable),
      sizes,
      weights: sumPairWeights(scored.flatMap(({ weights }) => weights)),
      evidence: sumEvidence(scanned.map(({ evidence }) => evidence)),
    };
    await putJson(work, clusteredName(runId), made);
    services.log('dedupe clusters made', { runId, clusters, links: made.links });
    return true;
  }
}

/** The links of some bands, from all partitions, in their order. */
async function linksIn(
  runId: string,
  range: BandRange,
  scored: readonly Scored[],
  { work }: DedupeServices,
): Promise<BigUint64Array<ArrayBuffer>> {
  const links = new BigUint64Array(range.links);
  const bytes = new Uint8Array(links.buffer);
  let next = 0;
  const places = scored.map(({ bands }) => {
    const { first, count } = placeOf(bands, range);
    const into = next;
    next += linkBytes * count;
    return { into, from: linkBytes * first, to: linkBytes * (first + count) };
  });
  await inOrder(places, atOnce, async ({ into, from, to }, partition) => {
    let at = into;
    for await (const piece of work.read(packedName(runId, partition), from, to)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    if (at - into !== to - from) throw new Error('a partition holds fewer links than it counted');
  });
  return links.sort();
}
