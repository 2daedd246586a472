import type { Commit, StoredCustomer } from '#core/identity/change';
import { changeOf, type Writer, withoutRemovedMembers } from './commit-change.ts';
import { CommitConflict } from './commit-conflict.ts';
import type { HeadItem } from './customer-items.ts';
import { headKey } from './keys.ts';
import type { Backing, CustomerTables } from './read-customers.ts';
import { batchGet } from './table-client.ts';
import { decidesTask, opensTask } from './task-items.ts';
import { makeTokeniser } from './tokeniser.ts';
import { type Action, mostActions, transact } from './transact.ts';
import { writeHeads } from './write-heads.ts';
import { cleaningActions, deletionActions, matchKeyActions, recordActions } from './write-parts.ts';

/**
 * Writes what differs between `before` and `after` as one transaction over both tables. The lock is
 * the revision of every root that was read: who changed one of them since makes this a conflict.
 * A removal too large for one transaction removes the root; the sweep goes on from there.
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

  const heads = backing.heads;
  const writer: Writer = { tables, commit, change, heads, subjectKeys, tokeniser };
  const more = [...minted.flatMap((each) => each.actions), ...tasks];
  const whole = write(writer, more);
  const written =
    whole.actions.length <= mostActions
      ? whole
      : write({ ...writer, change: withoutRemovedMembers(change) }, more);
  const { actions, cleaning } = written;
  const cleansNow = actions.length + cleaning.length <= mostActions;
  await transact(tables.client, cleansNow ? [...actions, ...cleaning] : actions);
  return storedAfter(writer, written.heads);
}

/** What must be in the transaction, and what the sweep does where it does not fit. */
function write(writer: Writer, more: readonly Action[]) {
  const { actions, heads } = writeHeads(writer);
  return {
    heads,
    actions: [
      ...actions,
      ...recordActions(writer, heads),
      ...matchKeyActions(writer),
      ...deletionActions(writer),
      ...more,
    ],
    cleaning: cleaningActions(writer),
  };
}

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
