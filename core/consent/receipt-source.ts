import type { Instant } from '#core/kernel/types';
import type { Channel, ConsentEvent } from './consent-event.ts';
import type { ConsentProof } from './consent-proof.ts';
import type { Controller } from './controller.ts';
import { foldConsent } from './fold-consent.ts';
import type { Purpose } from './purpose.ts';

/** What a receipt says an entry came to. `awaited`: a yes whose second step is not done. */
export type ReceiptStatus =
  | 'given'
  | 'awaited'
  | 'denied'
  | 'withdrawn'
  | 'objected'
  | 'expired'
  | 'mistaken';

/** What was shown before, as far as the hub knows it. */
export interface ShownNotice {
  readonly id: string;
  readonly version: number;
  readonly language?: string;
  /** Of the text, hex SHA-256. */
  readonly hash?: string;
}

/** Everything that a receipt is made of: the entry, and what the business had governed at its moment. */
export interface ReceiptSource {
  /** The hub's name. */
  readonly hub: string;
  readonly event: ConsentEvent;
  /** Its place in the ledger of its constituent. */
  readonly sequence: number;
  readonly collection: ConsentProof['collection'];
  readonly notice?: ShownNotice;
  readonly purpose: Purpose;
  readonly purposeRevision: number;
  readonly controller: Controller;
  readonly outcome: ReceiptOutcome;
}

export interface ReceiptOutcome {
  readonly status: ReceiptStatus;
  /** By which channels; of a yes those for which it holds. */
  readonly channels: readonly Channel[];
}

/**
 * What an entry came to at the moment it speaks of, as far as the hub knew when it was recorded: a yes
 * may wait for its second step, and a confirmation may come after a withdrawal and revive nothing.
 * Nothing that is recorded, corrected, merged or split later changes it.
 *
 * @param ledger consents of those whom the entry was decided for
 */
export function outcomeOf(
  event: ConsentEvent,
  ledger: readonly ConsentEvent[],
  purpose: Pick<Purpose, 'name' | 'isDoubleOptIn'>,
): ReceiptOutcome {
  const { channels } = event;
  const kind = event.kind === 'imported' ? (event.status ?? 'given') : event.kind;
  if (kind === 'corrected') return { status: 'mistaken', channels };
  if (kind !== 'given' && kind !== 'confirmed' && kind !== 'parental')
    return { status: kind, channels };
  const question = {
    purpose: purpose.name,
    at: event.at,
    knownAt: event.recordedAt,
    isDoubleOptIn: purpose.isDoubleOptIn === true,
    ...(event.contactPoint !== undefined && { contactPoint: event.contactPoint }),
  };
  const members = event.decidedFor ?? [event.customerId];
  const states = channels.map((channel) => ({
    channel,
    status: statusOf(foldConsent(ledger, members, { ...question, channel }).status),
  }));
  const given = states.filter(({ status }) => status === 'given').map(({ channel }) => channel);
  if (given.length > 0) return { status: 'given', channels: given };
  return { status: states[0]?.status ?? 'awaited', channels };
}

const statusOf = (folded: ReturnType<typeof foldConsent>['status']): ReceiptStatus =>
  folded === 'pending' || folded === 'none' ? 'awaited' : folded;

/** `2026-01-01T00:00:00.000Z/..`: until it is withdrawn (ISO 8601-2, an open end). */
export const validityOf = ({ at, expiresAt }: ConsentEvent): string => `${at}/${expiresAt ?? '..'}`;

/** JWT counts whole seconds. */
export const secondsOf = (at: Instant): number => Math.floor(Date.parse(at) / 1000);

/** Where the person was; where nobody said, where the business is. */
export const jurisdictionOf = ({ event, controller }: ReceiptSource): string =>
  event.jurisdiction ?? controller.address.country;

export const recipientsOf = ({ controller, purpose }: ReceiptSource): readonly string[] =>
  controller.recipients
    .filter(({ purposes }) => purposes === undefined || purposes.includes(purpose.name))
    .map(({ name }) => name);
