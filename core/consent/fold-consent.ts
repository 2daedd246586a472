import { compareText, type Instant } from '#core/kernel/types';
import type { Channel, ConsentEvent, ConsentForm } from './consent-event.ts';

/** What the ledger comes to for one purpose and channel. `none`: nobody ever said anything. */
export const consentStatuses = [
  'objected',
  'withdrawn',
  'denied',
  'given',
  'pending',
  'expired',
  'none',
] as const;
export type ConsentStatus = (typeof consentStatuses)[number];

export interface ConsentState {
  readonly status: ConsentStatus;
  /** The entry that decided. */
  readonly eventId?: string;
  readonly at?: Instant;
  readonly expiresAt?: Instant;
  readonly isConfirmed?: boolean;
  readonly isParental?: boolean;
  readonly forms?: readonly ConsentForm[];
  /** A refusal came before what was given. */
  readonly afterRefusal?: boolean;
  /** The refusal was said at this contact point by somebody who is not this customer. */
  readonly isForeign?: boolean;
}

export interface FoldQuestion {
  readonly purpose: string;
  readonly channel: Channel;
  readonly contactPoint?: string;
  /** What held at this moment … */
  readonly at: Instant;
  /** … as far as the hub knew at this one. */
  readonly knownAt: Instant;
  /** Nothing given counts before its second step. */
  readonly isDoubleOptIn?: boolean;
}

/** A no outweighs everything; a yes outweighs silence, however silence came about. */
const weight: Readonly<Record<ConsentStatus, number>> = {
  objected: 6,
  withdrawn: 5,
  denied: 4,
  given: 3,
  pending: 2,
  expired: 1,
  none: 0,
};

export const isRefusal = ({ status }: Pick<ConsentState, 'status'>): boolean => weight[status] > 3;

/**
 * The state of one consent of a customer: the entries of all its constituents, in any order.
 *
 * Each constituent's own last word holds for it; among constituents the most restrictive word holds,
 * so a merge never turns a no into a yes. A decision taken after a merge names whom it was taken for
 * (`decidedFor`) and counts as the word of each of them while they are one; after an unmerge each
 * has its own entries again. A no ends by a yes that holds: one that waits for its second step, or
 * has ended, leaves the no in place. A refusal that somebody else gave at the same contact point holds as
 * well, until this customer confirms at it (a double opt-in, which proves who reads there).
 *
 * @param events of the members, and those of others at the contact point in question
 */
export function foldConsent(
  events: readonly ConsentEvent[],
  members: readonly string[],
  question: FoldQuestion,
): ConsentState {
  const heard = heardOf(events, question);
  const own = new Set(members);
  const ofMembers = heard.filter(({ customerId }) => own.has(customerId));
  const states = members.map((member) =>
    wordOf(
      ofMembers.filter(
        ({ customerId, decidedFor }) =>
          customerId === member || decidedFor?.includes(member) === true,
      ),
      question,
    ),
  );
  const foreign = foreignRefusals(heard, own, question);
  return [...states, ...foreign].reduce(heavier, { status: 'none' });
}

/** What was known, had happened, is about the matter and was not corrected since; in the order of events. */
function heardOf(
  events: readonly ConsentEvent[],
  { purpose, channel, contactPoint, at, knownAt }: FoldQuestion,
): readonly ConsentEvent[] {
  const known = events.filter((each) => each.recordedAt <= knownAt);
  const isCorrected = correctedIn(known);
  return known
    .filter(
      (each) =>
        each.kind !== 'corrected' &&
        each.at <= at &&
        each.purpose === purpose &&
        each.channels.includes(channel) &&
        (each.contactPoint === undefined || each.contactPoint === contactPoint) &&
        !isCorrected(each),
    )
    .toSorted(inOrder);
}

function correctedIn(events: readonly ConsentEvent[]): (event: ConsentEvent) => boolean {
  const corrections = events.filter(({ kind }) => kind === 'corrected');
  return ({ eventId, customerId }) =>
    corrections.some((each) => each.corrects === eventId && each.customerId === customerId);
}

/** The last that was said about a purpose and was no mistake, by whichever channel. */
export function lastSaid(
  events: readonly ConsentEvent[],
  purpose: string,
): ConsentEvent | undefined {
  const isCorrected = correctedIn(events);
  return events
    .filter((each) => each.kind !== 'corrected' && each.purpose === purpose && !isCorrected(each))
    .toSorted(inOrder)
    .at(-1);
}

/** Of two at one moment the more restrictive comes last and holds. */
const inOrder = (a: ConsentEvent, b: ConsentEvent): number =>
  compareText(a.at, b.at) || orderOf(a) - orderOf(b) || compareText(a.eventId, b.eventId);

const orderOf = ({ kind, status }: ConsentEvent): number => {
  switch (kind === 'imported' ? status : kind) {
    case 'given':
    case 'parental':
      return 0;
    case 'confirmed':
      return 1;
    case 'expired':
      return 2;
    case 'denied':
      return 3;
    case 'withdrawn':
      return 4;
    default:
      return 5;
  }
};

interface Word {
  readonly holds: ConsentState;
  /** A yes that waits for its second step. Until then it changes nothing. */
  readonly waiting?: ConsentState;
  /** The no that a yes has lifted. It holds again when that yes ends. */
  readonly lifted?: ConsentState;
}

/** The last word of one constituent. */
function wordOf(ordered: readonly ConsentEvent[], question: FoldQuestion): ConsentState {
  const { holds, waiting, lifted } = ordered.reduce<Word>(
    (word, event) => next(word, event, question),
    { holds: { status: 'none' } },
  );
  const held = endedBy(holds, question.at);
  if (held.status === 'given' || isRefusal(held)) return held;
  return lifted ?? (waiting === undefined ? held : endedBy(waiting, question.at));
}

const isOpen = ({ status, expiresAt }: ConsentState, at: Instant): boolean =>
  (status === 'given' || status === 'pending') && (expiresAt === undefined || at < expiresAt);

const endedBy = (state: ConsentState, at: Instant): ConsentState =>
  (state.status === 'given' || state.status === 'pending') && !isOpen(state, at)
    ? { ...state, status: 'expired' }
    : state;

function next(word: Word, event: ConsentEvent, question: FoldQuestion): Word {
  const { holds, waiting, lifted } = word;
  const { eventId, at } = event;
  switch (event.kind === 'imported' ? event.status : event.kind) {
    case 'given':
      return question.isDoubleOptIn === true
        ? { ...word, waiting: { ...yesOf(event), status: 'pending' } }
        : agreed(word, yesOf(event));
    case 'parental':
      return agreed(word, { ...yesOf(event), isParental: true });
    case 'confirmed':
      // A link that is followed after a withdrawal, or long after all ended, revives nothing.
      if (waiting !== undefined && isOpen(waiting, at))
        return agreed(word, { ...waiting, status: 'given', isConfirmed: true });
      return isOpen(holds, at) ? { ...word, holds: { ...holds, isConfirmed: true } } : word;
    case 'expired':
      return { holds: ended(holds, waiting), ...(lifted !== undefined && { lifted }) };
    case 'denied':
      return { holds: { status: 'denied', eventId, at } };
    case 'withdrawn':
      return { holds: { status: 'withdrawn', eventId, at } };
    case 'objected':
      return { holds: { status: 'objected', eventId, at } };
    default:
      return word;
  }
}

const yesOf = ({ eventId, at, expiresAt, forms }: ConsentEvent): ConsentState => ({
  status: 'given',
  eventId,
  at,
  ...(expiresAt !== undefined && { expiresAt }),
  ...(forms !== undefined && { forms }),
});

/** A yes takes the place of the one before, with all that was special about that one. */
function agreed({ holds, lifted: before }: Word, yes: ConsentState): Word {
  const lifted = isRefusal(holds) ? holds : before;
  return lifted === undefined ? { holds: yes } : { holds: { ...yes, afterRefusal: true }, lifted };
}

const ended = (holds: ConsentState, waiting: ConsentState | undefined): ConsentState => {
  if (holds.status === 'given') return { ...holds, status: 'expired' };
  return holds.status === 'none' && waiting !== undefined
    ? { ...waiting, status: 'expired' }
    : holds;
};

/** Refusals of others at the contact point that this customer has not confirmed over since. */
function foreignRefusals(
  heard: readonly ConsentEvent[],
  own: ReadonlySet<string>,
  question: FoldQuestion,
): readonly ConsentState[] {
  const { contactPoint } = question;
  if (contactPoint === undefined) return [];
  const here = heard.filter((each) => each.contactPoint === contactPoint);
  const confirmedAt = here
    .filter(({ customerId, kind }) => own.has(customerId) && kind === 'confirmed')
    .reduce((latest, { at }) => (at > latest ? at : latest), '');
  const others = new Set(here.map(({ customerId }) => customerId).filter((each) => !own.has(each)));
  return [...others]
    .map((other) =>
      wordOf(
        here.filter(({ customerId }) => customerId === other),
        question,
      ),
    )
    .filter((state) => isRefusal(state) && (state.at ?? '') >= confirmedAt)
    .map((state) => ({ ...state, isForeign: true }));
}

/**
 * Of two of one weight, the later one; of two at one moment, the one with the greater id. One entry
 * can be the word of both, confirmed by one of them alone: then it is not confirmed.
 */
function heavier(a: ConsentState, b: ConsentState): ConsentState {
  const order =
    weight[a.status] - weight[b.status] ||
    compareText(a.at ?? '', b.at ?? '') ||
    compareText(a.eventId ?? '', b.eventId ?? '');
  const heavy = order < 0 || (order === 0 && a.isConfirmed === true) ? b : a;
  const afterRefusal = a.afterRefusal === true || b.afterRefusal === true;
  return afterRefusal && heavy.afterRefusal !== true ? { ...heavy, afterRefusal } : heavy;
}
