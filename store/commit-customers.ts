import type { ChangeFact, Commit, StoredCustomer } from '#core/identity/change';
import type { Customer, Member } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import { emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import {
  type HeadFields,
  type HeadItem,
  headItem,
  membersById,
  recordItem,
} from './customer-items.ts';
import {
  crosswalkKey,
  customerPartition,
  headKey,
  type Key,
  matchKeyKey,
  recordKey,
} from './keys.ts';
import { type MatchKeyChange, matchKeyChange } from './match-key-changes.ts';
import type { Backing, CustomerTables } from './read-customers.ts';
import { isEqual, type RecordChanges, recordChanges } from './record-changes.ts';
import { batchGet } from './table-client.ts';
import { decidesTask, opensTask } from './task-items.ts';
import { makeTokeniser, type Tokeniser } from './tokeniser.ts';
import { type Action, mostActions, transact } from './transact.ts';
import { type VersionNotice, versionItem } from './version-item.ts';

/**
 * Writes what differs between `before` and `after` as one transaction over both tables. The lock is
 * the revision of every root that was read: who changed one of them since makes this a conflict.
 */
export async function commitCustomers(
  tables: CustomerTables,
  commit: Commit,
): Promise<readonly StoredCustomer[]> {
  const [backing, tokeniser] = await Promise.all([
    backingOf(tables, commit.before),
    makeTokeniser(tables.vault),
  ]);
  const change = changeOf(commit, backing, tokeniser);
  const tasks = [
    ...(commit.opens ?? []).flatMap((task) => opensTask(tables.table, task)),
    ...(commit.decides ?? []).map((task) => decidesTask(tables.table, task)),
  ];
  if (change.touched.size === 0 && tasks.length === 0) return commit.before;

  const newIds = [...change.after.keys()].filter((id) => !change.before.has(id));
  const minted = await Promise.all(newIds.map((id) => tables.vault.mint(id)));
  const subjectKeys = new Map(backing.subjectKeys);
  for (const [index, { key }] of minted.entries()) subjectKeys.set(newIds[index] ?? '', key);

  const writer: Writer = { tables, commit, change, heads: backing.heads, subjectKeys, tokeniser };
  const written = writeHeads(writer);
  const actions = [
    ...written.actions,
    ...recordActions(writer, written.heads),
    ...matchKeyActions(writer),
    ...minted.flatMap((each) => each.actions),
    ...tasks,
  ];
  const cleaning = cleaningActions(writer);
  const cleansNow = actions.length + cleaning.length <= mostActions;
  await transact(tables.client, cleansNow ? [...actions, ...cleaning] : actions);
  return storedAfter(writer, written.heads);
}

/** What a commit does, said once: everything below reads it. */
interface CommitChange {
  readonly before: ReadonlyMap<string, Member>;
  readonly after: ReadonlyMap<string, Member>;
  /** Member id → the living customer it belongs to afterwards. */
  readonly customerOf: ReadonlyMap<string, Customer>;
  readonly beforeRoots: ReadonlyMap<string, StoredCustomer>;
  readonly matchKeys: ReadonlyMap<string, MatchKeyChange>;
  readonly facts: ReadonlyMap<string, readonly ChangeFact[]>;
  /** Ids of roots, before or afterwards, of which anything is written. */
  readonly touched: ReadonlySet<string>;
}

interface Writer {
  readonly tables: CustomerTables;
  readonly commit: Commit;
  readonly change: CommitChange;
  readonly heads: ReadonlyMap<string, HeadItem>;
  readonly subjectKeys: ReadonlyMap<string, Uint8Array>;
  readonly tokeniser: Tokeniser;
}

function changeOf(commit: Commit, backing: Backing, tokeniser: Tokeniser): CommitChange {
  const before = membersById(commit.before.map((each) => each.customer));
  const after = membersById(commit.after);
  const customerOf = new Map(
    commit.after.flatMap((customer) => customer.members.map((each) => [each.customerId, customer])),
  );
  const beforeRoots = new Map(commit.before.map((each) => [each.customer.customerId, each]));
  const matchKeys = new Map(
    [...after.keys()].map((id) => [
      id,
      matchKeyChange(backing.heads.get(id), commit.matchKeys[id], tokeniser),
    ]),
  );
  const facts = Map.groupBy(commit.facts, (fact) => fact.customerId);

  const touched = new Set<string>();
  for (const customer of commit.after) {
    const was = beforeRoots.get(customer.customerId)?.customer;
    const isTouched =
      was === undefined ||
      !isEqual(was, customer) ||
      customer.members.some(({ customerId }) => {
        const keys = matchKeys.get(customerId);
        return facts.has(customerId) || (keys?.added.length ?? 0) + (keys?.removed.length ?? 0) > 0;
      });
    if (isTouched) touched.add(customer.customerId);
  }
  for (const id of beforeRoots.keys()) if (customerOf.get(id)?.customerId !== id) touched.add(id);
  return { before, after, customerOf, beforeRoots, matchKeys, facts, touched };
}

/** Heads, versions and audit entries, and a check of every root that was read and stays as it is. */
function writeHeads(writer: Writer): { actions: Action[]; heads: ReadonlyMap<string, HeadItem> } {
  const { change, tables } = writer;
  const actions: Action[] = [];
  const heads = new Map(writer.heads);
  for (const id of new Set([...change.before.keys(), ...change.after.keys()])) {
    const old = writer.heads.get(id);
    const lockedAt = change.beforeRoots.get(id)?.revision;
    const { fields, items } = headFields(writer, id, old);
    if (!change.touched.has(id) && old !== undefined && staysAsItIs(writer, id, old, fields)) {
      if (lockedAt !== undefined) actions.push(checkRevision(tables.table, id, lockedAt));
      continue;
    }
    const head = sealedHead(writer, id, fields);
    heads.set(id, head);
    actions.push(
      putHead(tables.table, head, old === undefined ? 'new' : lockedAt),
      ...items.map((Item) => ({ Put: { TableName: tables.table, Item } })),
    );
  }
  return { actions, heads };
}

function headFields(
  writer: Writer,
  id: string,
  old: HeadItem | undefined,
): { fields: HeadFields; items: object[] } {
  const { change, commit } = writer;
  const member = change.after.get(id);
  const customer = change.customerOf.get(id);
  const isRoot = customer?.customerId === id;
  const told = tell(writer, id, old);
  const members = isRoot ? customer.members.map((each) => each.customerId) : undefined;
  // A removed root keeps its members' ids, and every removed head its keys: the sweep works from them.
  const removedMembers = customer === undefined ? old?.members : undefined;
  const matchKeys = change.matchKeys.get(id)?.now ?? old?.matchKeys;
  const { parent, mergedBy, differentFrom } = member ?? {};
  const fields: HeadFields = {
    customerId: id,
    status: customer === undefined ? 'removed' : isRoot ? 'living' : 'merged',
    root: customer?.customerId ?? old?.root ?? id,
    schema: customer?.schema ?? old?.schema ?? '',
    revision: (old?.revision ?? 0) + 1,
    createdAt: member?.createdAt ?? old?.createdAt ?? commit.at,
    updatedAt: later(commit.at, old?.updatedAt),
    sequence: told.sequence,
    versionAt: told.versionAt,
    auditSequence: told.tail.auditSequence,
    auditHash: told.tail.auditHash,
    ...((members ?? removedMembers) === undefined
      ? {}
      : { members: members ?? removedMembers ?? [] }),
    ...(parent === undefined ? {} : { parent }),
    ...(mergedBy === undefined ? {} : { mergedBy }),
    ...(differentFrom === undefined ? {} : { differentFrom }),
    ...(matchKeys === undefined ? {} : { matchKeys }),
  };
  return { fields, items: told.items };
}

/** One version and one audit entry per fact about this id, and where both chains end afterwards. */
function tell(
  { tables, commit, change, subjectKeys }: Writer,
  id: string,
  old: HeadItem | undefined,
) {
  const { cause } = commit;
  const { reason, ...clearCause } = cause;
  const customer = change.customerOf.get(id);
  const golden = customer?.customerId === id ? customer.golden : undefined;
  const versionAt = later(commit.at, old?.versionAt);
  let sequence = old?.sequence ?? 0;
  let tail = old ?? emptyAuditTail;
  const items: object[] = [];
  for (const fact of change.facts.get(id) ?? []) {
    sequence += 1;
    const key = keyOf(subjectKeys, id);
    const mergedInto = customer?.customerId === id ? undefined : customer?.customerId;
    const notice: VersionNotice = {
      ...fact,
      ...clearCause,
      sequence,
      at: versionAt,
      ...(mergedInto === undefined ? {} : { mergedInto }),
      schema: customer?.schema ?? old?.schema ?? '',
      ...(golden === undefined ? {} : { schemaVersion: golden.schemaVersion }),
      ...(commit.considered === undefined ? {} : { considered: commit.considered }),
      keysAdded:
        golden !== undefined &&
        (customer?.members ?? []).some(
          (each) => change.matchKeys.get(each.customerId)?.bringsCandidates,
        ),
    };
    const sealed = {
      ...(golden === undefined ? {} : { golden }),
      ...(reason === undefined ? {} : { reason }),
    };
    const audited = nextAuditItem(
      customerPartition(id),
      tail,
      {
        object: `customer:${id}`,
        at: versionAt,
        actor: cause.actor,
        action: cause.action,
        ...(reason === undefined ? {} : { reason }),
        correlationId: cause.correlationId,
        changed: fact.changed,
      },
      { key, tenant: tables.tenant, subject: id },
    );
    tail = audited.tail;
    items.push(versionItem(notice, sealed, { tenant: tables.tenant, key }), audited.item);
  }
  return {
    items,
    sequence,
    tail,
    versionAt: items.length > 0 ? versionAt : (old?.versionAt ?? ''),
  };
}

const later = (one: Instant, other: Instant | undefined): Instant =>
  other !== undefined && other > one ? other : one;

/** Whether a head that is no touched root may stay unwritten: nothing in it but its counters would change. */
function staysAsItIs({ change }: Writer, id: string, old: HeadItem, fields: HeadFields): boolean {
  if (change.facts.has(id)) return false;
  const clear = (head: HeadFields) => [
    head.status,
    head.root,
    head.parent ?? null,
    head.mergedBy ?? null,
    head.differentFrom ?? [],
    head.matchKeys ?? [],
    head.members ?? [],
  ];
  return (
    isEqual(clear(old), clear(fields)) &&
    isEqual(change.before.get(id)?.pins ?? [], change.after.get(id)?.pins ?? [])
  );
}

function sealedHead({ change, subjectKeys, tables }: Writer, id: string, fields: HeadFields) {
  const customer = change.customerOf.get(id);
  const golden = customer?.customerId === id ? { golden: customer.golden } : {};
  const pins = change.after.get(id)?.pins ?? [];
  return headItem(
    fields,
    { pins, ...golden },
    { tenant: tables.tenant, key: keyOf(subjectKeys, id) },
  );
}

/** `lockedAt`: the revision that was read, `'new'` for a head that must not exist, `undefined` for a member under its root's lock. */
const putHead = (table: string, head: HeadItem, lockedAt: number | 'new' | undefined): Action => ({
  Put: {
    TableName: table,
    Item: head,
    ...(lockedAt === undefined
      ? {}
      : lockedAt === 'new'
        ? { ConditionExpression: 'attribute_not_exists(PK)' }
        : {
            ConditionExpression: 'revision = :read',
            ExpressionAttributeValues: { ':read': lockedAt },
          }),
  },
});

const checkRevision = (table: string, id: string, revision: number): Action => ({
  ConditionCheck: {
    TableName: table,
    Key: headKey(id),
    ConditionExpression: 'revision = :read',
    ExpressionAttributeValues: { ':read': revision },
  },
});

function recordActions(
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

function matchKeyActions({ tables: { table }, change }: Writer): readonly Action[] {
  return [...change.matchKeys].flatMap(([id, { added, removed }]): readonly Action[] => [
    ...added.map((token) => ({ Put: { TableName: table, Item: matchKeyKey(token, id) } })),
    ...removed.map((token) => deletes(table, matchKeyKey(token, id))),
  ]);
}

/** What removed customers leave behind, where it fits into the transaction; the sweep deletes the rest. */
function cleaningActions({
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

function storedAfter(
  { tables, commit, change, subjectKeys }: Writer,
  heads: ReadonlyMap<string, HeadItem>,
): readonly StoredCustomer[] {
  return commit.after.map((customer) => {
    const untouched = change.beforeRoots.get(customer.customerId);
    if (untouched !== undefined && !change.touched.has(customer.customerId)) return untouched;
    const head = heads.get(customer.customerId);
    const stored: StoredCustomer = {
      customer,
      revision: head?.revision ?? 1,
      sequence: head?.sequence ?? 0,
      updatedAt: head?.updatedAt ?? commit.at,
    };
    const of = <T>(all: ReadonlyMap<string, T>) =>
      new Map([...all].filter(([id]) => change.customerOf.get(id) === customer));
    tables.backings.set(stored, { heads: of(heads), subjectKeys: of(subjectKeys) });
    return stored;
  });
}

/** Heads and keys of all members as they were read; read again for a copy that lost its backing. */
async function backingOf(
  tables: CustomerTables,
  before: readonly StoredCustomer[],
): Promise<Backing> {
  const all = await Promise.all(
    before.map(async (stored) => tables.backings.get(stored) ?? readBacking(tables, stored)),
  );
  return {
    heads: new Map(all.flatMap((each) => [...each.heads])),
    subjectKeys: new Map(all.flatMap((each) => [...each.subjectKeys])),
  };
}

async function readBacking(tables: CustomerTables, stored: StoredCustomer): Promise<Backing> {
  const ids = stored.customer.members.map((each) => each.customerId);
  const [items, subjectKeys] = await Promise.all([
    batchGet(tables.client, tables.table, ids.map(headKey)),
    tables.vault.subjectKeys(ids),
  ]);
  const heads = new Map(
    (items as readonly unknown[] as readonly HeadItem[]).map((each) => [each.customerId, each]),
  );
  const isAsRead = heads.get(stored.customer.customerId)?.revision === stored.revision;
  if (!isAsRead || heads.size !== ids.length || subjectKeys.size !== ids.length)
    throw new CommitConflict();
  return { heads, subjectKeys };
}

function keyOf(keys: ReadonlyMap<string, Uint8Array>, subject: string): Uint8Array {
  const key = keys.get(subject);
  if (key === undefined) throw new Error(`no key for ${subject}`);
  return key;
}
