import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Commit, StoredCustomer } from '#core/identity/change';
import type { Member } from '#core/identity/customer';
import { removeCustomer } from '#core/identity/remove-customer';
import { CommitConflict } from '#store/commit-conflict';
import { storeOver } from '#store/make-store';
import type { TableClient } from '#store/table-client';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import {
  block,
  changeOf,
  creation,
  fact,
  merging,
  sourceRecord,
} from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const shared = block('email', 'family@example.com');
const recordOf = (customer: string, member: number) => sourceRecord('web', `${customer}-${member}`);

/** A customer into which others were merged, each with a source record and a match key. */
async function customerOf(name: string, members: number): Promise<StoredCustomer> {
  const created = await Promise.all(
    Array.from({ length: members }, async (_, each) => {
      const keys = [shared, block('name', `${name}-${each}`)];
      return (await store.customers.commit(creation(recordOf(name, each), keys)))[0]!;
    }),
  );
  let root = created[0]!;
  for (let from = 1; from < members; from += 30)
    root = (await store.customers.commit(mergingAll(root, created.slice(from, from + 30))))[0]!;
  return root;
}

function mergingAll(root: StoredCustomer, others: readonly StoredCustomer[]): Commit {
  const { customerId, members } = root.customer;
  const moved = others.map((each) => ({
    ...each.customer.members[0],
    parent: customerId,
    mergedBy: 'steward' as const,
  }));
  return changeOf({
    before: [root, ...others],
    after: [{ ...root.customer, members: [...members, ...moved] }],
    facts: [root, ...others].map((each) => fact(each.customer.customerId, 'merged')),
  });
}

const removedAt = '2026-06-01T00:00:00.000Z';
const removalOf = (stored: StoredCustomer) =>
  changeOf({
    before: [stored],
    ...removeCustomer(stored.customer),
    cause: {
      actor: 'tok_steward',
      action: 'customer.remove',
      correlationId: 'cor-9',
      reason: 'no such person',
    },
    at: removedAt,
  });

const idsOf = ({ customer }: StoredCustomer) => customer.members.map((each) => each.customerId);

/** Everything that the end of a removal promises, and nothing that depends on how it was reached. */
async function expectGone(name: string, stored: StoredCustomer): Promise<void> {
  const ids = idsOf(stored);
  for (const [index, id] of ids.entries()) {
    expect(await store.customers.find(id)).toEqual({ status: 'removed' });
    expect(await store.customers.crosswalk(recordOf(name, index))).toBeUndefined();
    const { items } = await store.customers.versions(id, { limit: 200 });
    expect(items.filter((each) => each.type === 'removed')).toMatchObject([
      { actor: 'tok_steward', action: 'customer.remove', correlationId: 'cor-9', at: removedAt },
    ]);
    expect(items.map((each) => each.sequence)).toEqual(items.map((_, each) => each + 1));
    const audit = await store.audit.entries(`customer:${id}`, { limit: 200 });
    expect(audit.items.at(-1)).toMatchObject({ action: 'customer.remove' });
    expect(audit.items.map((each) => each.previousHash).slice(1)).toEqual(
      audit.items.map((each) => each.hash).slice(0, -1),
    );
  }
  expect((await store.vault.subjectKeys(ids)).size).toBe(0);
  const [hits] = await store.customers.candidates([shared]);
  expect(hits?.customerIds.filter((id) => ids.includes(id))).toEqual([]);
}

describe('removal of a customer of many members', () => {
  it.each([34, 40, 150])(
    'of %i: nobody finds it from the commit on, the sweep ends it',
    async (members) => {
      const name = `all-${members}`;
      const stored = await customerOf(name, members);
      const ids = idsOf(stored);

      await store.customers.commit(removalOf(stored));

      expect(await store.customers.find(ids[0]!)).toEqual({ status: 'removed' });
      expect(await store.customers.load(ids)).toEqual([]);
      for (const id of ids.slice(1)) {
        const found = await store.customers.find(id);
        expect([{ status: 'removed' }, { status: 'merged', into: ids[0] }]).toContainEqual(found);
      }
      await store.customers.sweep(ids[0]!);
      await expectGone(name, stored);
      const last = await store.customers.versionAt(ids.at(-1)!, '2026-02-01T00:00:00.000Z');
      expect(last).toMatchObject({ mergedInto: ids[0] });
    },
  );

  it('lets nobody write any of it between the commit and the sweep', async () => {
    const stored = await customerOf('between', 40);
    const other = await customerOf('other', 1);
    await store.customers.commit(removalOf(stored));

    const late = creation({ ...recordOf('between', 39), updatedAt: '2026-07-01T00:00:00.000Z' });
    await expect(store.customers.commit(late)).rejects.toThrow(CommitConflict);
    await expect(store.customers.commit(merging(stored, other))).rejects.toThrow(CommitConflict);
    await expect(store.customers.commit(merging(other, stored))).rejects.toThrow(CommitConflict);

    await store.customers.sweep(idsOf(stored)[0]!);
    await expectGone('between', stored);
    await store.customers.commit(late);
  });

  it('goes on after a crash at any step, and tells each id once', async () => {
    const stored = await customerOf('crash', 40);
    const root = idsOf(stored)[0]!;
    await store.customers.commit(removalOf(stored));

    let crashes = 0;
    const steps = [1, 3, 7, 20, 45, 90, 130, 200, 260, 320, 1_000_000];
    for (const most of steps) {
      await crashingAfter(most)
        .customers.sweep(root)
        .catch(() => {
          crashes += 1;
        });
      expect(await store.customers.load(idsOf(stored))).toEqual([]);
    }

    expect(crashes).toBeGreaterThan(5);
    await expectGone('crash', stored);
  });

  it('leaves those alone who are taken out of the customer in the same transaction', async () => {
    const stored = await customerOf('apart', 38);
    const [root, ...others] = stored.customer.members;
    const [first, second] = others.slice(-2) as [Member, Member];
    const { parent: _, mergedBy: __, ...alone } = first;
    const under: Member = { ...second, parent: alone.customerId };
    const staying = [root, ...others.slice(0, -2)] as const;
    const [away] = await store.customers.commit(
      changeOf({
        ...removalOf(stored),
        after: [{ ...stored.customer, customerId: alone.customerId, members: [alone, under] }],
        facts: [
          fact(alone.customerId, 'split'),
          ...staying.map((each) => fact(each.customerId, 'removed')),
        ],
      }),
    );
    await store.customers.sweep(root.customerId);

    await expectGone('apart', { ...stored, customer: { ...stored.customer, members: staying } });
    expect(await store.customers.load([under.customerId])).toEqual([away]);
  });
});

/** A warm function whose process ends after so many calls of the table. */
function crashingAfter(most: number) {
  let calls = 0;
  const client = {
    ...store.client,
    send: (...call: Parameters<TableClient['send']>) => {
      calls += 1;
      if (calls > most) return Promise.reject(new Error('crashed'));
      return store.client.send(...call);
    },
  } as TableClient;
  return storeOver({
    client,
    table: store.names.main,
    vaultTable: store.names.vault,
    wrapper: store.keys,
    tenant: 'test',
    clock: () => new Date().toISOString(),
  });
}
