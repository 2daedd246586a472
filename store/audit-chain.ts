import { createHash } from 'node:crypto';
import { type AuditEntry, hashOfEntry, noHash } from '#core/audit/audit-entry';
import { writingOrder } from '#core/audit/audit-export';
import type { Instant, Json } from '#core/kernel/types';
import { actsFor } from './acting-for.ts';
import { auditActorPartition, auditDayPartition, auditKey, auditShards, type Key } from './keys.ts';
import { type SealPlace, seal, unseal } from './seal.ts';

/** Where an object's chain of audit entries ends. Kept in the object's head, moved in the same transaction. */
export interface AuditTail {
  readonly auditSequence: number;
  readonly auditHash: string;
}

export const emptyAuditTail: AuditTail = { auditSequence: 0, auditHash: noHash };

/** Under whose key is sealed what may be personal, and when the entry is written. */
export interface AuditSeal {
  /** Not needed where nothing is sealed. */
  readonly key?: Uint8Array;
  readonly tenant: string;
  readonly subject: string;
  readonly nowMs: () => number;
}

type Fields = Omit<
  AuditEntry,
  'sequence' | 'writtenAt' | 'hash' | 'previousHash' | 'reasonHash' | 'state' | 'after'
>;

/** What an entry says. A state is that of the object after the change. */
export interface AuditFact extends Fields {
  /** Bytes that the same transaction stores: a customer's version, sealed; an entry of the ledger of consents. */
  readonly sealedState?: Uint8Array;
  /** A configuration object; sealed into the entry itself. */
  readonly after?: object;
}

export interface AuditItem extends Key, Omit<AuditEntry, 'reason' | 'after'> {
  readonly sealedReason?: Uint8Array;
  readonly sealedAfter?: Uint8Array;
  readonly GSI1PK?: string;
  readonly GSI1SK?: string;
  readonly GSI2PK?: string;
}

/** The next entry of a chain as an item, and the chain's new end. */
export function nextAuditItem(
  tail: AuditTail,
  { reason, after, sealedState, ...fact }: AuditFact,
  by: AuditSeal,
): { readonly item: AuditItem; readonly tail: AuditTail } {
  const sequence = tail.auditSequence + 1;
  const { PK } = auditKey(fact.object, sequence);
  const close = (part: Part, value: Json) => {
    if (by.key === undefined) throw new Error('an audit entry to seal, and no key');
    return seal(by.key, value, placeOf(by, part, PK, sequence));
  };
  const sealedReason = reason === undefined ? undefined : close('reason', reason);
  // Configuration objects are JSON; their interfaces only lack an index signature.
  const sealedAfter = after === undefined ? undefined : close('after', after as Json);
  const state = sealedState ?? sealedAfter;
  const onBehalfOf = fact.onBehalfOf ?? actsFor();
  const unhashed = {
    ...fact,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    sequence,
    writtenAt: new Date(by.nowMs()).toISOString(),
    previousHash: tail.auditHash,
    ...(sealedReason === undefined ? {} : { reasonHash: sha256(sealedReason) }),
    ...(state === undefined ? {} : { state: sha256(state) }),
  };
  const hash = auditHashOf(unhashed);
  return {
    item: {
      ...auditKey(fact.object, sequence),
      ...indexed({ ...unhashed, hash }),
      ...unhashed,
      hash,
      ...(sealedReason === undefined ? {} : { sealedReason }),
      ...(sealedAfter === undefined ? {} : { sealedAfter }),
    },
    tail: { auditSequence: sequence, auditHash: hash },
  };
}

/** By when it was written, and by who and when. A shard is of the entry: no actor and no moment has one alone. */
function indexed(entry: AuditEntry & { readonly writtenAt: Instant }) {
  const shard = shardOfHash(entry.hash);
  const day = entry.writtenAt.slice(0, 10);
  return {
    GSI1PK: auditDayPartition(day, shard),
    GSI1SK: writingOrder(entry),
    GSI2PK: auditActorPartition(entry.actor, day, shard),
  };
}

const shardOfHash = (hash: string): number => Number.parseInt(hash.slice(0, 2), 16) % auditShards;

/** What an entry's `hash` must be. */
export const auditHashOf = (entry: Omit<AuditEntry, 'hash'>): string => hashOfEntry(entry, sha256);

/**
 * The entry that an item holds. `by.key` undefined: destroyed; it comes without what was sealed. The
 * hashes of sealed parts are taken anew: bytes that were changed show as an entry that was changed.
 */
export function auditEntryOf(
  item: AuditItem,
  by: Omit<AuditSeal, 'key' | 'nowMs'> & { readonly key: Uint8Array | undefined },
): AuditEntry {
  const {
    PK,
    SK: _SK,
    GSI1PK: _1PK,
    GSI1SK: _1SK,
    GSI2PK: _2PK,
    sealedReason,
    sealedAfter,
    reasonHash: _reasonHash,
    state,
    ...entry
  } = item;
  const open = (part: Part, sealed: Uint8Array | undefined) =>
    opened(sealed, by.key, placeOf(by, part, PK, entry.sequence));
  const reason = open('reason', sealedReason);
  const after = open('after', sealedAfter);
  const stateNow = sealedAfter === undefined ? state : sha256(sealedAfter);
  return {
    ...entry,
    ...(sealedReason === undefined ? {} : { reasonHash: sha256(sealedReason) }),
    ...(stateNow === undefined ? {} : { state: stateNow }),
    ...(reason === undefined ? {} : { reason: String(reason) }),
    ...(after === undefined ? {} : { after }),
  };
}

/** `undefined` where there is nothing, no key any more, or other bytes than were sealed. */
function opened(
  sealed: Uint8Array | undefined,
  key: Uint8Array | undefined,
  place: SealPlace,
): Json | undefined {
  if (sealed === undefined || key === undefined) return undefined;
  try {
    return unseal(key, sealed, place);
  } catch {
    return undefined;
  }
}

type Part = 'reason' | 'after';

const placeOf = (
  { tenant, subject }: Pick<AuditSeal, 'tenant' | 'subject'>,
  part: Part,
  partition: string,
  version: number,
): SealPlace => ({
  tenant,
  subject,
  keyClass: 'profile',
  attribute: `audit-${part}:${partition}`,
  version,
});

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');
