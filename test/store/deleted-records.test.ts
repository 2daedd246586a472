import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredCustomer } from '#core/identity/change';
import { CommitConflict } from '#store/commit-conflict';
import { crosswalkKey } from '#store/keys';
import { makeTokeniser } from '#store/tokeniser';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import { changeOf, creation, customer, fact, sourceRecord } from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const deletedAt = '2026-03-01T12:00:00.000Z';
const record = (sourceId: string, updatedAt = '2026-01-01T00:00:00.000Z') => ({
  ...sourceRecord('web', sourceId),
  updatedAt,
});

/** Deletes the only record of a customer, or one of two. */
async function deleted(sourceId: string, { of }: { of: 'one' | 'two' }): Promise<StoredCustomer> {
  const [stored] = await store.customers.commit(creation(record(sourceId)));
  const [root] = stored!.customer.members;
  const other = sourceRecord('crm', sourceId);
  const [whole] =
    of === 'one'
      ? [stored!]
      : await store.customers.commit(
          changeOf({
            before: [stored!],
            after: [customer({ ...root, records: [...root.records, other] })],
          }),
        );
  await store.customers.commit(
    changeOf({
      before: [whole!],
      after: of === 'one' ? [] : [customer({ ...root, records: [other] })],
      facts: [fact(root.customerId, of === 'one' ? 'removed' : 'changed')],
      deletes: [record(sourceId)],
      at: deletedAt,
    }),
  );
  return whole!;
}

describe('a record that its spoke deleted', () => {
  it.each(['one', 'two'] as const)('leaves a tombstone without an id, of %s record', async (of) => {
    const { customer } = await deleted(`of-${of}`, { of });
    const crosswalk = record(`of-${of}`);

    expect(await store.customers.crosswalk(crosswalk)).toBeUndefined();
    expect(await store.customers.crosswalkState(crosswalk)).toEqual({ deletedAt });
    await store.customers.sweep(customer.customerId);
    const token = (await makeTokeniser(store.vault)).source('web', `of-${of}`);
    const { Item } = await store.client.send(
      new GetCommand({ TableName: store.names.main, Key: crosswalkKey('web', token) }),
    );
    expect(Item).toEqual({
      ...crosswalkKey('web', token),
      deletedAt,
      expiresAtSeconds: Date.parse('2026-04-05T12:00:00.000Z') / 1000,
    });
  });

  it('is not written again by an older word, even if that was decided before the deletion', async () => {
    await deleted('again', { of: 'one' });
    const commit = (updatedAt: string, at: string) =>
      store.customers.commit({ ...creation(record('again', updatedAt)), at });

    await expect(commit(deletedAt, deletedAt)).rejects.toThrow(CommitConflict);
    await commit('2026-03-01T12:00:00.001Z', deletedAt);
    expect(await store.customers.crosswalk(record('again'))).toMatch(/^cus_/);
  });

  it('may be written again by anybody once the tombstone has expired, though it is still there', async () => {
    await deleted('expired', { of: 'two' });
    const old = creation(record('expired'));

    await expect(
      store.customers.commit({ ...old, at: '2026-04-05T11:59:59.000Z' }),
    ).rejects.toThrow(CommitConflict);
    await store.customers.commit({ ...old, at: '2026-04-05T12:00:00.000Z' });
    expect(await store.customers.crosswalkState(record('expired'))).toEqual({
      customerId: old.after[0]?.customerId,
    });
  });
});
