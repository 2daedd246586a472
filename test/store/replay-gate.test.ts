import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasureHeadKey, erasuresDoneKey } from '#store/keys';
import { makeReplayGate } from '#store/replay-gate';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';

let store: EmbeddedStore;
let now = '2026-03-01T12:00:00.000Z';
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const gateOf = (nowMs: () => number = () => 0) =>
  makeReplayGate({
    client: store.client,
    table: store.names.main,
    vaultTable: store.names.vault,
    clock: () => now,
    nowMs,
  });
const put = (TableName: string, Item: object) =>
  store.client.send(new PutCommand({ TableName, Item: { ...Item } }));
const behind = () => put(store.names.main, { ...erasuresDoneKey, at: '2026-01-01T00:00:00.000Z' });
const refused = { code: 'restore.replaying' };

beforeEach(async () => {
  const remove = (TableName: string, Key: object) =>
    store.client.send(new DeleteCommand({ TableName, Key: { ...Key } }));
  await remove(store.names.main, erasuresDoneKey);
  await remove(store.names.vault, erasureHeadKey);
});

describe('the gate before a restored table', () => {
  it('is open where nobody was ever erased, and after erasures, whatever their clocks said', async () => {
    await gateOf().pass();
    for (const at of ['2026-03-01T12:00:05.000Z', '2026-03-01T12:00:01.000Z']) {
      now = at;
      await gateOf().erasing();
      await gateOf().pass();
    }
    expect(await gateOf().head()).toBe('2026-03-01T12:00:05.000Z');
  });

  it('is closed where the table is of before an erasure, or of before the first one', async () => {
    await gateOf().erasing();
    await behind();
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
    await store.client.send(
      new DeleteCommand({ TableName: store.names.main, Key: { ...erasuresDoneKey } }),
    );
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
  });

  it('is not opened by another erasure', async () => {
    await gateOf().erasing();
    await behind();
    now = '2026-04-01T00:00:00.000Z';
    await expect(gateOf().erasing()).rejects.toMatchObject(refused);
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
  });

  it('is opened by a replay that has reached the last erasure, and by no shorter one', async () => {
    await gateOf().erasing();
    await behind();
    await gateOf().caughtUp('2026-02-01T00:00:00.000Z');
    await expect(gateOf().pass()).rejects.toMatchObject(refused);
    await gateOf().caughtUp((await gateOf().head()) ?? '');
    await gateOf().pass();
  });

  it('looks again after thirty seconds, and at once where it was closed', async () => {
    let ms = 0;
    const gate = gateOf(() => ms);
    await gate.pass();
    await gateOf().erasing();
    await behind();
    await gate.pass();
    ms = 30_000;
    await expect(gate.pass()).rejects.toMatchObject(refused);
    await gateOf().caughtUp(now);
    await gate.pass();
  });
});
