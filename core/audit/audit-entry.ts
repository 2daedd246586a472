import { canonical } from '#core/kernel/canonical';
import type { Instant, Json } from '#core/kernel/types';

/**
 * One link of a chain: what was done to an object, or what somebody read or was refused. Ids and names
 * only; what may be personal stands beside it, sealed, and is bound by its hash.
 */
export interface AuditEntry {
  /** Whose chain it is in: `customer:cus_…`, `spoke:web`, `access:tok_….2026-11-22.k3f9…`. */
  readonly object: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** When it happened; a sweep that ends a removal tells the moment of the removal. */
  readonly at: Instant;
  /** When it was written. Absent in entries of release 0.1.0. */
  readonly writtenAt?: Instant;
  readonly actor: string;
  /** For whom the actor acted, where that is somebody else. */
  readonly onBehalfOf?: string;
  readonly action: string;
  /** Of a read or a refusal: what it was about. */
  readonly about?: string;
  /** Of a refusal: its code. */
  readonly refused?: string;
  readonly correlationId: string;
  /** Names of what changed, or of what was read; never values. */
  readonly changed: readonly string[];
  /** Free text. It may name a person: it is sealed, dies with the key, and is no part of the hash. */
  readonly reason?: string;
  /** Hex SHA-256 of the reason as it is sealed. */
  readonly reasonHash?: string;
  /** Hex SHA-256 of the object as it was sealed after the change. Before it was as the entry before says. */
  readonly state?: string;
  /** Of a configuration object: what `state` is the hash of, opened. No part of the hash. */
  readonly after?: Json;
  /** Hex SHA-256 over the canonical entry without `hash`, `reason` and `after`. */
  readonly hash: string;
  readonly previousHash: string;
}

/** SHA-256 of UTF-8 text in lower-case hex. */
export type HashText = (text: string) => string;

/** `previousHash` of a chain's first entry, and `previous` of the first checkpoint. */
export const noHash = '0'.repeat(64);

/** What an entry's `hash` must be. Unknown members count: nothing can be added unnoticed. */
export function hashOfEntry(entry: Omit<AuditEntry, 'hash'>, hash: HashText): string {
  const { reason: _reason, after: _after, hash: _hash, ...hashed } = entry as AuditEntry;
  // An entry is JSON; its interface only lacks an index signature.
  return hash(canonical(hashed as unknown as Json));
}
