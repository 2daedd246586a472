import { partitionOf } from '#core/dedupe-run/blocks';
import { looseMerges, type WeighMembers } from '#core/dedupe-run/loose-merges';
import { matchEvidenceOf } from '#core/dedupe-run/match-evidence';
import { secondKeysOf } from '#core/dedupe-run/second-keys';
import type { StoredCustomer } from '#core/identity/change';
import { compareText } from '#core/kernel/types';
import { scorePair } from '#core/matching/compare';
import { sumLevelCounts } from '#core/matching/level-counts';
import type { MatchEvidence } from '#core/matching/refine-weights';
import { isKept } from '#core/privacy-request/kept';
import { loadReadable } from '#functions/shared/load-readable';
import { matchKeysOf } from '#functions/shared/matching';
import { present, putJson } from '#functions/shared/work-files';
import { runningRun, type Weighing, weighingFor } from './run-context.ts';
import type { DedupeServices } from './services.ts';
import {
  cardsName,
  hashOf,
  keyText,
  type PlacedCard,
  planName,
  putParts,
  type RunPlan,
  type Scanned,
  scannedName,
} from './work.ts';

/** Customers that are read at once. */
const groupSize = 100;

/**
 * Reads the customers of a chunk, standardises them, and puts each as a card into the partitions of
 * its match keys. Writes the cards, then how many there were: that ends the step.
 */
export async function scanChunk(
  runId: string,
  chunk: number,
  services: DedupeServices,
): Promise<void> {
  const run = await runningRun(runId, services);
  if (run === undefined) return;
  if ((await services.work.size(scannedName(runId, chunk))) === undefined) {
    const plan = await present<RunPlan>(services.work, planName(runId));
    const range = plan.chunks[chunk];
    if (range === undefined) throw new Error('there is no such chunk');
    const weighing = await weighingFor(run, services);
    const parts = Array.from({ length: plan.partitions }, (): string[] => []);
    const loose: (readonly [string, number])[] = [];
    const evidence: MatchEvidence[] = [];
    let [customers, unreadable] = [0, 0];
    const ids = await services.dedupeRuns.idsIn(run.request.schema, range);
    for (let from = 0; from < ids.length; from += groupSize) {
      const group = ids.slice(from, from + groupSize);
      const read = await loadReadable(group, services);
      unreadable += read.unreadable;
      for (const { customer } of read.stored) {
        const place = customers;
        customers += 1;
        if (isKept(customer)) continue;
        const weigh: WeighMembers = (a, b) => weighing.weigh(a, b, weighing.best);
        if (looseMerges(customer, weigh, weighing.context).length > 0)
          loose.push([customer.customerId, place]);
        evidence.push(await evidenceOf(customer, weighing, services));
        addCard(customer, place, runId, weighing, parts);
      }
    }
    await putParts(services.work, cardsName(runId, chunk), parts);
    const scanned: Scanned = { customers, unreadable, loose, evidence: sumEvidence(evidence) };
    await putJson(services.work, scannedName(runId, chunk), scanned);
  }
  await services.dedupeRuns.advance(runId, 'scan');
}

const evidenceOf = (
  customer: StoredCustomer['customer'],
  { weigh, best, model, recordsOf }: Weighing,
  { tasks }: DedupeServices,
): Promise<MatchEvidence> =>
  matchEvidenceOf(customer, {
    decidedOn: async (ids) => (await tasks.byPair(ids))?.score,
    weigh: (a, b) => weigh(a, b, best)?.score,
    *linked(members) {
      const [first, ...others] = members.flatMap(recordsOf);
      if (first === undefined) return;
      for (const other of others) yield scorePair(first.record, other.record, model, best);
    },
  });

/** Summed up after every chunk, and once over all chunks. */
export const sumEvidence = (all: readonly MatchEvidence[]): MatchEvidence => ({
  steward: sumLevelCounts(all.map(({ steward }) => steward)),
  machine: sumLevelCounts(all.map(({ machine }) => machine)),
});

function addCard(
  customer: StoredCustomer['customer'],
  place: number,
  runId: string,
  { context, recordsOf }: Weighing,
  parts: readonly string[][],
): void {
  const [first, ...others] = customer.members.flatMap(recordsOf).map(({ record }) => record);
  if (first === undefined) return;
  const hashed = (texts: readonly string[]) =>
    [...new Set(texts.map((text) => hashOf(runId, text)))].toSorted(compareText);
  const card: PlacedCard = {
    place,
    customerId: customer.customerId,
    records: [first, ...others],
    keys: hashed(
      customer.members
        .flatMap((member) => matchKeysOf(member, context.schema))
        .filter(({ use }) => use !== 'search')
        .map(keyText),
    ),
    secondKeys: hashed(secondKeysOf([first, ...others])),
  };
  const line = JSON.stringify(card);
  for (const partition of new Set(card.keys.map((key) => partitionOf(key, parts.length))))
    parts[partition]?.push(line);
}
