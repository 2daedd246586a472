import { linkBytes } from '#core/dedupe-run/packed-links';
import { batchSize, chunkSize, partitionsFor, sizeLimits } from '#core/dedupe-run/size-run';
import results from '../../bench/results.json' with { type: 'json' };
import assumptions from './assumptions.json' with { type: 'json' };
import type { Use } from './cost-model.ts';

/** What the benchmark `dedupe-run` counted and timed; bench/dedupe-run.ts. */
export type MeasuredRun = (typeof results)['dedupe-run']['result'][number];

export const measuredRuns = (): readonly MeasuredRun[] => results['dedupe-run'].result;

/** Keys that were drawn and counted, and how long tying links takes; bench/dedupe-keys.ts. */
export type SimulatedKeys = (typeof results)['dedupe-scale']['result']['keys'][number];
export const simulatedKeys = (): readonly SimulatedKeys[] => results['dedupe-scale'].result.keys;
export const measuredTying = () => results['dedupe-scale'].result.tying;

/** Read and write units of what a run does with the table; bench/capacity. */
export interface RunUnits {
  readonly find: number;
  readonly merge: number;
  readonly bytesOfHead: number;
}

export function measuredRunUnits(): RunUnits {
  const unitsOf = (name: string) => {
    const row = results.capacity.result.find(({ operation }) => operation === name);
    if (row === undefined) throw new Error(`bench/results.json holds no "${name}"`);
    return row;
  };
  const head = results.storage.result.kinds.find(({ kind }) => kind === 'head');
  if (head === undefined) throw new Error('bench/results.json holds no head');
  return {
    find: unitsOf('find: customer of one constituent, two records').readUnits,
    merge: unitsOf('merge of two customers').writeUnits,
    bytesOfHead: head.bytesPerCustomer,
  };
}

/** A dedupe run over so many customers: pieces of work, and what they use. */
export interface DedupePlan {
  readonly customers: number;
  readonly chunks: number;
  readonly partitions: number;
  readonly batches: number;
  readonly cardsInPartition: number;
  readonly pairs: number;
  /** Pairs alike enough to be weighed a second time. */
  readonly links: number;
  readonly merges: number;
  /** Of one piece of work, in seconds of its function. */
  readonly seconds: {
    readonly plan: number;
    readonly scan: number;
    readonly count: number;
    readonly score: number;
    readonly cluster: number;
    readonly deal: number;
    readonly join: number;
  };
  readonly use: Use;
}

/** As lib/workflows/run-workflows.ts gives to the steps; more than one processor's worth. */
export const stepMemoryMb = 3008;
/** One child execution: begun, its task entered, ended. */
const transitionsOfPiece = 3;
/** Plan, partitions, blocks, cluster, batches, finish and the five maps, twice over. */
const transitionsOfRun = 22;
/** What functions/dedupe reads at once: objects, and clusters. */
const objectsAtOnce = 32;
const clustersAtOnce = 8;
/** What one function reads of S3, about: docs/scale.md tells that it was not measured. */
const objectBytesASecond = 75e6;
/** What a strongly consistent load of so many customers at once waits for, in round trips. */
const tripsOfGroup = 3;
const groupSize = 100;
const tripsOfCluster = 8;

/**
 * From counts at the largest measured size. Pairs grow as those of simulated keys, and are as many more
 * as the made-up customers have where both were counted.
 */
export function planDedupe(
  customers: number,
  runs: readonly MeasuredRun[],
  units: RunUnits,
): DedupePlan {
  const largest = runs.at(-1);
  if (largest === undefined) throw new Error('no run was measured');
  const simulatedPairs = (of: number): number => {
    const found = simulatedKeys().find((each) => each.customers === of);
    if (found === undefined) throw new Error(`the keys of ${of} customers were not simulated`);
    return found.pairs;
  };
  const pairs = (simulatedPairs(customers) * largest.pairs) / simulatedPairs(largest.customers);
  const merges = (customers * largest.missed) / largest.customers;
  const links = pairs * largest.linkedShare;
  const chunks = Math.ceil(customers / chunkSize(customers, sizeLimits));
  const partitions = partitionsFor(customers, sizeLimits);
  // Linked customers are read again whether they are merged or not; a cluster has one link at least.
  const joined = Math.min(links, customers / 2);
  const clustersInBatch = batchSize(joined, sizeLimits);
  const batches = Math.ceil(joined / clustersInBatch);
  // A card has at most as many copies as keys; in few partitions several of its keys meet.
  const copies = partitions * (1 - (1 - 1 / partitions) ** largest.keysPerCustomer);
  const cardsInPartition = (customers * copies) / partitions;

  const { objectRoundTripMs: objectMs, roundTripMs, openCustomerMs } = assumptions;
  const inChunk = customers / chunks;
  const readMs = (2 * chunks * objectMs) / objectsAtOnce + cardsInPartition * largest.parseMs;
  const tying = measuredTying();
  const rangesOfLinks = Math.ceil(links / sizeLimits.linksAtOnce);
  const seconds = {
    // A page of the index holds a megabyte; the eight shards are walked at once.
    plan: ((customers * units.bytesOfHead) / 1e6 / 8) * (roundTripMs / 1000),
    scan:
      (inChunk * (openCustomerMs + largest.cardMs) +
        (inChunk / groupSize) * tripsOfGroup * roundTripMs) /
      1000,
    count: readMs / 1000,
    score: (readMs + (pairs / partitions) * largest.pairMs) / 1000,
    cluster:
      (customers * tying.customerMs +
        links * (tying.linkMs + (1000 * linkBytes) / objectBytesASecond)) /
        1000 +
      ((chunks + partitions * (1 + rangesOfLinks)) * objectMs) / objectsAtOnce / 1000,
    deal: (4 * customers) / objectBytesASecond + objectMs / 1000,
    join:
      ((partitions * 2 * objectMs) / objectsAtOnce +
        clustersInBatch *
          (2 * openCustomerMs +
            (tripsOfCluster * roundTripMs) / clustersAtOnce +
            4 * roundTripMs)) /
      1000,
  };
  const pieces = chunks + 3 * partitions + batches;
  const functionSeconds =
    seconds.plan +
    chunks * seconds.scan +
    partitions * (seconds.count + seconds.score + seconds.deal) +
    seconds.cluster +
    batches * seconds.join;
  // The list is read twice, eventually consistent; each customer once with its key of the vault.
  const listUnits = (2 * 0.5 * units.bytesOfHead) / 4096;
  return {
    customers,
    chunks,
    partitions,
    batches,
    cardsInPartition,
    pairs,
    links,
    merges,
    seconds,
    use: {
      lambdaRequest: pieces,
      lambdaGbSecond: (functionSeconds * stepMemoryMb) / 1024,
      tableRead:
        customers * (listUnits + units.find) +
        joined * 2 * (units.find + largest.keysPerCustomer) +
        merges * 2 * units.find,
      tableWrite: merges * units.merge + 2 * pieces,
      transition: transitionsOfPiece * pieces + transitionsOfRun,
      objectPut: 2 * chunks + 5 * partitions + 3 * batches,
      objectGet:
        4 * chunks * partitions + 2 * partitions * (batches + rangesOfLinks) + 3 * pieces + batches,
      logGb: (pieces * assumptions.logBytesOfOneRequest) / 1e9,
    },
  };
}
