import { keyOf, type Writer } from './commit-change.ts';
import { type HeadItem, recordItem } from './customer-items.ts';
import { crosswalkKey, type Key, matchKeyKey, recordKey } from './keys.ts';
import { type RecordChanges, recordChanges } from './record-changes.ts';
import type { Tokeniser } from './tokeniser.ts';
import type { Action } from './transact.ts';

/** Source records that are new, changed, moved or gone, and their crosswalks. */
export function recordActions(
  { tables, change, subjectKeys, tokeniser }: Writer,
  heads: ReadonlyMap<string, HeadItem>,
): readonly Action[] {
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
  return [...puts, ...leavingActions(tables.table, tokeniser, changes)];
}

/** Deletes of records, and what becomes of crosswalks. */
const leavingActions = (
  table: string,
  tokeniser: Tokeniser,
  { deleted, crosswalks }: RecordChanges,
): readonly Action[] => [
  ...deleted.map(({ memberId, record }) =>
    deletes(
      table,
      recordKey(memberId, record.spoke, tokeniser.source(record.spoke, record.sourceId)),
    ),
  ),
  ...crosswalks.map(({ record, from, to }): Action => {
    const key = crosswalkKey(record.spoke, tokeniser.source(record.spoke, record.sourceId));
    const condition =
      from === undefined
        ? { ConditionExpression: 'attribute_not_exists(PK)' }
        : {
            ConditionExpression: 'customerId = :from',
            ExpressionAttributeValues: { ':from': from },
          };
    return to === undefined
      ? { Delete: { TableName: table, Key: key, ...condition } }
      : { Put: { TableName: table, Item: { ...key, customerId: to }, ...condition } };
  }),
];

export function matchKeyActions({ tables: { table }, change }: Writer): readonly Action[] {
  return [...change.matchKeys].flatMap(([id, { added, removed }]): readonly Action[] => [
    ...added.map((token) => ({ Put: { TableName: table, Item: matchKeyKey(token, id) } })),
    ...removed.map((token) => deletes(table, matchKeyKey(token, id))),
  ]);
}

/** What removed customers leave behind, where it fits into the transaction; the sweep deletes the rest. */
export function cleaningActions({
  tables: { table },
  change,
  heads,
  tokeniser,
}: Writer): readonly Action[] {
  const removed = new Map([...change.before].filter(([id]) => !change.after.has(id)));
  const keys = [...removed.keys()].flatMap((id) =>
    (heads.get(id)?.matchKeys ?? []).map((token) => deletes(table, matchKeyKey(token, id))),
  );
  return [...leavingActions(table, tokeniser, recordChanges(removed, new Map())), ...keys];
}

const deletes = (table: string, { PK, SK }: Key): Action => ({
  Delete: { TableName: table, Key: { PK, SK } },
});
