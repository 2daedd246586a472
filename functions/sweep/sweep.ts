import type { Services } from '#functions/shared/handle';
import { rollPlan } from '#store/epoch-roll';
import type { Maintenance } from '#store/make-maintenance';
import { replayErasure } from './replay-erasure.ts';
import { addUp, type Part, type SweepState, sweepCall } from './steps.ts';

export interface SweepServices extends Services {
  readonly maintenance: Maintenance;
  /** What is left of the function's time. */
  readonly remainingMs: () => number;
}

// What a page of a megabyte takes at the most, with all writes of its items.
const reserveMs = 60_000;
const mostPasses = 10;

/** One step of a sweep, as workflows/sweep.asl.json calls them. Every step may be repeated. */
export async function sweep(call: unknown, services: SweepServices): Promise<SweepState | Part> {
  const parsed = sweepCall.parse(call);
  switch (parsed.step) {
    case 'plan': {
      const { task, atOnce } = parsed.input;
      // Those keys lie together: one part sees them all.
      const segments = task === 'destroy-answer-keys' ? 1 : parsed.input.segments;
      const roll = task === 'roll-epoch' ? { roll: rollPlan(services.clock(), { atOnce }) } : {};
      const upTo =
        task === 'replay-erasures' ? await services.maintenance.replayGate.head() : undefined;
      const ledger = upTo === undefined ? {} : { upTo };
      const parts = Array.from({ length: segments }, (_, segment): Part => {
        return {
          task,
          segment,
          segments,
          done: false,
          counts: {},
          pass: 1,
          ...roll,
          ...ledger,
          epochs: [],
        };
      });
      return { state: 'again', task, counts: {}, parts };
    }
    case 'part':
      return sweepPart(parsed.part, services);
    case 'finish':
      return finish(parsed.parts, services);
  }
}

/** Page after page until the segment is done or the time is up. */
async function sweepPart(part: Part, services: SweepServices): Promise<Part> {
  let now = part;
  while (!now.done) {
    const { cursor, ...page } = await sweepPage(now, services);
    const { cursor: _, ...rest } = now;
    now = {
      ...rest,
      ...(cursor === undefined ? { done: true } : { cursor }),
      counts: addUp(now.counts, page.counts),
      epochs: [...now.epochs, ...(page.epochs ?? [])],
    };
    if (services.remainingMs() < reserveMs) break;
  }
  const { task, segment, pass, done, counts } = now;
  services.log('part of a table swept', { task, segment, pass, done, ...counts });
  return now;
}

interface Page {
  readonly cursor?: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly epochs?: readonly string[];
}

async function sweepPage(part: Part, services: SweepServices): Promise<Page> {
  const { maintenance } = services;
  switch (part.task) {
    case 'upgrade-items': {
      const { cursor, ...counts } = await maintenance.upgradePage(part);
      return { ...(cursor === undefined ? {} : { cursor }), counts };
    }
    case 'roll-epoch': {
      if (part.roll === undefined) throw new Error('a roll without its plan');
      const { epochs, ...page } = await maintenance.rewrapPage(part, part.roll);
      const { cursor, ...counts } = page;
      return { ...(cursor === undefined ? {} : { cursor }), counts, epochs };
    }
    case 'destroy-answer-keys':
      return {
        counts: {
          destroyed: await maintenance.destroyAnswerKeys(),
          packages: await services.packages.destroyEnded(),
          requests: await services.privacyRequests.destroyEndedDetails(),
        },
      };
    case 'replay-erasures': {
      const { cursor, tombstones } = await maintenance.tombstonesPage(part);
      let counts: Readonly<Record<string, number>> = { tombstones: tombstones.length };
      for (const each of tombstones) counts = addUp(counts, await replayErasure(each, services));
      return { ...(cursor === undefined ? {} : { cursor }), counts };
    }
  }
}

/** A roll passes again until it finds nothing under a closed epoch; only then their keys go. */
async function finish(parts: readonly Part[], services: SweepServices): Promise<SweepState> {
  const [first] = parts;
  if (first === undefined) throw new Error('a sweep without parts');
  const { task, roll, pass, upTo } = first;
  const counts = parts.reduce<Record<string, number>>((sum, each) => addUp(sum, each.counts), {});
  if (upTo !== undefined) await services.maintenance.replayGate.caughtUp(upTo);
  if (roll === undefined) return { state: 'done', task, counts, parts: [] };
  if ((counts.found ?? 0) > 0) {
    if (pass === mostPasses) throw new Error(`closed epochs still have keys after ${pass} passes`);
    const again = parts.map(
      ({ cursor: _, ...part }): Part => ({
        ...part,
        done: false,
        counts: {},
        epochs: [],
        pass: pass + 1,
      }),
    );
    return { state: 'again', task, counts, parts: again };
  }
  const epochs = [...new Set(parts.flatMap((part) => part.epochs))].toSorted();
  await services.maintenance.destroyEpochs(epochs, roll);
  services.log('epochs rolled', { ...counts, epochs });
  return { state: 'done', task, counts: { ...counts, destroyed: epochs.length }, parts: [] };
}
