import type { Instant } from '#core/kernel/types';
import { emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { keyOf, type Writer } from './commit-change.ts';
import { type HeadFields, type HeadItem, headItem } from './customer-items.ts';
import { headKey, recordKey } from './keys.ts';
import { isEqual } from './record-changes.ts';
import type { Action } from './transact.ts';
import { type VersionNotice, versionItem } from './version-item.ts';

/** Heads, versions and audit entries, and a check of every root that was read and stays as it is. */
export function writeHeads(writer: Writer): {
  actions: Action[];
  heads: ReadonlyMap<string, HeadItem>;
} {
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
      // None of them stands there: an entry of the audit is never put in the place of another.
      ...items.map((Item) => ({
        Put: {
          TableName: tables.table,
          Item,
          ConditionExpression: 'attribute_not_exists(PK)',
        },
      })),
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
  const erased = customer === undefined ? recordSorts(writer, id) : [];
  const erasedFor = change.facts.get(id)?.at(-1)?.erasedFor;
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
    ...(erased.length === 0 ? {} : { erased }),
    ...(erasedFor === undefined ? {} : { erasedFor }),
    ...(old?.holds === undefined ? {} : { holds: old.holds }),
  };
  return { fields, items: told.items };
}

const recordSorts = ({ change, tokeniser }: Writer, id: string): readonly string[] =>
  (change.before.get(id)?.records ?? []).map(
    ({ spoke, sourceId }) => recordKey(id, spoke, tokeniser.source(spoke, sourceId)).SK,
  );

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
      ...(commit.weighAgain && golden !== undefined ? { weighAgain: true } : {}),
      keysAdded:
        golden === undefined
          ? []
          : (customer?.members ?? []).flatMap(
              (each) => change.matchKeys.get(each.customerId)?.addedBlocks ?? [],
            ),
    };
    const sealed = {
      ...(golden === undefined ? {} : { golden }),
      ...(reason === undefined ? {} : { reason }),
    };
    const version = versionItem(notice, sealed, { tenant: tables.tenant, key });
    const audited = nextAuditItem(
      tail,
      {
        object: `customer:${id}`,
        at: versionAt,
        actor: cause.actor,
        action: cause.action,
        ...(reason === undefined ? {} : { reason }),
        ...(cause.onBehalfOf === undefined ? {} : { onBehalfOf: cause.onBehalfOf }),
        correlationId: cause.correlationId,
        changed: fact.changed,
        sealedState: version.sealed,
      },
      { key, tenant: tables.tenant, subject: id, nowMs: tables.nowMs },
    );
    tail = audited.tail;
    items.push(version, audited.item);
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
            // Nor was a hold placed since: store/consents.ts counts them.
            ConditionExpression:
              head.holds === undefined
                ? 'revision = :read AND attribute_not_exists(holds)'
                : 'revision = :read AND holds = :holds',
            ExpressionAttributeValues: {
              ':read': lockedAt,
              ...(head.holds !== undefined && { ':holds': head.holds }),
            },
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
