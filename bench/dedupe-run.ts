/**
 * What a dedupe run does with a hub of so many made-up customers, without tables and buckets around
 * it: cards, blocks, partitions, pairs and their comparison, by the run's own code. Alone:
 * `node bench/dedupe-run.ts --sizes 20000,100000`.
 */
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bestCase } from '#core/dedupe-run/best-case';
import { type BlockCount, countBlocks, ownedPairs, partitionOf } from '#core/dedupe-run/blocks';
import type { Card } from '#core/dedupe-run/card';
import { secondKeysOf } from '#core/dedupe-run/second-keys';
import { partitionsFor, sizeLimits } from '#core/dedupe-run/size-run';
import type { SourceRecord } from '#core/identity/customer';
import { admitCluster, type Cluster } from '#core/matching/admit';
import { defaultModels } from '#core/matching/default-models';
import { emitMatchKeys } from '#core/matching/match-keys';
import { person as personSchema } from '#core/schema/templates';
import { standardise } from '#core/standardise/standardise';
import { recordsIn } from './growth/stored-people.ts';
import { householdOf } from './people/household.ts';
import { mean, percent, printTable, rounded } from './table.ts';

/** Of each record: it stands beside its customer as one of its own, as if real time had missed it. */
const missedShare = 0.05;
/** Pairs that are weighed to know how long one takes; spread evenly over all. */
const mostWeighed = 200_000;
/** Cards of which the bytes are counted. */
const cardsZipped = 2000;

export interface DedupeRunResult {
  readonly customers: number;
  readonly keysPerCustomer: number;
  /** Processor time of standardising one customer and making its card, in milliseconds. */
  readonly cardMs: number;
  /** Of one card in one partition, zipped. */
  readonly cardBytes: number;
  /** Processor time of unzipping and reading one card again, in milliseconds. */
  readonly parseMs: number;
  readonly partitions: number;
  /** Partitions that one card comes into. */
  readonly copies: number;
  readonly meanPartition: number;
  readonly largestPartition: number;
  readonly blocks: number;
  readonly largestBlock: number;
  readonly splitBlocks: number;
  readonly cappedBlocks: number;
  readonly pairs: number;
  /** Processor time of finding and weighing one pair, in milliseconds. */
  readonly pairMs: number;
  /** Links for each pair weighed. */
  readonly linkedShare: number;
  /** Customers of one person of whom the run compares the two. */
  readonly missed: number;
  readonly compared: number;
}

interface Made extends Card {
  readonly personId: number;
  readonly cluster: Cluster;
}

export async function measureDedupeRun({
  seed,
  sizes = [20_000, 100_000, 300_000],
  onProgress,
}: {
  readonly seed: number;
  readonly sizes?: readonly number[];
  readonly onProgress: (message: string) => void;
}): Promise<readonly DedupeRunResult[]> {
  return sizes.map((customers) => {
    const result = measureAt(seed, customers);
    onProgress(`dedupe run over ${customers} customers: ${result.pairs} pairs`);
    return result;
  });
}

function measureAt(seed: number, customers: number): DedupeRunResult {
  const beforeCards = process.cpuUsage();
  const cards: Made[] = [];
  for (const card of cardsOf(seed)) {
    cards.push(card);
    if (cards.length === customers) break;
  }
  const cardMs = spentMs(beforeCards) / customers;

  const partitions = partitionsFor(customers, sizeLimits);
  const inPartition = Array.from({ length: partitions }, (): Made[] => []);
  for (const card of cards)
    for (const partition of new Set(card.keys.map((key) => partitionOf(key, partitions))))
      inPartition[partition]?.push(card);
  const counted = inPartition.map((all, partition) =>
    countBlocks(all, { partition, partitions }, sizeLimits.mostInBlock),
  );
  const frequent = {
    split: new Set(counted.flatMap(({ split }) => split.map(([key]) => key))),
    capped: new Set(counted.flatMap(({ capped }) => capped.map(([block]) => block))),
  };

  const model = defaultModels.person;
  const sharers = new Map(counted.flatMap(({ shared }) => shared));
  const hashes = new Map<string, number>();
  const sharersOf = ({ kind, text }: { readonly kind: string; readonly text: string }) => {
    const name = `${kind}\n${text}`;
    const found = hashes.get(name) ?? sharers.get(hashOf(name)) ?? 1;
    hashes.set(name, found);
    return found;
  };
  const frequencies = bestCase(customers, sharersOf);
  const sample: (readonly [Made, Made])[] = [];
  let [pairs, compared] = [0, 0];
  const beforePairs = process.cpuUsage();
  for (const [partition, all] of inPartition.entries())
    for (const [a, b] of ownedPairs(all, { partition, partitions }, frequent)) {
      pairs += 1;
      if (a.personId === b.personId) compared += 1;
      if (sample.length < mostWeighed && pairs % 5 === 0) sample.push([a, b]);
    }
  const findingMs = spentMs(beforePairs) / Math.max(1, pairs);
  const beforeWeighing = process.cpuUsage();
  let links = 0;
  for (const [a, b] of sample)
    if (admitCluster(a.cluster, b.cluster, model, frequencies).decision !== 'no-match') links += 1;
  const weighingMs = spentMs(beforeWeighing) / Math.max(1, sample.length);

  const byPerson = new Set(cards.map(({ personId }) => personId));
  const lines = cards
    .slice(0, cardsZipped)
    .map(({ personId: _, cluster: __, ...card }) => JSON.stringify(card))
    .join('\n');
  const zipped = gzipSync(lines, { level: 1 });
  const beforeParsing = process.cpuUsage();
  const parsed = gunzipSync(zipped)
    .toString('utf8')
    .split('\n')
    .map((line) => JSON.parse(line) as Card);
  const parseMs = spentMs(beforeParsing) / parsed.length;
  const sum = (of: (each: BlockCount) => number) =>
    counted.reduce((all, each) => all + of(each), 0);
  const sizesOf = inPartition.map(({ length }) => length);
  return {
    customers,
    keysPerCustomer: mean(cards.map(({ keys }) => keys.length)),
    cardMs,
    cardBytes: zipped.length / parsed.length,
    parseMs,
    partitions,
    copies: sizesOf.reduce((all, each) => all + each, 0) / customers,
    meanPartition: mean(sizesOf),
    largestPartition: sizesOf.reduce((most, each) => Math.max(most, each), 0),
    blocks: sum(({ blocks }) => blocks),
    largestBlock: counted.reduce((most, { largest }) => Math.max(most, largest), 0),
    splitBlocks: frequent.split.size,
    cappedBlocks: frequent.capped.size,
    pairs,
    pairMs: findingMs + weighingMs,
    linkedShare: links / Math.max(1, sample.length),
    missed: cards.length - byPerson.size,
    compared,
  };
}

/** Each person's records as one customer, but for the one that was missed, which is another. */
function* cardsOf(seed: number): Generator<Made, never, undefined> {
  for (let household = 0; ; household += 1)
    for (const person of householdOf(seed, household)) {
      const { stored, heldBack } = recordsIn(person, { seed, probability: missedShare });
      for (const [nth, records] of [stored, heldBack === undefined ? [] : [heldBack]].entries()) {
        const card = cardOf(`${person.personId}.${nth}`, person.personId, records);
        if (card !== undefined) yield card;
      }
    }
}

function cardOf(
  customerId: string,
  personId: number,
  sources: readonly SourceRecord[],
): Made | undefined {
  const [first, ...others] = sources.map(
    ({ attributes }) => standardise(attributes, personSchema).record,
  );
  if (first === undefined) return undefined;
  const records = [first, ...others] as const;
  const hashed = (texts: readonly string[]) => [...new Set(texts.map(hashOf))].toSorted();
  return {
    customerId,
    personId,
    records,
    cluster: [
      { recordId: '', record: first },
      ...others.map((record) => ({ recordId: '', record })),
    ],
    keys: hashed(
      records
        .flatMap((record) => emitMatchKeys(record))
        .filter(({ use }) => use !== 'search')
        .map(({ kind, text }) => `${kind}\n${text}`),
    ),
    secondKeys: hashed(secondKeysOf(records)),
  };
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 16);

function spentMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export function printDedupeRun(results: readonly DedupeRunResult[]): void {
  printTable(
    results.map((each) => ({
      customers: each.customers,
      'keys each': rounded(each.keysPerCustomer),
      'ms a card': rounded(each.cardMs, 2),
      'bytes a card': Math.round(each.cardBytes),
      'pairs each': rounded(each.pairs / each.customers, 2),
      'pairs a second': Math.round(1000 / each.pairMs),
      links: percent(each.linkedShare),
      'missed ones compared': percent(each.compared / Math.max(1, each.missed)),
    })),
  );
  console.log('\nBlocks and partitions:\n');
  printTable(
    results.map((each) => ({
      customers: each.customers,
      blocks: each.blocks,
      largest: each.largestBlock,
      split: each.splitBlocks,
      capped: each.cappedBlocks,
      partitions: each.partitions,
      'copies of a card': rounded(each.copies),
      'mean partition': Math.round(each.meanPartition),
      'largest partition': each.largestPartition,
    })),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '20000,100000,300000' },
      seed: { type: 'string', default: '7' },
    },
  });
  printDedupeRun(
    await measureDedupeRun({
      seed: Number(values.seed),
      sizes: values.sizes.split(',').map(Number),
      onProgress: (message) => console.error(message),
    }),
  );
}
