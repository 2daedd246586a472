import type { RestsOn } from '#core/consent-rehearsal/consent-rehearsal';
import type { BothAnswers, PurposeChange } from '#core/consent-rehearsal/decide-both-ways';
import type { Samples, Tally } from '#core/consent-rehearsal/tally';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { ListRange } from '#store/living-ids';

/**
 * A rehearsal's objects in the work bucket: encrypted, gone after some days. They hold ids, numbers and
 * what the business governs. Each step writes its last object as its last act: where that is there, the
 * step is done.
 */
const nameIn = (runId: string, ...parts: readonly (string | number)[]): string =>
  ['consent-rehearsals', runId, ...parts].join('/');

export const planName = (runId: string): string => nameIn(runId, 'plan');
/** Rows of one chunk, so many in each part. */
export const rowsName = (runId: string, { chunk, part }: RowsPart): string =>
  nameIn(runId, 'rows', chunk, part);
export const countedName = (runId: string, chunk: number): string =>
  nameIn(runId, 'counted', chunk);
export const summaryName = (runId: string): string => nameIn(runId, 'summary');

/** What all chunks decide by, read once. */
export interface RehearsalPlan {
  readonly chunks: readonly { readonly schema: string; readonly range: ListRange }[];
  readonly restsOn: RestsOn;
  readonly purposes: readonly PurposeChange[];
  /** Rules that are signed off. */
  readonly signedOff: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly schemas: Readonly<Record<string, CustomerSchema>>;
}

export interface RowsPart {
  readonly chunk: number;
  readonly part: number;
}

export interface Counted {
  readonly tally: Tally;
  readonly parts: number;
}

export interface Summary {
  readonly samples: readonly Samples[];
  readonly parts: readonly RowsPart[];
}

/** One answer that changes; no personal value. */
export interface RehearsalRow extends BothAnswers {
  readonly customerId: string;
}
