import type { EventBridgeEvent } from 'aws-lambda';
import type { CustomerEventDetail, EventDetails, EventType } from '#events/catalogue';
import { log } from '#functions/shared/log';
import { observed } from '#functions/shared/observed';

/** What became of an event, for the caller to see in tests and logs. */
export type Outcome = 'applied' | 'duplicate' | 'stale';

/** Customer id → what was last applied. A real spoke keeps this beside its own customer rows. */
const applied = new Map<string, { readonly sequence: number; readonly eventIds: Set<string> }>();
/** Ids of events that are of no customer, such as the end of an import; nothing comes before or after them. */
const heard = new Set<string>();

type AnyEvent = EventBridgeEvent<EventType, EventDetails[EventType]>;

/**
 * How a spoke listens. Its rule on the bus is one line:
 *
 *     {"source":["goldspoke"],"detail":{"spoke":["web"]}}
 *
 * EventBridge delivers at least once and promises no order, so:
 * - an event whose id was seen before is a *duplicate*: ignore it;
 * - an event whose `sequence` is below the last one applied for that customer id is *stale*: what it
 *   tells has been overtaken, for an event is a reason to read `GET /v1/customers/{id}` and not a value;
 * - a gap in the sequence needs nothing: reading the customer catches up.
 *
 * An id map needs no order either: a retired id answers 301 to the living customer, so a spoke that
 * follows redirects corrects its rows when it next reads.
 *
 * This sample remembers in memory, and so forgets with its Lambda; it logs ids only.
 */
const listen = async ({ 'detail-type': type, detail }: AnyEvent): Promise<Outcome> => {
  if (!isOfCustomer(detail)) return hearNotice(type, detail);
  const { metadata, spoke, changed, ...rest } = detail;
  const { eventId, customerId, sequence, correlationId } = metadata;

  const last = applied.get(customerId);
  const outcome = outcomeOf(eventId, sequence, last);
  if (outcome === 'applied') {
    const eventIds = sequence === last?.sequence ? last.eventIds : new Set<string>();
    applied.set(customerId, { sequence, eventIds: eventIds.add(eventId) });
  }

  const leadElsewhere = Object.keys(rest.idMap ?? {}).length;
  const facts = { type, eventId, spoke, changed: changed.length };
  log(`event ${outcome}`, { ...facts, customerId, sequence, leadElsewhere, correlationId });
  return outcome;
};

const isOfCustomer = (detail: EventDetails[EventType]): detail is CustomerEventDetail =>
  'customerId' in detail.metadata;

/** Ids, counts and states: such an event has nothing else. */
function hearNotice(type: EventType, { metadata, ...facts }: EventDetails[EventType]): Outcome {
  const { eventId, correlationId } = metadata;
  const outcome = heard.has(eventId) ? 'duplicate' : 'applied';
  heard.add(eventId);
  log(`event ${outcome}`, { type, eventId, ...facts, correlationId });
  return outcome;
}

export const handler = observed(listen, (event) => event.detail.metadata.correlationId);

function outcomeOf(
  eventId: string,
  sequence: number,
  last: { readonly sequence: number; readonly eventIds: ReadonlySet<string> } | undefined,
): Outcome {
  if (last === undefined || sequence > last.sequence) return 'applied';
  if (sequence < last.sequence) return 'stale';
  return last.eventIds.has(eventId) ? 'duplicate' : 'applied';
}
