import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateBackupCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  type HubUnderTest,
  hubUnderTest,
  isDeployed,
} from '#test/support/hub-under-test';
import { hiddenSeconds, peek, urlOf } from '#test/support/peek';
import { readDeployment, resourceNamed } from '../../bin/operate/deployment.ts';

const name = process.env.GOLDSPOKE_DEPLOYMENT ?? '';
const TableName = process.env.TABLE_NAME ?? '';
const poisonQueue = `${name}-poison`;

/** `npx node bin/operate.ts …` as an operator types it, with the credentials of the environment. */
const operate = (...args: string[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  new Promise<{ status: number; said: any }>((resolve) => {
    execFile(
      process.execPath,
      ['bin/operate.ts', ...args, '--deployment', name],
      (error, out, err) =>
        resolve({
          status: Number(error?.code ?? 0),
          said: out.startsWith('{') || out.startsWith('[') ? JSON.parse(out) : out + err,
        }),
    );
  });

describe.runIf(isDeployed)('operators', () => {
  let hub: HubUnderTest;
  beforeAll(async () => {
    hub = await hubUnderTest();
    for (const spoke of ['webshop', 'till'])
      await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'registry', trust: 1 } });
  }, 120_000);
  afterAll(() => hub.close());

  const originate = async (given: string, family: string): Promise<string> => {
    const attributes = {
      name: { given, family },
      emails: [{ value: `${given}.${family}@example.com`.toLowerCase() }],
    };
    const made = await hub.ask('POST', '/customers', { body: { schema: 'person', attributes } });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    return made.body.customerId;
  };

  it('see how many messages wait in each dead-letter queue', async () => {
    const { status, said } = await operate('status');
    expect(status, said).toBe(0);
    expect(Object.keys(said)).toEqual(
      expect.arrayContaining([poisonQueue, `${name}--till_missed`, `${name}--webshop_missed`]),
    );
    expect(Object.keys(said)).not.toContain(`${name}--till`);
  }, 60_000);

  describe('redrive', () => {
    it('what the readers of the stream put aside: nobody is held up, and once mended it is told', async () => {
      const customerId = `cus_${'0'.repeat(25)}9`;
      const good = {
        PK: { S: `CUS#${customerId}` },
        SK: { S: 'VER#2026-01-01T00:00:00.000Z#000000000001' },
        customerId: { S: customerId },
        sequence: { N: '1' },
        at: { S: '2026-01-01T00:00:00.000Z' },
        type: { S: 'created' },
        changed: { L: [] },
        schema: { S: 'person' },
        schemaVersion: { N: '1' },
        actor: { S: 'tok_operate' },
        action: { S: 'customer.create' },
        correlationId: { S: 'operate-e2e' },
        keysAdded: { L: [] },
      };
      const { keysAdded: _, ...damaged } = { ...good, type: { S: 'nonsense' } };
      await new DynamoDBClient().send(new PutItemCommand({ TableName, Item: damaged }));
      const isOfIt = (notice: { customerId?: string }) => notice.customerId === customerId;
      const notices = await peek(poisonQueue, isOfIt, 2);
      expect(notices).toEqual(
        expect.arrayContaining(
          ['publisher', 'converge'].map((reader) =>
            expect.objectContaining({
              reason: expect.stringMatching(/^(unreadable|contract-violation)$/),
              customerId,
              objectKey: expect.stringMatching(`^${reader}/`),
            }),
          ),
        ),
      );
      const next = await originate('Nora', 'Next');
      await eventually(
        () => hub.heard(next),
        (lines) => lines.length > 0,
      );

      // In place of a release that can read what was written.
      const Bucket = resourceNamed(await readDeployment(name), 'AWS::S3::Bucket', 'PoisonBucket');
      for (const Key of new Set(notices.map(({ objectKey }) => objectKey)))
        await new S3Client({ forcePathStyle: true }).send(
          new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(good) }),
        );
      await untilVisibleAgain();
      const { status, said } = await operate('redrive', poisonQueue);
      expect(status, JSON.stringify(said)).toBe(0);
      expect(said).toMatchObject([{ queue: poisonQueue, redriven: 2, kept: {} }]);
      const heard = await eventually(
        () => hub.heard(customerId),
        (lines) => lines.length > 0,
      );
      expect(heard).toMatchObject([{ type: 'customer.created.v1', sequence: 1 }]);
      expect((await operate('status')).said[poisonQueue]).toBe(0);
    }, 150_000);

    it('what a rule could not deliver, and what a queue’s reader gave up', async () => {
      const event = (eventId: string) => ({
        source: 'goldspoke',
        'detail-type': 'customer.created.v1',
        time: '2026-01-01T00:00:00Z',
        detail: { spoke: 'till', metadata: { eventId } },
      });
      const missed = `${name}--till_missed`;
      const byRule = { RULE_ARN: { DataType: 'String', StringValue: 'of-the-rule' } };
      await send(missed, event('operate.rule'), byRule);
      await send(missed, event('operate.reader'));
      const { status, said } = await operate('redrive', missed);
      expect(status, JSON.stringify(said)).toBe(0);
      const isAgain = ({ detail }: { detail?: { metadata?: { eventId?: string } } }) =>
        String(detail?.metadata?.eventId).startsWith('operate.');
      const again = await peek(`${name}--till`, isAgain, 2);
      const ids = again.map(({ detail }) => detail.metadata.eventId);
      expect(new Set(ids)).toEqual(new Set(['operate.rule', 'operate.reader']));
    }, 90_000);

    it('nothing that nobody knows: it stays, and the command says so', async () => {
      const queue = `${name}--warehouse_missed`;
      await send(queue, { hello: 'world' });
      const { status, said } = await operate('redrive', queue);
      expect(status).toBe(1);
      expect(Object.values(said[0].kept)).toEqual(['Error: of no known form']);
    }, 60_000);
  });

  describe('sweep', () => {
    const runMachine = async (input: object) => {
      const states = new SFNClient();
      const { executionArn } = await states.send(
        new StartExecutionCommand({
          stateMachineArn: `arn:aws:states:${process.env.AWS_REGION}:000000000000:stateMachine:${name}-sweep`,
          input: JSON.stringify(input),
        }),
      );
      const ended = await eventually(
        () => states.send(new DescribeExecutionCommand({ executionArn })),
        ({ status }) => status !== 'RUNNING',
        120_000,
      );
      expect(ended.status, `${ended.error} ${ended.cause}`).toBe('SUCCEEDED');
      return JSON.parse(ended.output ?? '{}');
    };

    it('roll the epoch by the deployed state machine, and customers read as before', async () => {
      const customerId = await originate('Rolanda', 'Rolled');
      const before = await hub.ask('GET', `/customers/${customerId}`);
      const { state, counts } = await runMachine({ task: 'roll-epoch', segments: 4, atOnce: true });
      expect(state).toBe('done');
      expect(counts.rewrapped, JSON.stringify(counts)).toBeGreaterThan(0);
      const { status, said } = await operate('roll-epoch', '--at-once', '--segments', '2');
      expect(status, JSON.stringify(said)).toBe(0);
      expect((await hub.ask('GET', `/customers/${customerId}`)).body).toEqual(before.body);
    }, 180_000);

    it('upgrade items by the deployed state machine and by the command', async () => {
      expect(await runMachine({ task: 'upgrade-items', segments: 2 })).toMatchObject({
        state: 'done',
      });
      const { status, said } = await operate('upgrade-items', '--segments', '2');
      expect(status, JSON.stringify(said)).toBe(0);
      expect(said.seen, JSON.stringify(said)).toBeGreaterThan(0);
    }, 180_000);

    it('erase again in a restored table who was erased since', async () => {
      const [gone, stays] = [await originate('Gwen', 'Gone'), await originate('Stan', 'Stays')];
      const table = new DynamoDBClient();
      const { BackupDetails } = await table.send(
        new CreateBackupCommand({ TableName, BackupName: 'operate-e2e' }),
      );
      const etag = (await hub.ask('GET', `/customers/${gone}`)).headers.get('etag') ?? '';
      const removed = await hub.ask('DELETE', `/customers/${gone}`, {
        headers: { 'if-match': etag },
      });
      expect(removed.status).toBe(200);

      const restored = `${name}-restored`;
      await table.send(
        new RestoreTableFromBackupCommand({
          TargetTableName: restored,
          BackupArn: BackupDetails?.BackupArn,
        }),
      );
      const recordsOf = async (customerId: string) => {
        const { Count } = await table.send(
          new QueryCommand({
            TableName: restored,
            KeyConditionExpression: 'PK = :customer AND begins_with(SK, :record)',
            ExpressionAttributeValues: {
              ':customer': { S: `CUS#${customerId}` },
              ':record': { S: 'REC#' },
            },
          }),
        );
        return Count;
      };
      expect([await recordsOf(gone), await recordsOf(stays)]).toEqual([1, 1]);

      const first = await operate('replay-erasures', '--table', restored, '--segments', '2');
      expect(first.status, JSON.stringify(first.said)).toBe(0);
      expect(first.said.removed, JSON.stringify(first.said)).toBeGreaterThan(0);
      expect([await recordsOf(gone), await recordsOf(stays)]).toEqual([0, 1]);
      // Other files erase, too.
      await eventually(
        () => operate('replay-erasures', '--table', restored, '--segments', '2'),
        ({ status, said }) => status === 0 && said.removed === 0,
        60_000,
      );
      await table.send(new DeleteTableCommand({ TableName: restored }));
    }, 180_000);
  });
});

const untilVisibleAgain = () => sleep((hiddenSeconds + 1) * 1000);

const send = async (
  queue: string,
  body: object,
  MessageAttributes: Readonly<Record<string, { DataType: string; StringValue: string }>> = {},
) =>
  new SQSClient().send(
    new SendMessageCommand({
      QueueUrl: await urlOf(queue),
      MessageBody: JSON.stringify(body),
      MessageAttributes,
    }),
  );
