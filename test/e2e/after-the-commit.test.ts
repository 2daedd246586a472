import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  type HubUnderTest,
  hubUnderTest,
  isDeployed,
} from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
  for (const spoke of ['after-till', 'webshop'])
    await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'consolidation', trust: 50 } });
}, 120_000);
afterAll(() => hub.close());

const put = (sourceId: string, attributes: object) =>
  hub.ask('PUT', `/spokes/after-till/records/${sourceId}`, {
    body: { schema: 'person', attributes, updatedAt: '2026-01-01T00:00:00Z' },
  });
const person = (given: string, family: string) => ({
  name: { given, family },
  birthDate: '1979-03-14',
  emails: [{ value: `${given}.${family}@example.com`.toLowerCase() }],
});

describe('what follows a commit', () => {
  // In which order subscribers hear is EventBridge's; test/functions/publisher shows that of sending.
  it('tells the spokes of every change, with its place among the customer’s', async () => {
    const { customerId } = (await put('heard', person('Henry', 'Hearer'))).body;
    const etag = (await hub.ask('GET', `/customers/${customerId}`)).headers.get('etag') ?? '';
    await hub.ask('PATCH', `/customers/${customerId}`, {
      body: { attributes: { jobTitle: 'Listener' } },
      headers: { 'if-match': etag },
    });
    const heard = await eventually(
      () => hub.heard(customerId),
      (lines) => new Set(lines.map(({ sequence }) => sequence)).size >= 2,
    );
    expect(new Set(heard.map(({ type, sequence }) => `${sequence} ${type}`))).toEqual(
      new Set(['1 customer.created.v1', '2 customer.changed.v1']),
    );
  });

  it('makes one customer of what was created at the same time', async () => {
    const made = await Promise.all(
      ['one', 'two', 'three', 'four'].map((id) => put(id, person('Conny', 'Current'))),
    );
    expect(made.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const ids = await eventually(
      async () => {
        const answers = await Promise.all(
          ['one', 'two', 'three', 'four'].map((id) =>
            hub.ask('GET', `/crosswalk/after-till/${id}`),
          ),
        );
        return new Set(answers.map(({ body }) => body.customerId as string));
      },
      (each) => each.size === 1,
    );
    expect(ids.size).toBe(1);
  });
});

describe.runIf(isDeployed)('what cannot be published', () => {
  const customerId = `cus_${'0'.repeat(25)}9`;
  const Key = {
    PK: { S: `CUS#${customerId}` },
    SK: { S: 'VER#2026-01-01T00:00:00.000Z#000000000001' },
  };

  it('comes to the poison queue with its reason and holds up nobody', async () => {
    const table = new DynamoDBClient();
    const TableName = process.env.TABLE_NAME;
    await table.send(new PutItemCommand({ TableName, Item: { ...Key, type: { S: 'nonsense' } } }));
    const queue = new SQSClient();
    const QueueUrl = process.env.POISON_QUEUE_URL;
    const [notice] = await eventually(
      async () => {
        const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
        const { Messages = [] } = await queue.send(new ReceiveMessageCommand(request));
        return Messages.map(({ Body = '{}' }) => JSON.parse(Body)).filter(({ reason }) => reason);
      },
      (notices) => notices.length > 0,
      60_000,
    );
    expect(notice).toMatchObject({
      reason: 'unreadable',
      objectKey: expect.stringMatching(/^publisher\//),
    });
    await table.send(new DeleteItemCommand({ TableName, Key }));

    const { customerId: next } = (await put('after-poison', person('Nora', 'Next'))).body;
    await eventually(
      () => hub.heard(next),
      (lines) => lines.length > 0,
    );
  }, 120_000);
});
