import type { Provenance } from '#core/identity/customer';
import type { Violation } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import type { ColumnMapping, Columns } from './columns.ts';

export type ImportState =
  | 'awaiting-upload'
  | 'running'
  | 'cancelling'
  | 'finished'
  | 'failed'
  | 'cancelled';

/** What was asked for; it does not change. */
export interface ImportRequest extends ColumnMapping {
  readonly spoke: string;
  readonly schema: string;
  readonly format: 'csv' | 'ndjson';
  readonly delimiter: string;
  /** Of records that do not say it themselves. */
  readonly updatedAt: Instant;
  readonly provenance: Provenance;
  /** Size of the upload. */
  readonly bytes: number;
}

export const outcomes = [
  'created',
  'linked',
  'updated',
  'unchanged',
  'review',
  'rejected',
] as const;
/** What became of a record; the first five are the words of PUT record. */
export type ImportOutcome = (typeof outcomes)[number];
/** `read` is the sum of the others. */
export type ImportCounts = Readonly<Record<'read' | ImportOutcome, number>>;

export const noCounts: ImportCounts = {
  read: 0,
  created: 0,
  linked: 0,
  updated: 0,
  unchanged: 0,
  review: 0,
  rejected: 0,
};

/** How far the upload has been cut into chunks. */
export interface ImportPlan {
  /** Byte and line behind the last chunk. */
  readonly offset: number;
  readonly line: number;
  /** Chunks so far; they count from 1. */
  readonly chunks: number;
  /** Chunks before this one are loaded. */
  readonly openFrom: number;
  readonly isComplete: boolean;
}

export const nothingPlanned: ImportPlan = {
  offset: 0,
  line: 1,
  chunks: 0,
  openFrom: 1,
  isComplete: false,
};

export interface ImportFailure {
  readonly code: string;
  readonly errors: readonly Violation[];
}

export interface ImportJob {
  readonly importId: string;
  readonly request: ImportRequest;
  /** Whoever asked for it may write consents, too. */
  readonly takesConsents?: true;
  readonly state: ImportState;
  readonly counts: ImportCounts;
  readonly bytesLoaded: number;
  readonly plan: ImportPlan;
  /** Of the upload that was there when the import was started: no other is loaded. */
  readonly uploadTag?: string;
  /** Of CSV, once its header was read. */
  readonly columns?: Columns;
  readonly failure?: ImportFailure;
  /** Who asked for it: its records are written in this name. */
  readonly actor: string;
  readonly correlationId: string;
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
}

/** A part of the upload, from one record's beginning to another's end. */
export interface ImportChunk {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  /** Line and byte of the first record that is not loaded yet. */
  readonly line: number;
  readonly position: number;
  /** Where, in bytes of the upload, batches begin that have rejected records. */
  readonly rejectsAt: readonly number[];
}

export const hasEnded = (state: ImportState): boolean =>
  state === 'finished' || state === 'failed' || state === 'cancelled';
