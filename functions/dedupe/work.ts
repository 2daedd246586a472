import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Card } from '#core/dedupe-run/card';
import type { BandCounts } from '#core/dedupe-run/packed-links';
import type { PairWeight } from '#core/dedupe-run/pair-weights';
import type { MatchKey } from '#core/matching/match-model';
import type { MatchEvidence } from '#core/matching/refine-weights';
import type { ListRange } from '#store/living-ids';
import type { DedupeServices } from './services.ts';

/**
 * A run's objects in the work bucket: encrypted, gone after a day. Names hold ids and numbers only.
 * Each is written once, as the last act of the step that makes it: where it is there, the step is done.
 */
const nameIn = (runId: string, ...parts: readonly (string | number)[]): string =>
  ['dedupe', runId, ...parts].join('/');

export const planName = (runId: string): string => nameIn(runId, 'plan');
/** Cards of one chunk, by partition. */
export const cardsName = (runId: string, chunk: number): string => nameIn(runId, 'cards', chunk);
export const scannedName = (runId: string, chunk: number): string =>
  nameIn(runId, 'scanned', chunk);
export const countedName = (runId: string, partition: number): string =>
  nameIn(runId, 'counted', partition);
export const blocksName = (runId: string): string => nameIn(runId, 'blocks');
/** Links of one partition with the ids of both customers. */
export const linksName = (runId: string, partition: number): string =>
  nameIn(runId, 'links', partition);
/** The same without ids, sorted: `packLinks`. */
export const packedName = (runId: string, partition: number): string =>
  nameIn(runId, 'packed', partition);
export const scoredName = (runId: string, partition: number): string =>
  nameIn(runId, 'scored', partition);
/** The cluster of every customer, by its number: `TiedClusters`, four bytes each. */
export const labelsName = (runId: string): string => nameIn(runId, 'labels');
/** Links of one partition within clusters, by batch. */
export const dealtName = (runId: string, partition: number): string =>
  nameIn(runId, 'dealt', partition);
/** Customers without links that are looked at as well, by batch. */
export const aloneName = (runId: string): string => nameIn(runId, 'alone');
export const clusteredName = (runId: string): string => nameIn(runId, 'clustered');
/** What a batch of clusters is to become; written before anything is changed. */
export const intendedName = (runId: string, batch: number): string =>
  nameIn(runId, 'intended', batch);
/** Some of them, to be explained in the report. */
export const explainedName = (runId: string, batch: number): string =>
  nameIn(runId, 'explained', batch);
/** Those of the whole run. */
export const reportedName = (runId: string): string => nameIn(runId, 'reported');
export const changesName = (runId: string, batch: number): string =>
  nameIn(runId, 'changes', batch);

export interface RunPlan {
  readonly chunks: readonly ListRange[];
  readonly customers: number;
  readonly partitions: number;
}

export interface Scanned {
  readonly customers: number;
  readonly unreadable: number;
  /** Customers with merges of the machine that no longer hold, and their places in the chunk. */
  readonly loose: readonly (readonly [customerId: string, place: number])[];
  /** What pairs show that are one customer already. */
  readonly evidence: MatchEvidence;
}

export interface Blocks {
  readonly split: readonly string[];
  readonly capped: readonly string[];
  readonly shared: readonly (readonly [key: string, customers: number])[];
  readonly blocks: number;
  readonly largest: number;
  readonly largestPartition: number;
  /** Of each chunk, the number of its first customer. */
  readonly firstNumbers: readonly number[];
}

/** A line of a shuffle object: a card, and the customer's place in its chunk. */
export interface PlacedCard extends Card {
  readonly place: number;
}

/** Two living customers who may be one: their numbers, the smaller first, and their ids. */
export type Link = readonly [a: number, b: number, idOfA: string, idOfB: string];

export interface Scored {
  readonly pairs: number;
  readonly links: number;
  readonly bands: BandCounts;
  readonly weights: readonly PairWeight[];
}

export interface Clustered {
  readonly batches: number;
  /** Clusters in a batch. */
  readonly batchSize: number;
  readonly clusters: number;
  readonly links: number;
  readonly linksCut: number;
  readonly pairs: number;
  readonly customers: number;
  readonly unreadable: number;
  readonly sizes: Readonly<Record<string, number>>;
  readonly weights: readonly PairWeight[];
  readonly evidence: MatchEvidence;
}

export interface ClusterToJoin {
  /** Sorted. */
  readonly customerIds: readonly string[];
  readonly links: readonly (readonly [string, string])[];
}

/** One line of the list of changes; ids and numbers only. */
export interface DedupeChange {
  readonly kind: 'merge' | 'split' | 'review';
  readonly customerIds: [string, string];
  readonly outcome: 'planned' | 'done' | 'left-out';
  readonly because: string;
  readonly matchProbability: number;
  readonly matchWeight: number;
}

type Work = Pick<DedupeServices, 'work'>['work'];

/** 96 bits: among a billion keys two meet by chance once in a hundred billion runs, and then are only compared. */
export const hashOf = (runId: string, text: string): string =>
  createHash('sha256').update(`${runId}\n${text}`).digest('base64url').slice(0, 16);

/** What of a match key is hashed. */
export const keyText = ({ kind, text }: Pick<MatchKey, 'kind' | 'text'>): string =>
  `${kind}\n${text}`;

/** Bytes of one offset in the head of a shuffle object. */
const offsetBytes = 4;

/**
 * One object with a part for each partition, so that a chunk costs one request to write and a partition
 * two to read from it: first the offsets of all parts, then the parts, each zipped by itself.
 */
export async function putParts(
  work: Work,
  name: string,
  parts: readonly (readonly string[])[],
): Promise<void> {
  const zipped = parts.map((lines) =>
    lines.length === 0 ? Buffer.alloc(0) : gzipSync(lines.join('\n'), { level: 1 }),
  );
  const head = Buffer.alloc(offsetBytes * (parts.length + 1));
  let at = head.length;
  for (const [index, part] of zipped.entries()) {
    head.writeUInt32LE(at, offsetBytes * index);
    at += part.length;
  }
  head.writeUInt32LE(at, offsetBytes * parts.length);
  await work.put(name, Buffer.concat([head, ...zipped]));
}

export async function readPart(work: Work, name: string, part: number): Promise<readonly string[]> {
  const offsets = await bytesOf(work, name, offsetBytes * part, offsetBytes * (part + 2));
  const [from, to] = [offsets.readUInt32LE(0), offsets.readUInt32LE(offsetBytes)];
  if (from === to) return [];
  return gunzipSync(await bytesOf(work, name, from, to))
    .toString('utf8')
    .split('\n');
}

async function bytesOf(work: Work, name: string, from: number, to: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of work.read(name, from, to)) pieces.push(piece);
  return Buffer.concat(pieces);
}
