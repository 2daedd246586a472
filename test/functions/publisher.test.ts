import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '#functions/publisher/index';
import { configurationKey } from '#store/keys';
import { customer, planted, versionRecord } from './publisher/stream-records.ts';

const bus = mockClient(EventBridgeClient);
const bucket = mockClient(S3Client);
const queue = mockClient(SQSClient);
const table = mockClient(DynamoDBDocumentClient);

const [a, b] = [customer('a'), customer('b')];
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

const registered = (...spokes: { name: string; delivery?: { events: boolean }; lens?: string }[]) =>
  table.on(QueryCommand).resolves({
    Items: spokes.map((value) => ({ value, revision: 1, updatedAt: '2026-11-20T09:00:00.000Z' })),
  });
const detailsOf = (call: { args: readonly [{ input: unknown }, ...unknown[]] }) =>
  (call.args[0].input as { Entries: { Detail: string }[] }).Entries.map(({ Detail }) =>
    JSON.parse(Detail),
  );
const sent = () => bus.commandCalls(PutEventsCommand).map(detailsOf);
const idsSent = () =>
  sent().map((request) => request.map(({ metadata }) => metadata.eventId as string));
/** Answers each entry of a request by its event id. */
const busAnswers = (codeOf: (eventId: string, attempt: number) => string | undefined) => {
  const attempts = new Map<string, number>();
  bus.on(PutEventsCommand).callsFake(({ Entries }) => {
    const results = Entries.map(({ Detail }: { Detail: string }) => {
      const { eventId } = JSON.parse(Detail).metadata;
      attempts.set(eventId, (attempts.get(eventId) ?? 0) + 1);
      const ErrorCode = codeOf(eventId, attempts.get(eventId) ?? 0);
      return ErrorCode === undefined ? { EventId: 'x' } : { ErrorCode };
    });
    return { Entries: results, FailedEntryCount: 0 };
  });
};

const environment = {
  TABLE_NAME: 'main',
  VAULT_TABLE_NAME: 'vault',
  EVENT_BUS_NAME: 'goldspoke',
  POISON_QUEUE_URL: 'http://127.0.0.1:1/poison',
  POISON_BUCKET: 'poison',
  AWS_REGION: 'eu-west-1',
};
for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
afterAll(() => vi.unstubAllEnvs());

beforeEach(() => {
  for (const client of [bus, bucket, queue, table]) client.reset();
  bucket.on(PutObjectCommand).resolves({});
  queue.on(SendMessageCommand).resolves({});
  busAnswers(() => undefined);
  registered({ name: 'crm' }, { name: 'web', delivery: { events: true } });
});

describe('the publisher Lambda', () => {
  it('puts one entry per listening spoke on the bus of the environment', async () => {
    registered({ name: 'crm' }, { name: 'erp', delivery: { events: false } }, { name: 'web' });

    const answer = await handler({ Records: [versionRecord(a, 1)] }, context);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(idsSent()).toEqual([[`${a}.1.crm`, `${a}.1.web`]]);
    expect(bus.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]).toMatchObject({
      EventBusName: 'goldspoke',
      Source: 'goldspoke',
      DetailType: 'customer.created.v1',
      Time: new Date('2026-11-20T09:30:00.000Z'),
    });
  });

  it('tells a spoke through its lens, and nothing but ids through one that is not there', async () => {
    registered({ name: 'crm', lens: 'mails' }, { name: 'web', lens: 'never-made' });
    const value = { name: 'mails', title: 'Mails', attributes: ['emails'] };
    table.on(GetCommand).resolves({});
    table
      .on(GetCommand, { Key: configurationKey('lens', 'mails') })
      .resolves({ Item: { value, revision: 1, updatedAt: '2026-11-20T09:00:00.000Z' } });

    await handler({ Records: [versionRecord(a, 1), versionRecord(b, 2)] }, context);

    const heard = sent().flat();
    expect(heard.map(({ spoke, customerId, changed }) => [spoke, customerId, changed])).toEqual([
      ['crm', a, ['emails']],
      ['web', a, []],
      ['crm', b, ['emails']],
    ]);
  });

  it('never tells the hub itself of a customer', async () => {
    registered();

    await handler({ Records: [versionRecord(a, 1)] }, context);

    expect(sent()).toEqual([]);
  });

  it('hears of a spoke that was registered since the last batch', async () => {
    registered({ name: 'crm' });
    await handler({ Records: [versionRecord(a, 1)] }, context);
    registered({ name: 'crm' }, { name: 'web' });
    await handler({ Records: [versionRecord(a, 2)] }, context);

    expect(idsSent()).toEqual([[`${a}.1.crm`], [`${a}.2.crm`, `${a}.2.web`]]);
  });

  it('tries again, alone, only what the bus did not take', async () => {
    busAnswers((id, attempt) =>
      id === `${a}.1.web` && attempt === 1 ? 'ThrottlingException' : undefined,
    );

    const answer = await handler({ Records: [versionRecord(a, 1)] }, context);

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(idsSent()).toEqual([[`${a}.1.crm`, `${a}.1.web`], [`${a}.1.web`]]);
  });

  it('gives back the record that failed by its sequence number, with all that is behind it', async () => {
    busAnswers((id) => (id.startsWith(a) ? 'InternalFailure' : undefined));
    const Records = [versionRecord(b, 1), versionRecord(a, 1), versionRecord(a, 2)];

    const answer = await handler({ Records }, context);

    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: '1000aa1' }, { itemIdentifier: '1000aa2' }],
    });
    expect(idsSent().flat()).not.toContain(`${a}.2.crm`);
  });

  it('sends poison to the queue with its reason, its sealed image to the bucket, and goes on', async () => {
    const poison = versionRecord(a, 1, { changed: ['ada@example.com'] });

    const answer = await handler({ Records: [poison, versionRecord(a, 2)] }, context);

    expect(answer).toEqual({ batchItemFailures: [] });
    const message = queue.commandCalls(SendMessageCommand)[0]?.args[0].input;
    expect(message?.QueueUrl).toBe(environment.POISON_QUEUE_URL);
    expect(JSON.parse(message?.MessageBody ?? '')).toEqual({
      reason: 'contract-violation',
      customerId: a,
      streamSequenceNumber: '1000aa1',
      objectKey: 'publisher/1000aa1.json',
      findings: ['/changed/0 invalid_format'],
    });
    const object = bucket.commandCalls(PutObjectCommand)[0]?.args[0].input;
    expect(object).toMatchObject({ Bucket: 'poison', Key: 'publisher/1000aa1.json' });
    expect(JSON.parse(String(object?.Body))).toHaveProperty('sealed');
    expect(idsSent()).toEqual([[`${a}.2.crm`, `${a}.2.web`]]);
  });

  it('sends fifty spokes their entries of two changes in ten requests, in order', async () => {
    registered(...Array.from({ length: 50 }, (_, n) => ({ name: `spoke-${n}` })));

    await handler({ Records: [versionRecord(a, 1), versionRecord(a, 2)] }, context);

    expect(sent().map((request) => request.length)).toEqual(Array(10).fill(10));
    const sequences = sent().map((request) => request.map(({ metadata }) => metadata.sequence));
    expect(sequences.flat()).toEqual([...Array(50).fill(1), ...Array(50).fill(2)]);
  });

  it('runs without a context, as on this machine', async () => {
    expect(await handler({ Records: [versionRecord(a, 1)] })).toEqual({ batchItemFailures: [] });
  });

  it('says nothing of what is sealed to bus, queue or log', async () => {
    const written: unknown[] = [];
    const stdout = vi.spyOn(console, 'info').mockImplementation((line) => void written.push(line));
    const stderr = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      written.push(line);
      return true;
    });

    await handler({ Records: [versionRecord(a, 1), versionRecord(b, 1, { type: 'x' })] }, context);
    stdout.mockRestore();
    stderr.mockRestore();

    const messages = queue.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);
    const told = JSON.stringify([sent(), messages, written]);
    expect(written.length).toBeGreaterThan(0);
    expect(told).toContain(b);
    for (const sealed of [planted, Buffer.from(planted).toString('base64')])
      expect(told).not.toContain(sealed);
  });
});
