import type { Check, Sector, SignedOff } from '#core/consent/regulation';
import type { Instant } from '#core/kernel/types';
import type { ClockEdition, ClockPeriod } from './clock-facts.ts';
import type { HolidayCalendars } from './counting.ts';

/** What may be asked for. `opt-out`: of sale, sharing and marketing. The others stand in the law's own words. */
export type ClockRight =
  | 'access'
  | 'portability'
  | 'rectification'
  | 'restriction'
  | 'objection'
  | 'opt-out'
  | 'erasure'
  | 'confirmation'
  | 'rectification_review'
  | 'accounting_of_disclosures'
  | 'information_on_sharing'
  | 'grievance';

/** Something asked of the person, and when it came. */
export interface Asked {
  readonly askedAt: Instant;
  readonly at?: Instant;
}

/** What the clocks need to know of a request: nothing personal. */
export interface ClockRequest {
  readonly rights: readonly ClockRight[];
  /** `DE`, `GB`, `US-CA` …; none: the house's targets alone hold. */
  readonly jurisdictions: readonly string[];
  readonly receivedAt: Instant;
  /** Absent where no proof of identity was asked. */
  readonly verification?: Asked;
  /** Absent where no fee was asked. */
  readonly fee?: Asked;
  /** `clarification`, `identity` …; a pause that no law has changes nothing. Without `until` it lasts. */
  readonly pauses?: readonly {
    readonly from: Instant;
    readonly until?: Instant;
    readonly reason: string;
  }[];
  /** `complexity`, `number_of_requests` or another reason, and when the person was told. */
  readonly extensions?: readonly {
    readonly at: Instant;
    readonly reason: string;
    readonly noticeSentAt?: Instant;
  }[];
  /** Manifestly unfounded or excessive: the refusal has a clock of its own. */
  readonly isAbusive?: boolean;
  /** By spoke: when it was told what to do, and when it had done so. */
  readonly orders?: Readonly<
    Record<string, { readonly sentAt: Instant; readonly doneAt?: Instant }>
  >;
  /** When what a clock asks for was done. */
  readonly done?: Readonly<Partial<Record<ClockKind, Instant>>>;
}

/** One edition of the law and of the holidays, and what operators have signed off. */
export interface ClockLaw {
  readonly edition: ClockEdition;
  readonly signedOff: SignedOff;
  readonly sectors: readonly Sector[];
  readonly holidays: HolidayCalendars;
}

/** What the business asks of itself. It pauses for nothing, and a law that is stricter holds instead. */
export interface HouseTargets {
  readonly acknowledge: ClockPeriod;
  readonly answer: ClockPeriod;
  /** On top of `answer` after an extension told in time; `null`: never. */
  readonly answerExtension: ClockPeriod | null;
  readonly optOut: ClockPeriod;
  /** A spoke's own task, from when it was told; never later than the answer is due. */
  readonly task: ClockPeriod;
  /** IANA: whose day begins and ends a target. */
  readonly timeZone: string;
  /** Whose holidays are no business days: a key of the holiday data; `null`: weekends alone are left out. */
  readonly holidays: string | null;
}

/**
 * `refusal`: telling the person that nothing will be done. `confirm-opt-out`: telling that it was done.
 * `task`: what one spoke is to do.
 */
export const clockKinds = [
  'acknowledge',
  'answer',
  'refusal',
  'opt-out',
  'confirm-opt-out',
  'task',
] as const;
export type ClockKind = (typeof clockKinds)[number];

/** Why there is such a clock. */
export type ClockBasis =
  | {
      readonly isLegal: true;
      readonly regulation: string;
      /** Under which id an operator signs it off. */
      readonly rule: string;
      readonly citation: string;
      readonly check: Check;
      /** The jurisdiction of the request that brought the law with it. */
      readonly place: string;
      /** How days are counted: a key of the edition's `period_rules`, or `weekdays`. */
      readonly counting: string;
    }
  | { readonly isLegal: false; readonly target: keyof HouseTargets };

/** Why an extension does not hold. */
export type ExtensionRefusal =
  | 'before-request'
  | 'too-late'
  | 'no-notice'
  | 'notice-late'
  | 'reason'
  | 'already-extended';

export interface ClockExtension {
  /** The last instant at which the person may be told; `null` while the clock waits. */
  readonly noticeBy: Instant | null;
  /** When the answer is due once it is extended; `null` while the clock waits. */
  readonly dueAt: Instant | null;
  readonly isUsed: boolean;
  readonly refused: readonly { readonly at: Instant; readonly because: ExtensionRefusal }[];
}

export interface Clock {
  readonly kind: ClockKind;
  readonly basis: ClockBasis;
  readonly rights: readonly ClockRight[];
  /** `false`: nobody has confirmed or signed off the fact; it is shown and binds nobody. */
  readonly decides: boolean;
  /** `null`: it waits for something that the law lets it wait for. */
  readonly startsAt: Instant | null;
  /** The last millisecond in time; `null` while it waits. */
  readonly dueAt: Instant | null;
  readonly waitsFor?: 'identity' | 'fee' | 'pause';
  readonly pausedDays: number;
  readonly isExtended: boolean;
  /** `null`: nothing can extend it. */
  readonly extension: ClockExtension | null;
  /** Of a task. */
  readonly spoke?: string;
  readonly doneAt?: Instant;
}

export interface Clocks {
  /** All of them, by due date, those that wait last. */
  readonly clocks: readonly Clock[];
  /** The strictest that decides of each kind, and of each spoke. */
  readonly binding: readonly Clock[];
  /** Of those, the first that is not done. */
  readonly next: Clock | null;
  /** Laws that speak of it and give no number of days: the house's target stands for them. */
  readonly withoutNumber: readonly {
    readonly regulation: string;
    readonly rule: string;
    readonly citation: string;
    readonly place: string;
    /** `at once`, `timely` …, where the data has the law's words. */
    readonly says: string | null;
  }[];
  readonly edition: { readonly schemaVersion: string; readonly asOf: string };
}
