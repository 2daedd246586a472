import type { Channel } from '#core/consent/consent-event';
import type { PrivacyNotice, RuleSignOff } from '#core/consent/notice';
import type { Purpose } from '#core/consent/purpose';
import type { Instant } from '#core/kernel/types';

/** What is to be put: one purpose, one notice, or sign-offs of rules. */
export type ConsentChange =
  | { readonly kind: 'purpose'; readonly purpose: Purpose }
  | { readonly kind: 'notice'; readonly notice: PrivacyNotice }
  | { readonly kind: 'sign-offs'; readonly signOffs: readonly RuleSignOff[] };

export type ConsentRehearsalState =
  | 'running'
  | 'cancelling'
  | 'finished'
  | 'failed'
  | 'cancelled'
  | 'activated';

/** Customers who may be contacted afterwards and not before, the other way round, and the same. */
export interface ChannelTally {
  readonly purpose: string;
  readonly channel: Channel;
  readonly gains: number;
  readonly loses: number;
  readonly stays: { readonly allowed: number; readonly refused: number };
}

/** Why answers change: who gains is told by what permits it afterwards, who loses by what refuses. */
export interface ReasonTally {
  readonly channel: Channel;
  readonly code: string;
  readonly regulation?: string;
  readonly rule?: string;
  readonly gains: number;
  readonly loses: number;
}

export interface ConsentRehearsalResult {
  /** Living customers for whom it was decided. */
  readonly customers: number;
  /** Customers whose data could not be read; the log of consent-rehearsal-steps names them. */
  readonly unreadable: number;
  readonly gains: number;
  readonly loses: number;
  readonly channels: readonly ChannelTally[];
  readonly reasons: readonly ReasonTally[];
}

/** Beside customers and their ledgers, all that the answers rest on. */
export interface RestsOn {
  /** Revisions by object: `purpose:marketing` → 3; 0: not there. */
  readonly governed: Readonly<Record<string, number>>;
  /** The law as data: version of its shape, and when it was read. */
  readonly edition: string;
  /** Sectors whose laws bind the business. */
  readonly sectors: string;
}

export interface ConsentRehearsal {
  readonly runId: string;
  readonly change: ConsentChange;
  /** The moment it is decided for. What the hub knows at `createdAt` counts. */
  readonly at: Instant;
  /** Who asked may not read birth dates: everybody has the age of `createdAt`. */
  readonly hidesBirthDates?: true;
  /** Known once it is planned. */
  readonly restsOn?: RestsOn;
  readonly state: ConsentRehearsalState;
  readonly progress: { readonly stage: 'scan'; readonly done: number; readonly total: number };
  readonly result?: ConsentRehearsalResult;
  readonly actor: string;
  readonly correlationId: string;
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
  readonly activatedAt?: Instant;
}

/** Its workflow has nothing left to do. */
export const hasEnded = (state: ConsentRehearsalState): boolean =>
  state !== 'running' && state !== 'cancelling';
