import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import {
  block,
  changeOf,
  creation,
  customer,
  fact,
  merging,
  sourceRecord,
} from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

let records = 0;
const freshRecord = (spoke = 'web') => sourceRecord(spoke, `r-${++records}`);

async function create(...keys: Parameters<typeof creation>[1] & object): Promise<StoredCustomer> {
  const [stored] = await store.customers.commit(creation(freshRecord(), keys));
  return stored!;
}

async function living(customerId: string): Promise<StoredCustomer> {
  const found = await store.customers.find(customerId);
  if (found.status !== 'living') throw new Error(found.status);
  return found.stored;
}

describe('removal', () => {
  const removal = (...before: StoredCustomer[]) =>
    changeOf({
      before,
      after: [],
      facts: before.map((each) => fact(each.customer.customerId, 'removed')),
    });

  it('answers removed for every id of the customer and frees its source records', async () => {
    const key = block('email', 'removed@example.com');
    const [a, b] = [await create(key), await create(key)];
    const [merged] = await store.customers.commit(merging(a, b));

    await store.customers.commit(removal(merged!));

    for (const each of [a, b]) {
      const id = each.customer.customerId;
      expect(await store.customers.find(id)).toEqual({ status: 'removed' });
      expect(await store.customers.crosswalk(each.customer.members[0].records[0]!)).toBeUndefined();
    }
    expect(await store.customers.load([b.customer.customerId])).toEqual([]);
    expect((await store.customers.candidates([key]))[0]?.customerIds).toEqual([]);
  });

  it('the sweep destroys the keys: history stays and can no longer be read; twice is as once', async () => {
    const stored = await create();
    const id = stored.customer.customerId;
    await store.customers.commit(removal(stored));

    await store.customers.sweep(id);
    await store.customers.sweep(id);

    const { items } = await store.customers.versions(id, { limit: 10 });
    expect(items.map((each) => each.type)).toEqual(['created', 'removed']);
    expect(items.some((each) => each.golden !== undefined)).toBe(false);
    expect((await store.vault.subjectKeys([id])).size).toBe(0);
  });

  it('the sweep deletes what did not fit into the transaction', async () => {
    const keys = Array.from({ length: 60 }, (_, each) => block('email', `swept-${each}`));
    const stored = await create(...keys);
    const [root] = stored.customer.members;
    const more = Array.from({ length: 30 }, () => freshRecord());
    const [grown] = await store.customers.commit(
      changeOf({
        before: [stored],
        after: [customer({ ...root, records: [...root.records, ...more] })],
      }),
    );
    await store.customers.commit(removal(grown!));
    expect(await store.customers.crosswalk(more[0]!)).toBe(root.customerId);

    await store.customers.sweep(root.customerId);

    for (const record of [more[0]!, more[29]!])
      expect(await store.customers.crosswalk(record)).toBeUndefined();
    const hits = await store.customers.candidates(keys);
    expect(hits.flatMap((hit) => hit.customerIds)).toEqual([]);
  });

  it('the sweep leaves a living customer alone', async () => {
    const stored = await create();

    await store.customers.sweep(stored.customer.customerId);

    expect(await living(stored.customer.customerId)).toEqual(stored);
  });

  it('leaves a tombstone under which no key is minted again', async () => {
    const stored = await create();
    const id = stored.customer.customerId;
    await store.customers.commit(removal(stored));
    await store.customers.sweep(id);

    const { actions } = await store.vault.mint(id);
    const { transact } = await import('#store/transact');

    await expect(transact(store.client, actions)).rejects.toThrow(new Refusal('customer.removed'));
  });
});
