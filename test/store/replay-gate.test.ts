import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasureHeadKey, erasuresDoneKey } from '#store/keys';
import { storeOver } from '#store/make-store';
import { makeReplayGate } from '#store/replay-gate';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';
import { inProcessKeys } from '#test/support/in-process-keys';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const gateOf = (nowMs: () => number = () => 0) =>
  makeReplayGate({
    client: store.client,
    table: store.names.main,
    vaultTable: store.names.vault,
    nowMs,
  });
const put = (TableName: string, Item: object) =>
  store.client.send(new PutCommand({ TableName, Item: { ...Item } }));
const behind = () => put(store.names.main, { ...erasuresDoneKey, erasures: 1 });
/** As many as these. */
const erase = async (times: number) => {
  for (let n = 0; n < times; n += 1) await gateOf().erasing();
};
const refused = { code: 'restore.replaying' };

beforeEach(async () => {
  const remove = (TableName: string, Key: object) =>
    store.client.send(new DeleteCommand({ TableName, Key: { ...Key } }));
  await remove(store.names.main, erasuresDoneKey);
  await remove(store.names.vault, erasureHeadKey);
});

describe('the gate before a restored table', () => {
  it('is open where nobody was ever erased, and after erasures, also many at once', async () => {
    await gateOf().pass();
    await Promise.all(Array.from({ length: 5 }, () => gateOf().erasing()));
    await gateOf().pass();
    expect(await gateOf().head()).toBe(5);
  });

  it('is closed where the table is of before an erasure, or of before the first one', async () => {
    await erase(2);
    await behind();
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
    await store.client.send(
      new DeleteCommand({ TableName: store.names.main, Key: { ...erasuresDoneKey } }),
    );
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
  });

  it('is not opened by another erasure', async () => {
    await erase(2);
    await behind();
    await expect(gateOf().erasing()).rejects.toMatchObject(refused);
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
  });

  it('is opened by a replay that has reached the last erasure, and by no shorter one', async () => {
    await erase(3);
    await behind();
    await gateOf().caughtUp(2);
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
    await gateOf().caughtUp((await gateOf().head()) ?? 0);
    await gateOf().pass();
    // One that began earlier and ends later closes nothing.
    await gateOf().caughtUp(1);
    await gateOf().pass();
    await erase(1);
    expect(await gateOf().head()).toBe(4);
  });

  it('stands before every port that reads what is held of a person', async () => {
    const { client, names } = store;
    const gated = storeOver({
      client,
      table: names.main,
      vaultTable: names.vault,
      tenant: 'goldspoke',
      wrapper: inProcessKeys(),
      clock: () => '2026-03-01T12:00:00.000Z',
      awaitsReplay: true,
    });
    await erase(2);
    await behind();
    const id = 'cus_00000000000000000000000001';
    for (const read of [
      () => gated.customers.find(id),
      () => gated.tasks.read('tsk_1'),
      () => gated.consents.standing(id),
      () => gated.packages.read('req_1'),
      () => gated.privacyRequests.read('req_1'),
      () => gated.letters.read('ltr_1', 'crm'),
    ])
      await expect(read()).rejects.toMatchObject(refused);
  });

  it('looks again after thirty seconds, and at once where it was closed', async () => {
    let ms = 0;
    const gate = gateOf(() => ms);
    await gate.pass();
    await erase(2);
    await behind();
    await gate.pass();
    ms = 30_000;
    await expect(gate.pass()).rejects.toMatchObject(refused);
    await gateOf().caughtUp(2);
    await gate.pass();
  });
});
