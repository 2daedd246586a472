import { canonical } from '#core/kernel/canonical';
import type { Instant, Json } from '#core/kernel/types';
import type { AuditEntry } from './audit-entry.ts';
import type { PublicKey } from './checkpoint.ts';
import type { Leaf } from './merkle.ts';

/** What an export holds: one chain, or all entries written in a range. */
export interface ExportScope {
  readonly hub: string;
  readonly object?: string;
  readonly from?: Instant;
  /** Not included. */
  readonly to?: Instant;
  readonly exportedAt: Instant;
}

/** The lines of an export, in this order; `end` holds the SHA-256 of all lines before it. */
export type ExportLine =
  | { readonly kind: 'export'; readonly format: 1; readonly scope: ExportScope }
  | { readonly kind: 'key'; readonly publicKey: PublicKey }
  | { readonly kind: 'checkpoint'; readonly jws: string; readonly leaves: readonly Leaf[] }
  | { readonly kind: 'entry'; readonly entry: AuditEntry }
  | {
      readonly kind: 'end';
      readonly entries: number;
      readonly checkpoints: number;
      readonly sha256: string;
    };

/**
 * A line without its line feed. Canonical: any other text is not what was exported. Lines are JSON;
 * their interfaces only lack an index signature.
 */
export const exportLine = (line: ExportLine): string => canonical(line as unknown as Json);

/** An entry as it is exported: without what is not under its hash, which may be personal. */
export function exportedEntry({ reason: _, after: __, ...entry }: AuditEntry): AuditEntry {
  return entry;
}

/** The order of entries in an export of a range, and of the index by time. */
export const writingOrder = ({ writtenAt = '', object, sequence }: AuditEntry): string =>
  `${writtenAt}#${object}#${String(sequence).padStart(12, '0')}`;
