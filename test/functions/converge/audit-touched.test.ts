import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditPartition } from '#store/keys';
import { startHub, type TestHub } from '#test/support/hub';
import { ada } from '#test/support/people';

let hub: TestHub;
let partition = '';
const measured: unknown[] = [];
beforeAll(async () => {
  hub = await startHub();
  Object.assign(hub.services, {
    measure: (name: string, value: number) =>
      name === 'AuditEntriesTouched' && measured.push(value),
  });
  await hub.spoke('crm', 80);
  const { customerId } = (await hub.put('crm', '1', ada)).body;
  await hub.put('crm', '1', { ...ada, jobTitle: 'Analyst' }, 2026);
  partition = auditPartition(`customer:${customerId}`);
});
afterAll(() => hub.stop());

const entries = async () => {
  const { Items = [] } = await hub.store.client.send(
    new QueryCommand({
      TableName: hub.store.names.main,
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': partition },
    }),
  );
  return Items;
};
/** What is told when the stream has been read. */
async function told() {
  measured.length = 0;
  hub.logged.length = 0;
  await hub.settle();
  return hub.logged.filter((line) => line.startsWith('audit entry touched'));
}

describe('an entry of the audit', () => {
  it('that is only added rings nothing', async () => {
    expect(await entries()).toHaveLength(2);
    expect(await told()).toEqual([]);
    expect(measured).toEqual([]);
  });

  it('that is overwritten rings, and is named', async () => {
    const [first] = await entries();
    const forged = { ...first, actor: 'tok_somebody-else' };
    await hub.store.client.send(new PutCommand({ TableName: hub.store.names.main, Item: forged }));
    expect(await told()).toEqual([
      `audit entry touched ${JSON.stringify({ how: 'overwritten', partition, entry: 'AUD#000000000001' })}`,
    ]);
    expect(measured).toEqual([1]);
  });

  it('that is removed rings, and is named', async () => {
    const [, last] = await entries();
    const Key = { PK: last?.PK, SK: last?.SK };
    await hub.store.client.send(new DeleteCommand({ TableName: hub.store.names.main, Key }));
    expect(await told()).toEqual([
      `audit entry touched ${JSON.stringify({ how: 'removed', partition, entry: 'AUD#000000000002' })}`,
    ]);
    expect(measured).toEqual([1]);
  });

  it('that release 0.1.0 kept with its object rings as well', async () => {
    const Key = { PK: 'CFG#spoke#crm', SK: 'AUD#000000000001' };
    const { client, names } = hub.store;
    await client.send(new PutCommand({ TableName: names.main, Item: { ...Key, actor: 'tok_1' } }));
    expect(await told()).toEqual([]);
    await client.send(new DeleteCommand({ TableName: names.main, Key }));
    expect(await told()).toHaveLength(1);
  });
});

describe('an entry of the ledger of consents', () => {
  it.each(['CON#cus_a', 'POINT#token'])('rings when it is overwritten: %s', async (PK) => {
    const { client, names } = hub.store;
    const put = (kind: string) => {
      const Item = { PK, SK: 'CON#con_1', kind };
      return client.send(new PutCommand({ TableName: names.main, Item }));
    };
    await put('withdrawn');
    expect(await told()).toEqual([]);
    await put('given');
    expect(await told()).toEqual([expect.stringContaining('"how":"overwritten"')]);
    expect(hub.logged.join()).not.toContain('token');
    expect(measured).toEqual([1]);
  });
});
