import { compareText } from '#core/kernel/types';
import type { ConsentEvent } from './consent-event.ts';

type Refusal = Pick<
  ConsentEvent,
  'customerId' | 'kind' | 'purpose' | 'channels' | 'contactPoint' | 'at'
>;

/**
 * The entry that says just what `refusal` would, while nobody of those who are one said yes since, nor
 * anybody at its contact point: to say it again would add nothing. Undefined: it is a fresh act.
 *
 * @param events of the members, and those of others at the contact point in question
 */
export function standingRefusal(
  events: readonly ConsentEvent[],
  refusal: Refusal,
  members: readonly string[],
): ConsentEvent | undefined {
  const counted = withoutMistakes(events).filter(
    ({ purpose, at }) => purpose === refusal.purpose && at <= refusal.at,
  );
  const latest = counted
    .filter((each) => saysTheSame(each, refusal))
    .toSorted((a, b) => compareText(a.at, b.at) || compareText(a.eventId, b.eventId))
    .at(-1);
  if (latest === undefined) return undefined;
  const isLifted = counted.some(
    (each) => isYes(each) && each.at > latest.at && touches(each, refusal, members),
  );
  return isLifted ? undefined : latest;
}

/** Entries that no other entry of the same constituent corrects, and no corrections. */
export function withoutMistakes(events: readonly ConsentEvent[]): readonly ConsentEvent[] {
  const mistakes = new Set(
    events.flatMap(({ kind, corrects, customerId }) =>
      kind === 'corrected' && corrects !== undefined ? [`${customerId} ${corrects}`] : [],
    ),
  );
  return events.filter(
    ({ kind, customerId, eventId }) =>
      kind !== 'corrected' && !mistakes.has(`${customerId} ${eventId}`),
  );
}

/** Something that can make a consent hold: also the first of two steps, and the second. */
export const isYes = ({ kind, status }: Pick<ConsentEvent, 'kind' | 'status'>): boolean =>
  kind === 'given' ||
  kind === 'confirmed' ||
  kind === 'parental' ||
  (kind === 'imported' && status === 'given');

const saysTheSame = (event: ConsentEvent, refusal: Refusal): boolean =>
  event.kind === refusal.kind &&
  event.customerId === refusal.customerId &&
  event.contactPoint === refusal.contactPoint &&
  refusal.channels.every((each) => event.channels.includes(each));

/** Of one purpose already. */
const touches = (event: ConsentEvent, refusal: Refusal, members: readonly string[]): boolean =>
  (members.some((each) => speaksFor(event, each)) || isAtOnePoint(event, refusal)) &&
  event.channels.some((each) => refusal.channels.includes(each)) &&
  (event.contactPoint === undefined ||
    refusal.contactPoint === undefined ||
    event.contactPoint === refusal.contactPoint);

/** What somebody else said at the same address. */
const isAtOnePoint = (event: ConsentEvent, { contactPoint }: Refusal): boolean =>
  contactPoint !== undefined && event.contactPoint === contactPoint;

export const speaksFor = ({ customerId, decidedFor }: ConsentEvent, member: string): boolean =>
  customerId === member || decidedFor?.includes(member) === true;

export const isRefusalKind = (kind: ConsentEvent['kind']): boolean =>
  kind === 'denied' || kind === 'withdrawn' || kind === 'objected';
