import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSweep } from '#functions/sweep/run-sweep';
import type { SweepServices } from '#functions/sweep/sweep';
import { maintenanceOver } from '#store/make-maintenance';
import { storeOver } from '#store/make-store';
import type { Item } from '#store/table-client';
import { createTables } from '#store/tables';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 70);
  await hub.spoke('web', 50);
});
afterAll(() => hub.stop());

let turn = 0;
/** Somebody who resembles nobody else. */
async function someone(spoke: string, sourceId: string): Promise<string> {
  turn += 1;
  const letters = String.fromCharCode(97 + (turn % 26)).repeat(3 + Math.floor(turn / 26));
  const { body } = await hub.put(spoke, sourceId, {
    name: { given: `Given${letters}`, family: `Family${letters}` },
    emails: [{ value: `${sourceId}@example.com` }],
  });
  return body.customerId;
}

const merge = async (into: string, duplicate: string) => {
  const merged = await hub.call('mergeCustomers', {
    params: { customerId: into },
    body: { with: duplicate },
  });
  expect(merged.status).toBe(200);
};
const unmerge = async (from: string, merged: string) =>
  expect(
    await hub.call('unmergeCustomer', {
      params: { customerId: from },
      body: { customerId: merged },
    }),
  ).toMatchObject({ status: 200 });
const split = async (from: string, sourceId: string): Promise<string> => {
  const { body } = await hub.call('splitCustomer', {
    params: { customerId: from },
    body: { sources: [{ spoke: 'web', sourceId }] },
  });
  const { customerId } = (await hub.call('readCrosswalk', { params: { spoke: 'web', sourceId } }))
    .body;
  expect(body.customers).toHaveLength(2);
  return customerId;
};
const remove = async (customerId: string) =>
  expect(
    await hub.call('removeCustomer', { params: { customerId }, headers: { 'if-match': '*' } }),
  ).toMatchObject({ status: 200 });

/** A copy of the main table, as point-in-time recovery would make it; the vault stays as it is. */
const snapshot = async (): Promise<readonly Item[]> => {
  const { store } = hub;
  return (await store.client.send(new ScanCommand({ TableName: store.names.main }))).Items ?? [];
};

async function restore(items: readonly Item[]) {
  const { store } = hub;
  const table = `restored-${randomBytes(6).toString('hex')}`;
  const dynamo = new DynamoDBClient({
    endpoint: store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(dynamo, { main: table, vault: `unused-${table}` });
  dynamo.destroy();
  for (const Item of items)
    await store.client.send(new PutCommand({ TableName: table, Item: { ...Item } }));
  const parts = {
    client: store.client,
    table,
    vaultTable: store.names.vault,
    wrapper: store.keys,
    tenant: 'test',
    clock: () => new Date().toISOString(),
  };
  const services: SweepServices = {
    ...hub.services,
    ...storeOver(parts),
    maintenance: maintenanceOver(parts),
    remainingMs: () => 1e9,
  };
  return { services, everything: () => scanAll(table) };
}

const scanAll = async (TableName: string) =>
  (await hub.store.client.send(new ScanCommand({ TableName }))).Items ?? [];

const replay = (services: SweepServices) =>
  runSweep({ task: 'replay-erasures', segments: 2 }, services);
const statusIn = async ({ customers }: SweepServices, id: string) =>
  (await customers.find(id)).status;
const emailsOf = async ({ customers }: SweepServices, id: string) => {
  const found = await customers.find(id);
  if (found.status !== 'living') return found.status;
  const { emails = [] } = found.stored.customer.golden.attributes;
  return (emails as { value: string }[]).map(({ value }) => value).toSorted();
};

describe('a main table restored to a moment before erasures', () => {
  it('holds nothing of those removed since, and everybody else as they were', async () => {
    const [gone, stays] = [await someone('web', 'gone-1'), await someone('web', 'stays-1')];
    const [root, member] = [await someone('crm', 'root-1'), await someone('web', 'member-1')];
    await merge(root, member);
    const copy = await snapshot();
    await remove(gone);
    await remove(root);
    await hub.settle();

    const { services, everything } = await restore(copy);
    expect((await replay(services)).counts).toMatchObject({ removed: 3, survivors: 0, records: 0 });

    for (const id of [gone, root, member]) {
      expect(await statusIn(services, id)).toBe('removed');
      const left = (await everything()).filter((item) => JSON.stringify(item).includes(id));
      // Its head, and versions and audit entries that no key opens any more.
      expect(new Set(left.map(({ SK }) => String(SK).split('#')[0]))).toEqual(
        new Set(['HEAD', 'VER', 'AUD']),
      );
      const head = left.find(({ SK }) => SK === 'HEAD');
      expect(Object.keys(head ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/golden|pins|matchKeys|GSI/)]),
      );
      const { items } = await services.customers.versions(id, { limit: 10 });
      expect(items.every((version) => version.golden === undefined)).toBe(true);
    }
    expect(await emailsOf(services, stays)).toEqual(['stays-1@example.com']);
    const crosswalk = (sourceId: string) =>
      services.customers.crosswalk({ spoke: 'web', sourceId });
    expect([
      await crosswalk('gone-1'),
      await crosswalk('member-1'),
      await crosswalk('stays-1'),
    ]).toEqual([undefined, undefined, stays]);
    const { items } = await services.customers.list({ limit: 200 });
    expect(items.map((each) => each.customerId)).not.toContain(root);

    const before = await everything();
    expect((await replay(services)).counts).toMatchObject({ removed: 0, survivors: 0 });
    expect(sorted(await everything())).toEqual(sorted(before));
  });

  it('lets nobody bring the removed back under their id', async () => {
    const gone = await someone('web', 'gone-2');
    const copy = await snapshot();
    await remove(gone);
    await hub.settle();
    const { services } = await restore(copy);

    // Even before the replay: no key opens it, and none can be made for it.
    expect(await statusIn(services, gone)).toBe('removed');
    await replay(services);
    const { actions } = await hub.store.vault.mint(gone);
    expect(actions.some(({ whenFailed }) => whenFailed === 'customer.removed')).toBe(true);
    expect(await statusIn(services, gone)).toBe('removed');
  });

  it('keeps those who were one with the removed and had been taken apart since', async () => {
    const [root, member, under] = [
      await someone('crm', 'root-3'),
      await someone('web', 'member-3'),
      await someone('web', 'under-3'),
    ];
    await merge(member, under);
    await merge(root, member);
    const copy = await snapshot();
    await unmerge(root, member);
    await remove(root);
    await hub.settle();

    const { services } = await restore(copy);
    expect(await statusIn(services, member)).toBe('merged');
    expect((await replay(services)).counts).toMatchObject({ removed: 1, survivors: 1 });

    expect(await statusIn(services, root)).toBe('removed');
    expect(await emailsOf(services, member)).toEqual([
      'member-3@example.com',
      'under-3@example.com',
    ]);
    expect(await services.customers.find(under)).toEqual({ status: 'merged', into: member });
    const { items } = await services.customers.list({ limit: 200 });
    expect(items.map((each) => each.customerId)).toContain(member);
    expect((await replay(services)).counts).toMatchObject({ removed: 0, survivors: 0 });
  });

  it('keeps the root and those under a removed member, each for itself', async () => {
    const [root, member, under] = [
      await someone('crm', 'root-4'),
      await someone('web', 'member-4'),
      await someone('web', 'under-4'),
    ];
    await merge(member, under);
    await merge(root, member);
    const copy = await snapshot();
    await unmerge(root, member);
    await unmerge(member, under);
    await remove(member);
    await hub.settle();

    const { services } = await restore(copy);
    await replay(services);

    expect(await statusIn(services, member)).toBe('removed');
    expect(await emailsOf(services, root)).toEqual(['root-4@example.com']);
    expect(await emailsOf(services, under)).toEqual(['under-4@example.com']);
  });

  it('takes out a record that was with the removed at the end and lies with another', async () => {
    const stays = await someone('crm', 'stays-5');
    const found = await hub.store.customers.find(stays);
    if (found.status !== 'living') throw new Error(found.status);
    const { attributes } = found.stored.customer.golden;
    const linked = await hub.put('web', 'erased-5', { ...attributes, jobTitle: 'Analyst' });
    expect(linked.body).toMatchObject({ customerId: stays, outcome: 'linked' });
    const copy = await snapshot();
    await remove(await split(stays, 'erased-5'));
    await hub.settle();

    const { services, everything } = await restore(copy);
    expect((await replay(services)).counts).toMatchObject({ removed: 0, records: 1 });

    expect(await services.customers.crosswalk({ spoke: 'web', sourceId: 'erased-5' })).toBe(
      undefined,
    );
    expect(await emailsOf(services, stays)).toEqual(['stays-5@example.com']);
    const now = await services.customers.find(stays);
    if (now.status !== 'living') throw new Error(now.status);
    expect(now.stored.customer.golden.attributes).not.toHaveProperty('jobTitle');
    const sources = (await everything()).filter(
      ({ PK, SK }) => PK === `CUS#${stays}` && String(SK).startsWith('REC#'),
    );
    expect(sources).toHaveLength(1);
  });
});

const sorted = (items: readonly Item[]) =>
  items.toSorted((a, b) => (`${a.PK} ${a.SK}` < `${b.PK} ${b.SK}` ? -1 : 1));
