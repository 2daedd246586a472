import { bestCase } from '#core/dedupe-run/best-case';
import {
  type BlockCount,
  countBlocks,
  type FrequentKeys,
  ownedPairs,
} from '#core/dedupe-run/blocks';
import type { Card } from '#core/dedupe-run/card';
import { bandOf, countBands, type NumberedLink, packLinks } from '#core/dedupe-run/packed-links';
import { wholeBits } from '#core/dedupe-run/pair-weights';
import type { NonEmpty } from '#core/kernel/types';
import { admitCluster, type Cluster } from '#core/matching/admit';
import { memoise } from '#core/standardise/memoise';
import type { StandardRecord } from '#core/standardise/standard-record';
import { inOrder, upTo } from '#functions/shared/in-order';
import { present, putJson } from '#functions/shared/work-files';
import { failRun } from './finish-run.ts';
import { type Items, nothing } from './plan-run.ts';
import { beginning, runningRun, weighingFor } from './run-context.ts';
import type { DedupeServices } from './services.ts';
import {
  type Blocks,
  blocksName,
  cardsName,
  countedName,
  hashOf,
  keyText,
  type Link,
  linksName,
  type PlacedCard,
  packedName,
  planName,
  type RunPlan,
  readPart,
  type Scanned,
  type Scored,
  scannedName,
  scoredName,
} from './work.ts';

/** Objects that are read at once. */
const readsAtOnce = 32;

/** Hashing takes longer than the rest of looking a key up: so many are remembered, as a power of two. */
const hashBits = 17;

/** The partitions, once every chunk was scanned. */
export async function listPartitions(runId: string, services: DedupeServices): Promise<Items> {
  const run = await runningRun(runId, services);
  if (run === undefined) return nothing;
  const { partitions } = await present<RunPlan>(services.work, planName(runId));
  await services.dedupeRuns.begin(
    runId,
    { stage: 'count', done: 0, total: partitions },
    beginning(run, 'count', services),
  );
  return { items: upTo(partitions) };
}

/** Counts how many customers share each key of the partition. */
export async function countPartition(
  runId: string,
  partition: number,
  services: DedupeServices,
): Promise<void> {
  if ((await runningRun(runId, services)) === undefined) return;
  if ((await services.work.size(countedName(runId, partition))) === undefined) {
    const plan = await present<RunPlan>(services.work, planName(runId));
    const cards = await cardsOf(runId, partition, plan, services, ({ keys, secondKeys }) => ({
      keys,
      secondKeys,
    }));
    const place = { partition, partitions: plan.partitions };
    const counted = countBlocks(cards, place, services.limits.mostInBlock);
    await putJson(services.work, countedName(runId, partition), counted);
  }
  await services.dedupeRuns.advance(runId, 'count');
}

/**
 * The frequent keys of all partitions as one list, which every partition needs to know; and a number
 * for every customer, in the order of the chunks.
 */
export async function gatherBlocks(runId: string, services: DedupeServices): Promise<Items> {
  const run = await runningRun(runId, services);
  if (run === undefined) return nothing;
  const { partitions, chunks } = await present<RunPlan>(services.work, planName(runId));
  const firstNumbers: number[] = [];
  let customers = 0;
  for (const scanned of await inOrder(upTo(chunks.length), readsAtOnce, (chunk) =>
    present<Scanned>(services.work, scannedName(runId, chunk)),
  )) {
    firstNumbers.push(customers);
    customers += scanned.customers;
  }
  if (customers > services.limits.mostCustomers) {
    await failRun(runId, services, 'too-many-customers');
    return nothing;
  }
  const counted = await inOrder(upTo(partitions), readsAtOnce, (partition) =>
    present<BlockCount>(services.work, countedName(runId, partition)),
  );
  const most = (of: (each: BlockCount) => number) =>
    counted.reduce((largest, each) => Math.max(largest, of(each)), 0);
  const blocks: Blocks = {
    split: counted.flatMap(({ split }) => split.map(([key]) => key)),
    capped: counted.flatMap(({ capped }) => capped.map(([block]) => block)),
    shared: counted.flatMap(({ shared }) => shared),
    blocks: counted.reduce((sum, each) => sum + each.blocks, 0),
    largest: most(({ largest }) => largest),
    largestPartition: most(({ cards }) => cards),
    firstNumbers,
  };
  await putJson(services.work, blocksName(runId), blocks);
  await services.dedupeRuns.begin(
    runId,
    { stage: 'score', done: 0, total: partitions },
    beginning(run, 'score', services),
  );
  services.log('dedupe blocks counted', {
    runId,
    blocks: blocks.blocks,
    split: blocks.split.length,
    capped: blocks.capped.length,
    largest: blocks.largest,
  });
  return { items: upTo(partitions) };
}

interface Compared extends Card {
  readonly number: number;
  readonly cluster: Cluster;
}

/** Compares the pairs that the partition owns and keeps those that are alike. */
export async function scorePartition(
  runId: string,
  partition: number,
  services: DedupeServices,
): Promise<void> {
  const run = await runningRun(runId, services);
  if (run === undefined) return;
  if ((await services.work.size(scoredName(runId, partition))) === undefined) {
    const [plan, blocks, { model, living }] = await Promise.all([
      present<RunPlan>(services.work, planName(runId)),
      present<Blocks>(services.work, blocksName(runId)),
      weighingFor(run, services),
    ]);
    const cards = await cardsOf(
      runId,
      partition,
      plan,
      services,
      (card, chunk): Compared => ({
        ...card,
        number: (blocks.firstNumbers[chunk] ?? 0) + card.place,
        cluster: clusterOf(card.records),
      }),
    );
    const frequent: FrequentKeys = { split: new Set(blocks.split), capped: new Set(blocks.capped) };
    const sharers = new Map(blocks.shared);
    const known = memoise<number>(hashBits);
    const best = bestCase(living, (key) => {
      const text = keyText(key);
      return known(text, () => sharers.get(hashOf(runId, text)) ?? 1);
    });
    const links: Link[] = [];
    const numbered: NumberedLink[] = [];
    const weights = new Map<number, { readonly bits: number; pairs: number; links: number }>();
    let pairs = 0;
    for (const [a, b] of ownedPairs(cards, { partition, partitions: plan.partitions }, frequent)) {
      pairs += 1;
      const { decision, score } = admitCluster(a.cluster, b.cluster, model, best);
      const bits = wholeBits(score.matchWeight);
      const weight = weights.get(bits) ?? { bits, pairs: 0, links: 0 };
      weight.pairs += 1;
      if (decision !== 'no-match') weight.links += 1;
      weights.set(bits, weight);
      if (decision === 'no-match') continue;
      const [one, other] = a.number < b.number ? [a, b] : [b, a];
      links.push([one.number, other.number, one.customerId, other.customerId]);
      numbered.push({ band: bandOf(score.matchWeight), a: one.number, b: other.number });
    }
    await putJson(services.work, linksName(runId, partition), links);
    const packed = packLinks(numbered);
    if (links.length > 0)
      await services.work.put(packedName(runId, partition), new Uint8Array(packed.buffer));
    const scored: Scored = {
      pairs,
      links: links.length,
      bands: countBands(numbered),
      weights: [...weights.values()],
    };
    await putJson(services.work, scoredName(runId, partition), scored);
  }
  await services.dedupeRuns.advance(runId, 'score');
}

const clusterOf = ([first, ...others]: NonEmpty<StandardRecord>): Cluster => [
  { recordId: '', record: first },
  ...others.map((record) => ({ recordId: '', record })),
];

/** What is wanted of the cards of one partition, from every chunk. */
async function cardsOf<T>(
  runId: string,
  partition: number,
  plan: RunPlan,
  { work }: DedupeServices,
  take: (card: PlacedCard, chunk: number) => T,
): Promise<readonly T[]> {
  const parts = await inOrder(upTo(plan.chunks.length), readsAtOnce, async (chunk) => {
    const lines = await readPart(work, cardsName(runId, chunk), partition);
    return lines.map((line) => take(JSON.parse(line) as PlacedCard, chunk));
  });
  return parts.flat();
}
