import { createHash } from 'node:crypto';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';
import { auditKey, type Key } from './keys.ts';
import type { AuditEntry } from './ports.ts';
import { type SealPlace, seal, unseal } from './seal.ts';

/** Where an object's chain of audit entries ends. Kept in the object's head, moved in the same transaction. */
export interface AuditTail {
  readonly auditSequence: number;
  readonly auditHash: string;
}

export const emptyAuditTail: AuditTail = { auditSequence: 0, auditHash: '0'.repeat(64) };

/** Under whose key the reason, a free text, is sealed. */
export interface ReasonSeal {
  readonly key: Uint8Array;
  readonly tenant: string;
  readonly subject: string;
}

export type AuditFact = Omit<AuditEntry, 'sequence' | 'hash' | 'previousHash' | 'reasonHash'>;

export interface AuditItem extends Key, Omit<AuditEntry, 'reason'> {
  readonly sealedReason?: Uint8Array;
}

/** The next entry of a chain as an item, and the chain's new end. */
export function nextAuditItem(
  partition: string,
  tail: AuditTail,
  { reason, ...fact }: AuditFact,
  by: ReasonSeal,
): { readonly item: AuditItem; readonly tail: AuditTail } {
  const sequence = tail.auditSequence + 1;
  const sealedReason =
    reason === undefined ? undefined : seal(by.key, reason, placeOf(by, partition, sequence));
  const unhashed = {
    ...fact,
    sequence,
    previousHash: tail.auditHash,
    ...(sealedReason === undefined ? {} : { reasonHash: sha256(sealedReason) }),
  };
  const hash = auditHashOf(unhashed);
  return {
    item: {
      ...auditKey(partition, sequence),
      ...unhashed,
      hash,
      ...(sealedReason === undefined ? {} : { sealedReason }),
    },
    tail: { auditSequence: sequence, auditHash: hash },
  };
}

/** What an entry's `hash` must be. */
export function auditHashOf(entry: Omit<AuditEntry, 'hash'>): string {
  const { reason: _reason, hash: _hash, ...hashed } = entry as AuditEntry;
  return sha256(canonical(hashed as unknown as Json));
}

/** `by.key` undefined: destroyed; the entry comes without its reason. */
export function auditEntryOf(
  { PK, SK: _, sealedReason, ...entry }: AuditItem,
  by: Omit<ReasonSeal, 'key'> & { readonly key: Uint8Array | undefined },
): AuditEntry {
  if (sealedReason === undefined || by.key === undefined) return entry;
  const reason = unseal(by.key, sealedReason, placeOf(by, PK, entry.sequence));
  return { ...entry, reason: String(reason) };
}

const placeOf = (
  { tenant, subject }: Omit<ReasonSeal, 'key'>,
  partition: string,
  version: number,
): SealPlace => ({
  tenant,
  subject,
  keyClass: 'profile',
  attribute: `audit-reason:${partition}`,
  version,
});

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
