import type { Commit } from '#core/identity/change';
import type { Crosswalk, SourceRecord } from '#core/identity/customer';
import { deletionExpiresAtSeconds, deletionInstant } from '#core/identity/deleted-record';
import { erasureExpiresAtSeconds, type RecordErasure } from '#core/identity/erased-record';
import type { Instant } from '#core/kernel/types';
import { keyOf, type Writer } from './commit-change.ts';
import { type HeadItem, recordItem } from './customer-items.ts';
import { crosswalkKey, type Key, matchKeyKey, recordKey } from './keys.ts';
import { type RecordChanges, recordChanges } from './record-changes.ts';
import type { Tokeniser } from './tokeniser.ts';
import type { Action } from './transact.ts';

/** Source records that are new, changed, moved or gone, and their crosswalks. */
export function recordActions(
  writer: Writer,
  heads: ReadonlyMap<string, HeadItem>,
): readonly Action[] {
  const { tables, change, subjectKeys, tokeniser } = writer;
  const living = new Map([...change.before].filter(([id]) => change.after.has(id)));
  const changes = recordChanges(living, change.after);
  const puts = changes.put.map(({ memberId, record }): Action => {
    const rootId = change.customerOf.get(memberId)?.customerId ?? memberId;
    const sealing = { tenant: tables.tenant, key: keyOf(subjectKeys, memberId) };
    const token = tokeniser.source(record.spoke, record.sourceId);
    const version = heads.get(rootId)?.revision ?? 1;
    return {
      Put: { TableName: tables.table, Item: recordItem(memberId, record, token, version, sealing) },
    };
  });
  return [...puts, ...leavingActions(writer, changes)];
}

/** Deletes of records, and what becomes of crosswalks; what a spoke deleted is `deletionActions`' part. */
function leavingActions(
  { tables: { table }, commit, change, tokeniser }: Writer,
  { deleted, crosswalks }: RecordChanges,
): readonly Action[] {
  const isDeletedBySpoke = isOneOf(commit.deletes ?? []);
  return [
    ...deleted
      .filter(({ record }) => !isDeletedBySpoke(record))
      .map(({ memberId, record }) => deletes(table, keysOf(tokeniser, memberId, record).record)),
    ...crosswalks
      .filter(({ record }) => !isDeletedBySpoke(record))
      .map(({ record, from, to }): Action => {
        const key = keysOf(tokeniser, to ?? from ?? '', record).crosswalk;
        const condition = from === undefined ? isFree(record, commit.at) : isWith(from);
        const erasedFor = change.facts.get(from ?? '')?.at(-1)?.erasedFor;
        if (to === undefined && erasedFor !== undefined) {
          const Item = erasedCrosswalk(key, { erasedAt: commit.at, erasedFor });
          return { Put: { TableName: table, Item, ...condition } };
        }
        return to === undefined
          ? { Delete: { TableName: table, Key: key, ...condition } }
          : { Put: { TableName: table, Item: { ...key, customerId: to }, ...condition } };
      }),
  ];
}

/** Records that their spoke deleted: a tombstone takes the place of the crosswalk, whoever held it. */
export function deletionActions({ tables: { table }, commit, tokeniser }: Writer) {
  const isDeletedBySpoke = isOneOf(commit.deletes ?? []);
  return membersIn(commit).flatMap(({ customerId, records }) =>
    records.filter(isDeletedBySpoke).flatMap((record): readonly Action[] => {
      const keys = keysOf(tokeniser, customerId, record);
      const deletedAt = deletionInstant(commit.at, record.updatedAt);
      const tombstone = {
        ...keys.crosswalk,
        deletedAt,
        expiresAtSeconds: deletionExpiresAtSeconds(deletedAt),
      };
      return [
        deletes(table, keys.record),
        { Put: { TableName: table, Item: tombstone, ...isWith(customerId) } },
      ];
    }),
  );
}

const membersIn = ({ before }: Commit) => before.flatMap(({ customer }) => customer.members);

const isOneOf =
  (all: readonly Crosswalk[]) =>
  ({ spoke, sourceId }: Crosswalk): boolean =>
    all.some((each) => each.spoke === spoke && each.sourceId === sourceId);

const keysOf = (tokeniser: Tokeniser, memberId: string, { spoke, sourceId }: Crosswalk) => {
  const token = tokeniser.source(spoke, sourceId);
  return { record: recordKey(memberId, spoke, token), crosswalk: crosswalkKey(spoke, token) };
};

const isWith = (customerId: string) => ({
  ConditionExpression: 'customerId = :from',
  ExpressionAttributeValues: { ':from': customerId },
});

/** What keeps a late record of an erased person out: in the place of its crosswalk. */
export const erasedCrosswalk = ({ PK, SK }: Key, erasure: RecordErasure) => ({
  PK,
  SK,
  ...erasure,
  expiresAtSeconds: erasureExpiresAtSeconds(erasure.erasedAt),
});

/**
 * Nobody holds the record, and neither its spoke's deletion nor the erasure of its person is later than
 * it says. Mirrors `staysDeleted`, and `staysErased` as far as the table knows.
 */
const isFree = ({ updatedAt }: SourceRecord, at: Instant) => ({
  ConditionExpression:
    'attribute_not_exists(customerId) AND ' +
    '(attribute_not_exists(deletedAt) OR deletedAt < :updatedAt OR expiresAtSeconds <= :now) AND ' +
    '(attribute_not_exists(erasedAt) OR erasedAt < :updatedAt OR expiresAtSeconds <= :now)',
  ExpressionAttributeValues: {
    ':updatedAt': updatedAt,
    ':now': Math.floor(Date.parse(at) / 1000),
  },
});

export function matchKeyActions({ tables: { table }, change }: Writer): readonly Action[] {
  return [...change.matchKeys].flatMap(([id, { added, removed }]): readonly Action[] => [
    ...added.map((token) => ({ Put: { TableName: table, Item: matchKeyKey(token, id) } })),
    ...removed.map((token) => deletes(table, matchKeyKey(token, id))),
  ]);
}

/** What removed customers leave behind, where it fits into the transaction; the sweep deletes the rest. */
export function cleaningActions(writer: Writer): readonly Action[] {
  const {
    tables: { table },
    change,
    heads,
  } = writer;
  const removed = new Map([...change.before].filter(([id]) => !change.after.has(id)));
  const keys = [...removed.keys()].flatMap((id) =>
    (heads.get(id)?.matchKeys ?? []).map((token) => deletes(table, matchKeyKey(token, id))),
  );
  return [...leavingActions(writer, recordChanges(removed, new Map())), ...keys];
}

const deletes = (table: string, { PK, SK }: Key): Action => ({
  Delete: { TableName: table, Key: { PK, SK } },
});
