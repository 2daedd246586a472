import { isRestricting } from '#core/consent/restriction';
import type { ChangeType } from '#core/identity/change';
import {
  type CustomerEventDetail,
  type CustomerEventType,
  type EventDetails,
  type EventType,
  eventSource,
} from '#events/catalogue';
import { basisOf, type ConsentsNow, placeHeard } from '#functions/shared/told-consents';
import type { EndNotice } from '#store/consent-ends';
import { type ConsentNotice, isRestrictionKind } from '#store/consents';
import type { BusEntry } from '#store/events';
import type { Notice } from '#store/notice';
import type { VersionNotice } from '#store/version-item';
import { hearsEntry, hearsOf, isAllowedBy, purposeHeard, statesHeard } from './consents-now.ts';
import { heardOf, type Listener } from './listener.ts';
import type { OpenedTask, OutboxFact } from './outbox.ts';

/** An event before it is checked against its contract and written out. */
export interface EventDraft {
  readonly type: EventType;
  readonly detail: EventDetails[EventType];
  readonly occurredAt: string;
}

const customerEvents: Readonly<Record<ChangeType, CustomerEventType>> = {
  created: 'customer.created.v1',
  changed: 'customer.changed.v1',
  merged: 'customer.merged.v1',
  split: 'customer.split.v1',
  removed: 'customer.removed.v1',
};

/**
 * One event for each listener that hears of the change; a review task is for the hub alone, a notice
 * for its own spoke if that listens, or for the hub. A merge and a split are told as a change of
 * consents, too, where the ledger holds any.
 */
export function buildEvents(
  fact: OutboxFact,
  listeners: readonly Listener[],
  consents?: ConsentsNow,
): readonly EventDraft[] {
  switch (fact.kind) {
    case 'version':
      return [
        ...listeners.flatMap((listener) => {
          const changed = heardOf(listener, fact.notice, isAllowedBy(listener, consents));
          return changed === undefined
            ? []
            : [customerEvent({ ...fact.notice, changed }, listener.name)];
        }),
        ...consentsMoved(fact.notice, listeners, consents),
        ...restrictionsMoved(fact.notice, listeners, consents),
      ];
    case 'consent':
      return consents === undefined ? [] : consentsSaid(fact.entry, listeners, consents);
    case 'end':
      return consents === undefined ? [] : consentEnded(fact.end, listeners, consents);
    case 'restriction':
      return consents === undefined ? [] : restrictionSaid(fact.entry, listeners, consents);
    case 'task':
      return [taskEvent(fact.task)];
    case 'notice':
      return fact.notice.spoke === 'hub' || listeners.some(({ name }) => name === fact.notice.spoke)
        ? [noticeEvent(fact.notice)]
        : [];
  }
}

function customerEvent(notice: VersionNotice, spoke: string): EventDraft {
  const { customerId, sequence, changed, correlationId, causationId, actor, schema } = notice;
  const { type, schemaVersion, at } = notice;
  const movesIds = type === 'merged' || type === 'split';
  const idMap = notice.idMap ?? (movesIds ? {} : undefined);
  const { erasedFor } = notice;
  const detail: CustomerEventDetail = {
    metadata: {
      // Made of what happened, not of when it was sent: a repeated delivery shows as one.
      eventId: `${customerId}.${sequence}.${spoke}`,
      customerId,
      sequence,
      correlationId,
      ...(causationId === undefined ? {} : { causationId }),
      actor,
      schema,
      ...(schemaVersion === undefined ? {} : { schemaVersion }),
      occurredAt: at,
    },
    spoke,
    customerId,
    changed: [...changed],
    ...(idMap === undefined ? {} : { idMap }),
  };
  if (erasedFor !== undefined)
    return {
      type: 'customer.erased.v1',
      detail: { ...detail, requestId: erasedFor },
      occurredAt: at,
    };
  return { type: customerEvents[type], detail, occurredAt: at };
}

function consentsSaid(
  entry: ConsentNotice,
  listeners: readonly Listener[],
  consents: ConsentsNow,
): readonly EventDraft[] {
  const { actor, correlationId, recordedAt, channels, ...said } = entry;
  const { recordedAt: occurredAt } = entry;
  const { eventId, customerId, sequence, kind, purpose, at } = said;
  if (isRestrictionKind(kind)) return [];
  const hearing = listeners.filter((listener) => hearsEntry(listener, purpose));
  return consentEvents(hearing, consents, (listener) => ({
    id: `${eventId}.changed`,
    actor,
    correlationId,
    occurredAt,
    because: 'entry',
    entry: {
      eventId,
      customerId,
      sequence,
      kind,
      at,
      heard: placeHeard(entry, consents, purposeHeard(listener)),
      ...(purpose !== undefined && { purpose }),
      ...(channels !== undefined && { channels: [...channels] }),
    },
  }));
}

/** A yes that is over by itself: nobody said anything, and the ledger is as it was. */
const consentEnded = (
  { eventId, customerId, purpose, endsAt, foundAt }: EndNotice,
  listeners: readonly Listener[],
  consents: ConsentsNow,
): readonly EventDraft[] =>
  consentEvents(
    listeners.filter((listener) => hearsEntry(listener, purpose)),
    consents,
    () => ({
      id: `${eventId}.ended`,
      actor: 'system:consent-ends',
      correlationId: `consent-end-${eventId}`,
      occurredAt: foundAt,
      because: 'expired',
      ended: { eventId, customerId, purpose, at: endsAt },
    }),
  );

/** Of those that are living after it, each for itself. */
function consentsMoved(
  { type, customerId, sequence, actor, correlationId, at }: VersionNotice,
  listeners: readonly Listener[],
  consents: ConsentsNow | undefined,
): readonly EventDraft[] {
  if (type !== 'merged' && type !== 'split') return [];
  if (consents?.customerId !== customerId || consents.states.length === 0) return [];
  return consentEvents(listeners, consents, () => ({
    id: `${customerId}.consents${sequence}`,
    actor,
    correlationId,
    occurredAt: at,
    because: type,
  }));
}

interface ConsentChange
  extends Pick<EventDetails['consent.changed.v1'], 'because' | 'entry' | 'ended'>,
    Pick<VersionNotice, 'actor' | 'correlationId'> {
  readonly id: string;
  readonly occurredAt: string;
}

/** Unsigned: sign-consents.ts. */
const consentEvents = (
  listeners: readonly Listener[],
  consents: ConsentsNow,
  changeFor: (listener: Listener) => ConsentChange,
): readonly EventDraft[] =>
  listeners.flatMap((listener) => {
    const states = statesHeard(listener, consents);
    if (states === undefined) return [];
    const { id, actor, correlationId, occurredAt, ...change } = changeFor(listener);
    const { customerId, schema } = consents;
    const { name: spoke } = listener;
    const metadata = { eventId: `${id}.${spoke}`, correlationId, actor, schema, occurredAt };
    const basis = basisOf(consents, purposeHeard(listener));
    const detail = { metadata, spoke, customerId, ...change, basis, states };
    return [{ type: 'consent.changed.v1', detail, occurredAt }];
  });

/** Of a hold that restricts nothing no spoke hears: whom somebody sues is nobody's business. */
function restrictionSaid(
  { eventId, kind, restricts, lifts, actor, correlationId, recordedAt }: ConsentNotice,
  listeners: readonly Listener[],
  consents: ConsentsNow,
): readonly EventDraft[] {
  const isPlaced = kind === 'restriction' || kind === 'legal-hold';
  const isHeard = isPlaced
    ? isRestricting({ kind, ...(restricts && { restricts }) })
    : consents.restriction?.entries.includes(lifts ?? '') === true;
  if (!isHeard) return [];
  return restrictionEvents(listeners, consents, {
    id: `${eventId}.changed`,
    actor,
    correlationId,
    occurredAt: recordedAt,
    because: isPlaced ? 'placed' : 'lifted',
  });
}

/** As consents: of a merge or a split where anything ever restricted one of them. */
function restrictionsMoved(
  { type, customerId, sequence, actor, correlationId, at }: VersionNotice,
  listeners: readonly Listener[],
  consents: ConsentsNow | undefined,
): readonly EventDraft[] {
  if (type !== 'merged' && type !== 'split') return [];
  if (consents?.customerId !== customerId || consents.restriction === undefined) return [];
  return restrictionEvents(listeners, consents, {
    id: `${customerId}.restrictions${sequence}`,
    actor,
    correlationId,
    occurredAt: at,
    because: type,
  });
}

interface RestrictionChange extends Omit<ConsentChange, 'because' | 'entry' | 'ended'> {
  readonly because: EventDetails['restriction.changed.v1']['because'];
}

const restrictionEvents = (
  listeners: readonly Listener[],
  { customerId, schema, restriction }: ConsentsNow,
  { id, actor, correlationId, occurredAt, because }: RestrictionChange,
): readonly EventDraft[] =>
  listeners
    .filter((listener) => hearsOf(listener, schema))
    .map(({ name: spoke }) => {
      const metadata = { eventId: `${id}.${spoke}`, correlationId, actor, schema, occurredAt };
      const { isRestricted = false, until } = restriction ?? {};
      const state = { isRestricted, ...(until !== undefined && { until }) };
      return {
        type: 'restriction.changed.v1',
        detail: { metadata, spoke, customerId, because, ...state },
        occurredAt,
      };
    });

const taskEvent = ({ taskId, customerIds, because, openedAt }: OpenedTask): EventDraft => ({
  type: 'review-task.opened.v1',
  detail: {
    metadata: { eventId: `${taskId}.opened.hub`, taskId, occurredAt: openedAt },
    spoke: 'hub',
    taskId,
    customerIds: [...customerIds],
    because,
  },
  occurredAt: openedAt,
});

/** Its contract is held against it before it is sent, as with all events. */
function noticeEvent({ type, id, spoke, at, actor, ...said }: Notice): EventDraft {
  const { correlationId, facts, number = '' } = said;
  const metadata = {
    // `import.finished.v1` → `imp_….finished.web`
    eventId: `${id}.${type.split('.')[1]?.replaceAll('-', '')}${number}.${spoke}`,
    correlationId,
    actor,
    occurredAt: at,
  };
  // The type of each event is told by its name only when it is read; the contract tells.
  return { type, detail: { metadata, spoke, ...facts }, occurredAt: at } as unknown as EventDraft;
}

export const entryOf = ({ type, detail, occurredAt }: EventDraft): BusEntry => ({
  source: eventSource,
  detailType: type,
  detail: JSON.stringify(detail),
  time: new Date(occurredAt),
});
