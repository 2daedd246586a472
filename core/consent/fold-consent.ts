import { compareText, type Instant } from '#core/kernel/types';
import type { Channel, ConsentEvent, ConsentForm } from './consent-event.ts';

/** What the ledger comes to for one purpose and channel. `none`: nobody ever said anything. */
export type ConsentStatus =
  | 'objected'
  | 'withdrawn'
  | 'denied'
  | 'given'
  | 'pending'
  | 'expired'
  | 'none';

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
 * has its own entries again. A refusal that somebody else gave at the same contact point holds as
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
  const corrected = new Set(
    known.flatMap((each) => (each.kind === 'corrected' ? (each.corrects ?? []) : [])),
  );
  return known
    .filter(
      (each) =>
        each.kind !== 'corrected' &&
        !corrected.has(each.eventId) &&
        each.at <= at &&
        each.purpose === purpose &&
        each.channels.includes(channel) &&
        (each.contactPoint === undefined || each.contactPoint === contactPoint),
    )
    .toSorted(inOrder);
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

/** The last word of one constituent. */
function wordOf(ordered: readonly ConsentEvent[], question: FoldQuestion): ConsentState {
  const last = ordered.reduce<ConsentState>((state, event) => next(state, event, question), {
    status: 'none',
  });
  const { expiresAt } = last;
  const hasEnded = expiresAt !== undefined && expiresAt <= question.at;
  return hasEnded && (last.status === 'given' || last.status === 'pending')
    ? { ...last, status: 'expired' }
    : last;
}

function next(before: ConsentState, event: ConsentEvent, question: FoldQuestion): ConsentState {
  const { eventId, at } = event;
  switch (event.kind === 'imported' ? event.status : event.kind) {
    case 'given':
    case 'parental':
      return {
        status: question.isDoubleOptIn === true && event.kind !== 'parental' ? 'pending' : 'given',
        eventId,
        at,
        ...(event.expiresAt !== undefined && { expiresAt: event.expiresAt }),
        ...(event.kind === 'parental' && { isParental: true }),
        ...(event.forms !== undefined && { forms: event.forms }),
        ...((isRefusal(before) || before.afterRefusal === true) && { afterRefusal: true }),
      };
    case 'confirmed':
      // A link that is followed after a withdrawal, or long after all ended, revives nothing.
      return isOpen(before, at) ? { ...before, status: 'given', isConfirmed: true } : before;
    case 'expired':
      return before.status === 'given' || before.status === 'pending'
        ? { ...before, status: 'expired' }
        : before;
    case 'denied':
      return { status: 'denied', eventId, at };
    case 'withdrawn':
      return { status: 'withdrawn', eventId, at };
    case 'objected':
      return { status: 'objected', eventId, at };
    default:
      return before;
  }
}

const isOpen = ({ status, expiresAt }: ConsentState, at: Instant): boolean =>
  (status === 'given' || status === 'pending') && (expiresAt === undefined || at < expiresAt);

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

/** Of two of one weight, the later one; of two at one moment, the one with the greater id. */
function heavier(a: ConsentState, b: ConsentState): ConsentState {
  const order =
    weight[a.status] - weight[b.status] ||
    compareText(a.at ?? '', b.at ?? '') ||
    compareText(a.eventId ?? '', b.eventId ?? '');
  const heavy = order < 0 ? b : a;
  const afterRefusal = a.afterRefusal === true || b.afterRefusal === true;
  return afterRefusal && heavy.afterRefusal !== true ? { ...heavy, afterRefusal } : heavy;
}
