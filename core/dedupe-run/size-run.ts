import type { RunSize } from './dedupe-run.ts';
import { mostNumbers } from './packed-links.ts';

/** What bounds one piece of work; docs/scale.md says how far that carries. */
export interface SizeLimits {
  readonly leastInChunk: number;
  readonly mostInChunk: number;
  /** Chunks that a run is cut into where customers are neither few nor very many. */
  readonly usualChunks: number;
  /** A card comes into every partition that one of its keys leads to. */
  readonly cardsInPartition: number;
  readonly mostInBlock: number;
  /** Customers that links may hold together. */
  readonly mostInCluster: number;
  /** Customers that a run can number. */
  readonly mostCustomers: number;
  /** Links that are sorted at once: the strongest, then the next. */
  readonly linksAtOnce: number;
  readonly leastInBatch: number;
  readonly usualBatches: number;
}

/**
 * A card takes some 3 KB of memory, so a partition of 150,000 takes half a gigabyte. A block of 200
 * has 19,900 pairs; a partition full of such blocks is compared within Lambda's 15 minutes.
 * While links are tied a customer takes nine bytes and each of the links that are sorted at once eight:
 * 134 million customers and 100 million links take 2 GB of the function's 3.
 * Lists of chunks, partitions and batches must fit the 256 KiB that a state may hand over:
 * docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const sizeLimits: SizeLimits = {
  leastInChunk: 1000,
  mostInChunk: 20_000,
  usualChunks: 2000,
  cardsInPartition: 150_000,
  mostInBlock: 200,
  mostInCluster: 100,
  mostCustomers: mostNumbers,
  linksAtOnce: 100_000_000,
  leastInBatch: 50,
  usualBatches: 5000,
};

/** Block keys of one customer, about; bench/dedupe-run.ts measures them. */
const keysOfOne = 12;

export const chunkSize = (
  customers: number,
  limits: Pick<SizeLimits, 'leastInChunk' | 'mostInChunk' | 'usualChunks'>,
): number =>
  between(limits.leastInChunk, Math.ceil(customers / limits.usualChunks), limits.mostInChunk);

export const partitionsFor = (customers: number, limits: SizeLimits): number =>
  Math.max(1, Math.ceil((customers * keysOfOne) / limits.cardsInPartition));

export const batchSize = (clusters: number, limits: SizeLimits): number =>
  Math.max(limits.leastInBatch, Math.ceil(clusters / limits.usualBatches));

export const sizeOf = (customers: number, chunks: number, limits: SizeLimits): RunSize => ({
  customers,
  chunks,
  partitions: partitionsFor(customers, limits),
});

const between = (least: number, value: number, most: number) =>
  Math.min(most, Math.max(least, value));
