import type { Purpose } from '#core/consent/purpose';
import { statesOf } from '#functions/shared/consent-states';
import type { Measure } from '#functions/shared/measure';
import { type ConsentEnd, type ConsentEnds, placeAfter, placeOfEnd } from '#store/consent-ends';
import type { Consents } from '#store/consents';
import { endsShards } from '#store/keys';

export interface EndServices {
  readonly ends: ConsentEnds;
  readonly standing: Consents['standing'];
  readonly purpose: (name: string) => Promise<Purpose | undefined>;
  readonly nowMs: () => number;
  readonly remainingMs: () => number;
  readonly measure: Measure;
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/** How old an end must be: a yes that was on its way when it ended is in the table by then. */
const lagMs = 60_000;
/** Where a hub begins that never looked. */
const firstMs = 24 * 3_600_000;
const pageSize = 100;
/** What a page takes at the most. */
const reserveMs = 30_000;

const instantOf = (ms: number) => new Date(ms).toISOString();

/**
 * Tells the stream of consents that ended since the last run. What it tells is for spokes alone:
 * nothing is decided by it, and nothing of the ledger is changed. May crash anywhere, be repeated, or
 * run twice at once: an end is noted once, under a key of its own.
 */
export async function tellEnds(services: EndServices): Promise<{ readonly told: number }> {
  const { nowMs, measure, log } = services;
  const toMs = nowMs() - lagMs;
  const shards = Array.from({ length: endsShards }, (_, shard) => lookAt(shard, toMs, services));
  // All of them, though one fails: what another has begun is not cut off.
  const looked = await Promise.allSettled(shards);
  const done = looked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const told = done.reduce((sum, each) => sum + each.told, 0);
  const behindMs = Math.max(0, ...done.map(({ place }) => toMs - Date.parse(place.slice(0, 24))));
  if (told > 0) measure('ConsentsEnded', told);
  const failed = looked.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  measure('ConsentEndsBehind', Math.round(behindMs / 1000));
  log('ends of consents told', { told, behindSeconds: Math.round(behindMs / 1000) });
  return { told };
}

async function lookAt(shard: number, toMs: number, services: EndServices) {
  const { ends, remainingMs, nowMs } = services;
  const to = instantOf(toMs);
  let place = (await ends.readTail(shard)) ?? placeAfter(instantOf(toMs - firstMs));
  let told = 0;
  while (place < placeAfter(to) && remainingMs() > reserveMs) {
    const page = await ends.next(shard, { after: place, to }, pageSize);
    for (const end of page)
      if (await changes(end, services)) {
        const isNew = await ends.tell(end, instantOf(nowMs()));
        if (isNew) told += 1;
      }
    const last = page.at(-1);
    place = page.length < pageSize || last === undefined ? placeAfter(to) : placeOfEnd(last);
    await ends.moveTail(shard, place);
  }
  return { place, told };
}

/** Whether anything that holds for the customer is another thing with this end. A yes that was renewed goes on. */
async function changes(
  { customerId, purpose: name, endsAt }: ConsentEnd,
  { standing, purpose: readPurpose, nowMs }: EndServices,
): Promise<boolean> {
  const [ledger, purpose] = await Promise.all([standing(customerId), readPurpose(name)]);
  if (ledger === undefined || purpose === undefined) return false;
  const knownAt = instantOf(nowMs());
  const at = (instant: string) =>
    statesOf(ledger, ledger.members, [purpose], { at: instant, knownAt })
      .map(({ channel, status }) => `${channel} ${status}`)
      .join();
  return at(instantOf(Date.parse(endsAt) - 1)) !== at(endsAt);
}
