import type { BusEntry } from '#store/events';
import { groupEntries } from './group-entries.ts';
import type { PublisherServices } from './services.ts';

/** `refused`: this entry will never be taken. `failed`: it may be, later. */
export type SendOutcome =
  | { readonly status: 'sent' }
  | { readonly status: 'refused'; readonly code: string }
  | { readonly status: 'failed'; readonly code: string };

// One by one after a group failed; 100 + 400 + 1600 ms of waiting outlast a burst of throttling.
const waitsMs = [0, 100, 400, 1_600];
const requestsAtOnce = 4;
// What a function needs at its end to put poison aside and to answer.
const reserveMs = 5_000;

/**
 * Error codes that blame the entry itself. The others, a missing permission among them, blame the
 * moment or the deployment: the entry is good and must wait.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
const entryFaults = new Set(['InvalidArgument', 'MalformedDetail', 'ValidationException']);

/**
 * Sends entries in groups; what fails within a group is tried again alone, so that one bad entry
 * spoils no other. Answers one outcome per entry. Once an entry failed to the end, nothing more is
 * begun: the bus is not well, and what is left comes again with the stream.
 */
export async function sendEntries(
  entries: readonly BusEntry[],
  services: PublisherServices,
): Promise<readonly SendOutcome[]> {
  const outcomes = entries.map((): SendOutcome => ({ status: 'failed', code: 'not-tried' }));
  const groups = groupEntries(entries.map((entry, index) => ({ entry, index })));
  let isWell = true;

  const sendGroup = async (group: (typeof groups)[number]) => {
    if (!isWell || services.remainingMs() < reserveMs) return;
    const codes = await putOrFail(
      group.map(({ entry }) => entry),
      services,
    );
    for (const [position, { entry, index }] of group.entries()) {
      if (codes[position] === undefined) outcomes[index] = { status: 'sent' };
      else if (isWell) {
        const outcome = await sendAlone(entry, services);
        outcomes[index] = outcome;
        isWell = isWell && outcome.status !== 'failed';
      }
    }
  };

  for (let from = 0; from < groups.length; from += requestsAtOnce) {
    await Promise.all(groups.slice(from, from + requestsAtOnce).map(sendGroup));
  }
  return outcomes;
}

async function sendAlone(entry: BusEntry, services: PublisherServices): Promise<SendOutcome> {
  let last: string | undefined;
  for (const waitMs of waitsMs) {
    if (services.remainingMs() < reserveMs + waitMs) break;
    if (waitMs > 0) await services.wait(waitMs);
    [last] = await putOrFail([entry], services);
    if (last === undefined) return { status: 'sent' };
    if (entryFaults.has(last)) return { status: 'refused', code: last };
  }
  return { status: 'failed', code: last ?? 'out-of-time' };
}

/** A request that fails as a whole fails every entry of it, with the error's name as code. */
async function putOrFail(
  entries: readonly BusEntry[],
  services: PublisherServices,
): Promise<readonly (string | undefined)[]> {
  try {
    return await services.putEvents(entries);
  } catch (error) {
    const code = error instanceof Error ? error.name : 'unknown';
    return entries.map(() => code);
  }
}
