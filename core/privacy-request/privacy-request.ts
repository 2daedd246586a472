import type { Period } from '#core/consent/period';
import type { Instant } from '#core/kernel/types';
import type { ClockKind } from '#core/privacy-clock/clock';

/** What a person may ask for. `opt-out`: of sale, sharing and marketing, which asks for no proof of who one is. */
export const requestRights = [
  'access',
  'portability',
  'rectification',
  'restriction',
  'objection',
  'opt-out',
  'erasure',
] as const;
export type RequestRight = (typeof requestRights)[number];

/**
 * By what way it came. `person`: through the person's own door. `retention`: nobody asked, what is
 * kept has run out.
 */
export const requestChannels = ['steward', 'person', 'spoke', 'agent', 'retention'] as const;
export type RequestChannel = (typeof requestChannels)[number];

/**
 * `received`: who asks is to be verified. `verified`: it waits for a decision. `in-progress`: the
 * orders are out, the hub does its own part. The others are ends.
 */
export type RequestState =
  | 'received'
  | 'verified'
  | 'in-progress'
  | 'fulfilled'
  | 'partly-fulfilled'
  | 'rejected'
  | 'withdrawn'
  | 'unverified'
  | 'duplicate';

export const hasEnded = (state: RequestState): boolean =>
  !['received', 'verified', 'in-progress'].includes(state);

/** What a spoke may answer. */
export const orderAnswers = [
  'received',
  'accepted',
  'done',
  'partial',
  'not-found',
  'refused',
  'failed',
] as const;
export type OrderAnswer = (typeof orderAnswers)[number];
export type OrderState = 'open' | OrderAnswer;

/** What one spoke is to do, and how far it is. */
export interface Order {
  readonly state: OrderState;
  /** The request is not fulfilled before it has ended. */
  readonly isMandatory: boolean;
  /** Why only in part, why not: a code of the spoke's. */
  readonly code?: string;
  readonly sentAt: Instant;
  readonly dueAt: Instant;
  readonly answeredAt?: Instant;
  /** When somebody was told that it is late. */
  readonly escalatedAt?: Instant;
  /** Who ended it in the spoke's place. */
  readonly waivedBy?: string;
}

/** A spoke that failed is asked again, or somebody ends the order in its place. */
export const orderHasEnded = ({ state }: Order): boolean =>
  state === 'done' || state === 'partial' || state === 'not-found' || state === 'refused';

/** What the hub itself did for one right. */
export interface Work {
  readonly state: 'open' | 'done' | 'partial' | 'refused';
  /** Why only in part, why not: a code of the law's exceptions. */
  readonly code?: string;
  /** Of an erasure: when what blocks it ends; nobody knows where it is absent and something was left. */
  readonly until?: Instant;
  /** Of an erasure in part: the customer of its own under which what must be kept stands. */
  readonly keptAs?: string;
  readonly endedAt?: Instant;
}

/**
 * What the person showed without an officer's word. `session`: signed in, at an account that vouches
 * for all that is held.
 */
export const proofs = ['contact-point', 'knowledge', 'session'] as const;
export type Proof = (typeof proofs)[number];

/** How it was made sure who asks. Methods and verdicts alone: what was shown stands nowhere. */
export interface Verification {
  /** `none`: nothing needs to be proved, as for an opt-out. `knowledge`: on top of a contact point. */
  readonly needed: 'none' | 'contact-point' | 'knowledge' | 'document';
  /** Codes and answers that were tried, right or wrong. */
  readonly tries: number;
  /** None where it is absent. */
  readonly proved?: readonly Proof[];
  /** When the person was first asked for a proof, where anybody was. */
  readonly askedAt?: Instant;
  readonly method?: 'session' | 'contact-point' | 'knowledge' | 'document' | 'agent' | 'steward';
  readonly at?: Instant;
  readonly by?: string;
  /** The constituents of whom it was made sure: of who is merged with them later, nothing was shown. */
  readonly of?: readonly string[];
}

export interface Extension {
  readonly at: Instant;
  readonly reason: string;
  readonly noticeSentAt: Instant;
}

/** Time in which a clock stood, where the law lets it. */
export interface Pause {
  readonly from: Instant;
  readonly until?: Instant;
  readonly reason: string;
}

/** That somebody was told that something is due. */
export interface Told {
  /** 1 for the first that was told of this request. */
  readonly number: number;
  readonly kind: 'remind' | 'escalate' | 'overdue';
  readonly clock: ClockKind;
  readonly spoke?: string;
  /** When it was to be told. */
  readonly at: Instant;
  readonly dueAt: Instant;
}

/** What became of the hub's last call to the agent who asked. */
export interface Callback {
  readonly at: Instant;
  /** `refused`: the hub calls nobody there. */
  readonly outcome: 'told' | 'failed' | 'refused';
  /** Why not. */
  readonly code?: string;
  /** SHA-256 of the last status that the agent took. */
  readonly told?: string;
}

/** A request of a person, without anything personal: that is sealed beside it. */
export interface PrivacyRequest {
  readonly requestId: string;
  readonly rights: readonly RequestRight[];
  readonly channel: RequestChannel;
  /** Whose law the person appeals to: `EU`, `GB`, `US-CA` … */
  readonly jurisdictions: readonly string[];
  readonly state: RequestState;
  /** Once it is known who asks. */
  readonly customerId?: string;
  /** Every constituent, current and former, when the work began. */
  readonly closure?: readonly string[];
  readonly receivedAt: Instant;
  readonly verification: Verification;
  readonly extension?: Extension;
  readonly pauses: readonly Pause[];
  /** What was told of clocks that come to their end, the last of each: `toldKey`. */
  readonly told?: Readonly<Record<string, Told>>;
  readonly decision?: { readonly at: Instant; readonly by: string; readonly code?: string };
  /** By spoke; all of them are there once `isOrdered`. */
  readonly orders: Readonly<Record<string, Order>>;
  readonly isOrdered: boolean;
  /** By right. */
  readonly work: Readonly<Record<string, Work>>;
  /** How long it is kept after it has ended; for ever unless told. */
  readonly keepFor?: Period;
  /** The request that this one repeats. */
  readonly duplicateOf?: string;
  readonly endedAt?: Instant;
  /** The agent who asked is called whenever its status changes; where, is sealed beside it. */
  readonly hasCallback?: true;
  readonly callback?: Callback;
  /** 1, and one more whenever its workflow was started again. */
  readonly attempt: number;
  readonly actor: string;
  readonly correlationId: string;
}
