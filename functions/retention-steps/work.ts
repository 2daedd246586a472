import type { Instant } from '#core/kernel/types';
import type { RunOutAttribute } from '#core/privacy-retention/attributes-run-out';
import type { RetentionResult } from '#core/privacy-retention/retention-run';
import type { ListRange } from '#store/living-ids';

/**
 * A run's objects in the work bucket: encrypted, gone after some days. They hold ids, names and dates.
 * Each step writes its last object as its last act: where that is there, the step is done.
 */
const nameIn = (runId: string, ...parts: readonly (string | number)[]): string =>
  ['retention-runs', runId, ...parts].join('/');

export const planName = (runId: string): string => nameIn(runId, 'plan');
/** Who had run out as a chunk was first looked at: a repeated step tells of the same. */
export const foundName = (runId: string, chunk: number): string => nameIn(runId, 'found', chunk);
/** Rows of one chunk, so many in each part. */
export const rowsName = (runId: string, { chunk, part }: RowsPart): string =>
  nameIn(runId, 'rows', chunk, part);
export const countedName = (runId: string, chunk: number): string =>
  nameIn(runId, 'counted', chunk);
export const reportName = (runId: string): string => nameIn(runId, 'report');

export interface RetentionPlan {
  readonly chunks: readonly { readonly schema: string; readonly range: ListRange }[];
}

/** What had run out of one customer: all of it, or some attributes. */
export interface FoundRunOut {
  readonly customerId: string;
  readonly whole?: { readonly purpose: string; readonly since: Instant };
  readonly attributes: readonly (RunOutAttribute & { readonly isHeld: boolean })[];
}

export interface Found {
  readonly customers: number;
  readonly unreadable: number;
  readonly runOut: readonly FoundRunOut[];
}

export interface RowsPart {
  readonly chunk: number;
  readonly part: number;
}

export interface Counted {
  readonly result: RetentionResult;
  readonly parts: number;
}

export interface Report {
  readonly parts: readonly RowsPart[];
}
