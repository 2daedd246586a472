import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersSubject, idempotencyKey } from '#store/keys';
import { type Maintenance, maintenanceOver } from '#store/make-maintenance';
import { SealBroken, unseal } from '#store/seal';
import { makeTokeniser } from '#store/tokeniser';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let now = '2026-03-10T12:00:00.000Z';
const clock = () => now;
const nowSeconds = () => Date.parse(now) / 1000;

let store: EmbeddedStore;
let maintenance: Maintenance;
beforeAll(async () => {
  store = await embeddedStore({ clock });
  maintenance = maintenanceOver({
    client: store.client,
    table: store.names.main,
    vaultTable: store.names.vault,
    wrapper: store.keys,
    tenant: 'test',
    clock,
  });
});
afterAll(() => store.stop());

const answer = { status: 201, body: 'Ada Lovelace' };

async function keep(key: string) {
  await store.idempotency.begin('tok_1', key, 'hash', nowSeconds());
  await store.idempotency.finish('tok_1', key, answer);
}

/** What a function that has just started is told: it holds no key in memory. */
const again = (key: string) =>
  store.another({ clock }).idempotency.begin('tok_1', key, 'hash', nowSeconds());

/** The item as a backup of the main table holds it. */
async function copyOf(key: string) {
  const token = (await makeTokeniser(store.vault)).idempotency('tok_1', key);
  const Key = idempotencyKey(token);
  const { Item } = await store.client.send(
    new GetCommand({ TableName: store.names.main, Key, ConsistentRead: true }),
  );
  const open = (sealingKey: Uint8Array) =>
    unseal(sealingKey, Item?.answer, {
      tenant: 'test',
      subject: answersSubject,
      keyClass: 'profile',
      attribute: `answer:${Key.PK}:${Item?.sealedOn}`,
      version: 1,
    });
  return { sealedOn: String(Item?.sealedOn), open };
}

const answerDays = async () => {
  const { Items = [] } = await store.client.send(
    new ScanCommand({ TableName: store.names.vault, ConsistentRead: true }),
  );
  return Items.filter((item) => item.PK === `SUB#${answersSubject}`).map((item) => item.SK);
};

describe('an idempotent answer', () => {
  it('opens under the key of its day, which is its own for each day', async () => {
    await keep('opens');
    const copy = await copyOf('opens');
    const key = await store.vault.answerKey(copy.sealedOn);

    expect(copy.sealedOn).toBe('2026-03-10');
    expect(copy.open(key!)).toEqual(answer);
    expect(await store.vault.systemKey()).not.toEqual(key);
    const system = await store.vault.systemKey();
    expect(() => copy.open(system)).toThrow(SealBroken);
  });

  it('is repeated for its 24 hours, over midnight and whatever the sweep does', async () => {
    now = '2026-03-12T23:59:00.000Z';
    await keep('over midnight');
    now = '2026-03-13T23:58:59.000Z';
    await maintenance.destroyAnswerKeys();

    expect(await again('over midnight')).toEqual({ state: 'done', answer });
  });

  it('of three days ago opens under no key that is left', async () => {
    now = '2026-04-01T12:00:00.000Z';
    await keep('old');
    const copy = await copyOf('old');
    for (const day of ['2026-04-02', '2026-04-03', '2026-04-04']) {
      now = `${day}T00:15:00.000Z`;
      await keep(`of ${day}`);
      await maintenance.destroyAnswerKeys();
    }

    expect(await answerDays()).toEqual(['KEY#2026-04-03', 'KEY#2026-04-04']);
    const { vault } = store.another({ clock });
    expect(await vault.answerKey(copy.sealedOn)).toBeUndefined();
    const left = await Promise.all([
      vault.systemKey(),
      vault.indexKey(),
      vault.answerKey('2026-04-03'),
      vault.answerKey('2026-04-04'),
    ]);
    for (const key of left) expect(() => copy.open(key!)).toThrow(SealBroken);
  });

  it('whose key is gone is never answered by running the request again', async () => {
    now = '2026-05-01T12:00:00.000Z';
    await keep('lost');
    const before = now;
    now = '2026-05-03T00:15:00.000Z';
    expect(await maintenance.destroyAnswerKeys()).toBeGreaterThan(0);
    now = before;

    const other = store.another({ clock: () => '2026-05-03T00:15:00.000Z' });
    expect(await other.idempotency.begin('tok_1', 'lost', 'hash', nowSeconds() + 60)).toEqual({
      state: 'in-progress',
    });
    expect(await maintenance.destroyAnswerKeys()).toBe(0);
  });
});
