import type { Instant } from '#core/kernel/types';

export type RetentionRunState = 'running' | 'finished' | 'failed';

/**
 * What became of a customer, or of an attribute, that had run out:
 * - `due`: nothing, it is a dry run.
 * - `opened`: an erasure was opened. `asked-already`: one was open. `removed`: the attribute is gone.
 * - `held`: a legal hold keeps it; a real run restricts the customer.
 * - `kept`: something keeps it again since it was found. `gone`: the customer is not there any more.
 */
export const retentionOutcomes = [
  'due',
  'opened',
  'asked-already',
  'removed',
  'held',
  'kept',
  'gone',
] as const;
export type RetentionOutcome = (typeof retentionOutcomes)[number];

/** One line of a run's report: ids, names and dates alone. */
export interface RetentionRow {
  readonly customerId: string;
  /** Of a whole customer: the purpose that kept longest. */
  readonly purpose?: string;
  /** Of one attribute of a customer whom something keeps. */
  readonly attribute?: string;
  /** When that ran out. */
  readonly since: Instant;
  readonly outcome: RetentionOutcome;
  /** The erasure. */
  readonly requestId?: string;
}

export interface OutcomeCount {
  readonly outcome: RetentionOutcome;
  readonly count: number;
}

export interface RetentionResult {
  /** Living customers that were looked at. */
  readonly customers: number;
  /** Customers whose seal is broken; they are left alone. */
  readonly unreadable: number;
  readonly purposes: readonly {
    readonly purpose: string;
    readonly outcomes: readonly OutcomeCount[];
  }[];
  readonly attributes: readonly {
    readonly schema: string;
    readonly attribute: string;
    readonly outcomes: readonly OutcomeCount[];
  }[];
}

/** One look at all customers, or at those of one schema. */
export interface RetentionRun {
  readonly runId: string;
  readonly schema?: string;
  readonly dryRun: boolean;
  readonly state: RetentionRunState;
  readonly progress: { readonly stage: 'scan'; readonly done: number; readonly total: number };
  readonly actor: string;
  readonly correlationId: string;
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
  readonly result?: RetentionResult;
}
