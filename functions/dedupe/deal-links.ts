import { compareText } from '#core/kernel/types';
import { inOrder, upTo } from '#functions/shared/in-order';
import { present } from '#functions/shared/work-files';
import { type Items, nothing } from './plan-run.ts';
import { beginning, runningRun } from './run-context.ts';
import type { DedupeServices } from './services.ts';
import {
  aloneName,
  type Clustered,
  type ClusterToJoin,
  clusteredName,
  dealtName,
  type Link,
  labelsName,
  linksName,
  planName,
  putParts,
  type RunPlan,
  readPart,
} from './work.ts';

const atOnce = 32;

/** A link within a cluster; ids sorted. */
type DealtLink = readonly [cluster: number, one: string, other: string];

/** Puts the links of one partition to the batches of their clusters; a link that was cut to none. */
export async function dealLinks(
  runId: string,
  partition: number,
  services: DedupeServices,
): Promise<void> {
  if ((await runningRun(runId, services)) === undefined) return;
  const { work } = services;
  if ((await work.size(dealtName(runId, partition))) !== undefined) return;
  const [{ batches, batchSize, customers }, links] = await Promise.all([
    present<Clustered>(work, clusteredName(runId)),
    present<readonly Link[]>(work, linksName(runId, partition)),
  ]);
  const bytes = new Uint8Array(Uint32Array.BYTES_PER_ELEMENT * customers);
  let at = 0;
  for await (const piece of work.read(labelsName(runId), 0, bytes.length)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at !== bytes.length) throw new Error('there are fewer labels than customers');
  const labels = new Uint32Array(bytes.buffer);
  const parts = Array.from({ length: batches }, (): string[] => []);
  for (const [a, b, idOfA, idOfB] of links) {
    const label = labels[a] ?? 0;
    if (label === 0 || label !== labels[b]) continue;
    const [one, other] = idOfA < idOfB ? [idOfA, idOfB] : [idOfB, idOfA];
    const dealt: DealtLink = [label, one, other];
    parts[Math.floor((label - 1) / batchSize)]?.push(JSON.stringify(dealt));
  }
  await putParts(work, dealtName(runId, partition), parts);
}

/** The batches, once the links were dealt. */
export async function listBatches(runId: string, services: DedupeServices): Promise<Items> {
  const run = await runningRun(runId, services);
  if (run === undefined) return nothing;
  const { batches } = await present<Clustered>(services.work, clusteredName(runId));
  await services.dedupeRuns.begin(
    runId,
    { stage: 'join', done: 0, total: batches },
    { batches, ...beginning(run, 'join', services) },
  );
  return { items: upTo(batches) };
}

/** The clusters of one batch, in their order, from all partitions; then who is looked at alone. */
export async function clustersOf(
  runId: string,
  batch: number,
  { work }: DedupeServices,
): Promise<readonly ClusterToJoin[]> {
  const { partitions } = await present<RunPlan>(work, planName(runId));
  const [dealt, alone] = await Promise.all([
    inOrder(upTo(partitions), atOnce, (partition) =>
      readPart(work, dealtName(runId, partition), batch),
    ),
    readPart(work, aloneName(runId), batch),
  ]);
  const links = dealt.flat().map((line) => JSON.parse(line) as DealtLink);
  const clusters = [...Map.groupBy(links, ([label]) => label)]
    .toSorted(([a], [b]) => a - b)
    .map(([, all]) => ({
      customerIds: [...new Set(all.flatMap(([, one, other]) => [one, other]))].toSorted(
        compareText,
      ),
      links: all
        .map(([, one, other]) => [one, other] as const)
        .toSorted(([a, b], [c, d]) => compareText(a, c) || compareText(b, d)),
    }));
  return [...clusters, ...alone.map((id) => ({ customerIds: [id], links: [] }))];
}
