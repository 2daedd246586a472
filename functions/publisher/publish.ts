import type { DynamoDBRecord } from 'aws-lambda';
import { eventViolations } from '#events/validate';
import { type PoisonNotice, putAside } from '#functions/shared/put-aside';
import type { ConsentsNow } from '#functions/shared/told-consents';
import type { BusEntry } from '#store/events';
import { buildEvents, type EventDraft, entryOf } from './build-events.ts';
import { asksConsentsOf } from './consents-now.ts';
import { entryBytes, mostBytes } from './group-entries.ts';
import type { Listener } from './listener.ts';
import { isOutbox, laneOf, type OutboxFact, readOutbox } from './outbox.ts';
import { type InLane, nextWave } from './publish-order.ts';
import { type SendOutcome, sendEntries } from './send-entries.ts';
import type { PublisherServices } from './services.ts';
import { signConsents } from './sign-consents.ts';

/** A record of the stream. `position` in the batch is its order. */
interface Placed {
  readonly position: number;
  readonly record: DynamoDBRecord;
}

/** A record with the entries that it becomes. */
interface Announcement extends Placed, InLane, Told {
  readonly fact: OutboxFact;
}

/** The events of a fact and, in the same order, their entries. */
interface Told {
  readonly events: readonly EventDraft[];
  readonly entries: readonly BusEntry[];
}

/** Why a record can never be published. */
type Verdict = Pick<PoisonNotice, 'reason' | 'findings'> & { readonly fact?: OutboxFact };

/**
 * Publishes a batch of the table's stream and answers the positions of the records that must come
 * again, lowest first. A record that can never be published is put aside with its reason and holds
 * up nobody. A later change of a customer is never sent before an earlier one has arrived.
 */
export async function publish(
  records: readonly DynamoDBRecord[],
  services: PublisherServices,
): Promise<readonly number[]> {
  const outbox = records
    .map((record, position) => ({ record, position }))
    .filter(({ record }) => isOutbox(record));
  if (outbox.length === 0) return [];
  const listeners = await services.listeners();
  const consentsOf = oncePerCustomer(services.consentsOf);

  const again: number[] = [];
  let waiting: Announcement[] = [];
  const facts = await Promise.all(
    outbox.map(async (placed) => {
      const { fact, consents } = await factOf(placed, listeners, consentsOf);
      const drafts = draftsOf(fact, listeners, consents);
      // A fact that cannot be signed fails the batch, as a ledger does that cannot be read.
      const events = drafts && (await signConsents(drafts, services));
      return { placed, fact, livingId: consents?.customerId, events };
    }),
  );
  for (const { placed, fact, livingId, events } of facts) {
    const read = announcementOf(placed, fact, livingId, events);
    if ('entries' in read) waiting.push(read);
    else if (!(await putVerdictAside(placed, read.verdict, services))) again.push(placed.position);
  }

  const correlationIds = correlationIdsOf(waiting);
  while (waiting.length > 0) {
    const wave = nextWave(waiting);
    const arrived = await sendWave(wave, services);
    waiting = waiting.filter((each) => !arrived.has(each));
    if (arrived.size < wave.length) break;
  }

  again.push(...waiting.map(({ position }) => position));
  if (again.length > 0) services.measure('EventsFailed', again.length);
  const comeAgain = again.length;
  services.log('changes published', { changes: outbox.length, comeAgain, correlationIds });
  return again.toSorted((a, b) => a - b);
}

/** What there is to tell, with what it takes to tell it. No fact: the record is not what the store writes. */
async function factOf(
  { record }: Placed,
  listeners: readonly Listener[],
  consentsOf: PublisherServices['consentsOf'],
): Promise<{ readonly fact?: OutboxFact; readonly consents?: ConsentsNow }> {
  const fact = factIn(record);
  const whose = fact === undefined ? undefined : asksConsentsOf(fact, listeners);
  // A ledger that cannot be read fails the whole batch: nothing of it was sent yet, all of it comes again.
  const consents = whose === undefined ? undefined : await consentsOf(whose);
  return { ...(fact && { fact }), ...(consents && { consents }) };
}

function factIn(record: DynamoDBRecord): OutboxFact | undefined {
  try {
    return readOutbox(record);
  } catch {
    return undefined;
  }
}

const oncePerCustomer = (consentsOf: PublisherServices['consentsOf']): typeof consentsOf => {
  const asked = new Map<string, ReturnType<typeof consentsOf>>();
  return (customerId) => {
    const known = asked.get(customerId) ?? consentsOf(customerId);
    asked.set(customerId, known);
    return known;
  };
};

/** Undefined where the fact cannot be read. */
function draftsOf(
  fact: OutboxFact | undefined,
  listeners: readonly Listener[],
  consents: ConsentsNow | undefined,
): readonly EventDraft[] | undefined {
  if (fact === undefined) return undefined;
  try {
    return buildEvents(fact, listeners, consents);
  } catch {
    return undefined;
  }
}

function announcementOf(
  placed: Placed,
  fact: OutboxFact | undefined,
  livingId: string | undefined,
  events: readonly EventDraft[] | undefined,
): Announcement | { verdict: Verdict } {
  const unreadable = { verdict: { reason: 'unreadable', findings: [] } };
  if (fact === undefined || events === undefined) return unreadable;
  try {
    const read = entriesOf(fact, events);
    return 'entries' in read ? { ...placed, ...read, fact, ...laneOf(fact, livingId) } : read;
  } catch {
    return unreadable;
  }
}

/** The entries of a fact, or what keeps it from being told: every event is held against its contract. */
function entriesOf(fact: OutboxFact, events: readonly EventDraft[]): Told | { verdict: Verdict } {
  const violations = events.flatMap(({ type, detail }) => eventViolations(type, detail));
  if (violations.length > 0) {
    const findings = new Set(violations.map(({ pointer, rule }) => `${pointer} ${rule}`));
    return { verdict: { reason: 'contract-violation', findings: [...findings], fact } };
  }
  const entries = events.map(entryOf);
  return entries.some((entry) => entryBytes(entry) > mostBytes)
    ? { verdict: { reason: 'entry-too-large', findings: [], fact } }
    : { events, entries };
}

/** Those whose entries all arrived, or were refused for good and put aside. */
async function sendWave(
  wave: readonly Announcement[],
  services: PublisherServices,
): Promise<ReadonlySet<Announcement>> {
  const entries = wave.flatMap((each) => each.entries);
  const outcomes = await sendEntries(entries, services);
  const arrived = new Set<Announcement>();
  let from = 0;
  for (const announcement of wave) {
    const own = outcomes.slice(from, from + announcement.entries.length);
    from += announcement.entries.length;
    if (own.some(({ status }) => status === 'failed')) continue;
    const { events, fact } = announcement;
    measureArrival(own, events, services);
    const findings = own.flatMap((each, index) =>
      each.status === 'refused' ? [`${events[index]?.detail.spoke} ${each.code}`] : [],
    );
    const verdict = { reason: 'bus-refused', findings, fact };
    if (findings.length === 0 || (await putVerdictAside(announcement, verdict, services)))
      arrived.add(announcement);
  }
  return arrived;
}

function measureArrival(
  outcomes: readonly SendOutcome[],
  [first]: readonly EventDraft[],
  { measure, nowMs }: PublisherServices,
): void {
  const sent = outcomes.filter(({ status }) => status === 'sent').length;
  if (sent === 0 || first === undefined) return;
  measure('EventsPublished', sent);
  measure('SyndicationLag', Math.max(0, nowMs() - Date.parse(first.occurredAt)));
}

/** Each request's once: a merge or a split writes several versions. */
const correlationIdsOf = (announcements: readonly Announcement[]): readonly string[] => [
  ...new Set(announcements.flatMap(({ fact }) => correlationIdIn(fact) ?? [])),
];

function correlationIdIn(fact: OutboxFact): string | undefined {
  if (fact.kind === 'task') return undefined;
  if (fact.kind === 'end') return undefined;
  return 'entry' in fact ? fact.entry.correlationId : fact.notice.correlationId;
}

const putVerdictAside = (
  { record }: Placed,
  { reason, findings, fact }: Verdict,
  services: PublisherServices,
): Promise<boolean> =>
  putAside('publisher', record, { reason, ...idsOf(fact), findings }, services);

// What cannot be read may be anything: only what looks like an id is told.
function idsOf(fact: OutboxFact | undefined): Pick<PoisonNotice, 'customerId' | 'taskId' | 'id'> {
  if (fact === undefined) return {};
  const { lane } = laneOf(fact);
  if (!/^[a-z]{3}_[0-9a-z]{26}$/.test(lane)) return {};
  const names = {
    version: 'customerId',
    consent: 'customerId',
    restriction: 'customerId',
    end: 'customerId',
    task: 'taskId',
    notice: 'id',
  } as const;
  return { [names[fact.kind]]: lane };
}
