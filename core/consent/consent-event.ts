import type { Instant, NonEmpty } from '#core/kernel/types';

/** By what means a customer is reached, or what is done with the data. */
export const channels = [
  'email',
  'sms',
  'voice',
  'voice-automated',
  'post',
  'push',
  'in-person',
  'sharing',
  'profiling',
] as const;
export type Channel = (typeof channels)[number];

/**
 * What happened to one consent. `confirmed`: the second step of a double opt-in. `parental`: given by
 * who holds parental responsibility. `imported`: taken over from a system that kept no proof; `status`
 * says what it held. `corrected`: the entry in `corrects` was a mistake and does not count.
 */
export type ConsentEventKind =
  | 'given'
  | 'confirmed'
  | 'denied'
  | 'withdrawn'
  | 'objected'
  | 'expired'
  | 'parental'
  | 'imported'
  | 'corrected';

/** How formally it was given: each law asks for its own. */
export type ConsentForm = 'explicit' | 'separate' | 'written';

/** One entry of the ledger. It is written once and never changed. */
export interface ConsentEvent {
  readonly eventId: string;
  /** The constituent that it was recorded for: a merge does not move it. */
  readonly customerId: string;
  /** Every constituent that the customer had when the person decided: it speaks for them as long as they are one. */
  readonly decidedFor?: readonly string[];
  readonly kind: ConsentEventKind;
  readonly status?: 'given' | 'denied' | 'withdrawn' | 'objected';
  readonly purpose: string;
  readonly channels: NonEmpty<Channel>;
  /** Token of an e-mail address or number, where the person spoke of that one alone. */
  readonly contactPoint?: string;
  /** When the person did it. */
  readonly at: Instant;
  /** When the hub learned of it. */
  readonly recordedAt: Instant;
  readonly expiresAt?: Instant;
  /** Where the person was, as far as the law is concerned: `GB`, `US-CA`, `EU` … */
  readonly jurisdiction?: string;
  readonly forms?: readonly ConsentForm[];
  /** An entry of the same constituent. */
  readonly corrects?: string;
}

/** Something between customer and business that may permit contact without consent, for a while. */
export interface RelationshipEvent {
  readonly eventId: string;
  readonly customerId: string;
  readonly kind:
    | 'purchase'
    | 'contract-ended'
    | 'inquiry'
    | 'donation'
    | 'membership-ended'
    | 'address-published'
    | 'address-disclosed';
  readonly at: Instant;
  readonly recordedAt: Instant;
  /** Of a purchase, a donation, an inquiry: the address was collected in it, and refusing was offered there and then. */
  readonly refusalOffered?: boolean;
}
