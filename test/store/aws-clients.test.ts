import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeEvents } from '#store/events';
import { kmsKeyWrapper } from '#store/kms-key-wrapper';
import { makeStore } from '#store/make-store';
import { makeObjects } from '#store/objects';
import { makeQueue } from '#store/queue';

interface Received {
  readonly target: string;
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

let server: Server;
let endpoint: string;
let received: Received[];
let answers: object[];

beforeAll(async () => {
  process.env.AWS_REGION = 'eu-west-1';
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body = await textOf(request);
    received.push({ target, method: request.method ?? '', url: request.url ?? '', body });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(answers.shift() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  received = [];
  answers = [];
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

describe('the bus', () => {
  it('says of each entry whether it was taken, in their order', async () => {
    const { putEvents } = makeEvents({
      EVENT_BUS_NAME: 'goldspoke',
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    });
    answers = [
      {
        FailedEntryCount: 1,
        Entries: [
          { EventId: 'e1' },
          { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' },
          { EventId: 'e3' },
        ],
      },
    ];
    const entry = (detail: string) => ({
      source: 'goldspoke',
      detailType: 'customer.created.v1',
      detail,
      time: new Date('2026-01-01T00:00:00Z'),
    });

    const codes = await putEvents(['{"n":1}', '{"n":2}', '{"n":3}'].map(entry));

    expect(codes).toEqual([undefined, 'ThrottlingException', undefined]);
    const [call] = received;
    expect(call?.target).toBe('AWSEvents.PutEvents');
    expect(JSON.parse(call?.body ?? '').Entries[1]).toEqual({
      EventBusName: 'goldspoke',
      Source: 'goldspoke',
      DetailType: 'customer.created.v1',
      Detail: '{"n":2}',
      Time: 1767225600,
    });
  });

  it('takes an entry that was not answered for as not sent', async () => {
    const { putEvents } = makeEvents({
      EVENT_BUS_NAME: 'goldspoke',
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    });
    const time = new Date(0);

    const codes = await putEvents([{ source: 's', detailType: 't', detail: '{}', time }]);

    expect(codes).toEqual(['NotAnswered']);
  });
});

describe('poison', () => {
  it('is put into the bucket under its key', async () => {
    const { putPoison } = makeObjects({ POISON_BUCKET: 'poison', AWS_ENDPOINT_URL_S3: endpoint });

    await putPoison('publisher/1.json', '{"image":1}');

    expect(received[0]).toMatchObject({ method: 'PUT' });
    expect(received[0]?.url).toMatch(/^\/poison\/publisher\/1\.json/);
    expect(received[0]?.body).toContain('{"image":1}');
  });

  it('is told to the queue as JSON', async () => {
    const { sendPoison } = makeQueue({
      POISON_QUEUE_URL: `${endpoint}/000000000000/poison`,
      AWS_ENDPOINT_URL_SQS: endpoint,
    });
    const digest = createHash('md5').update('{"reason":"unreadable"}').digest('hex');
    answers = [{ MessageId: 'm1', MD5OfMessageBody: digest }];

    // The SDK compares the digest of what it sent with the one answered.
    await sendPoison({ reason: 'unreadable' });

    expect(received[0]?.target).toBe('AmazonSQS.SendMessage');
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      MessageBody: '{"reason":"unreadable"}',
    });
  });
});

describe('the KMS key wrapper', () => {
  it('binds the context to the key it makes and to the key it opens', async () => {
    const wrapper = kmsKeyWrapper(new KMSClient({ endpoint }), 'key-1');
    const context = { tenant: 'test', use: 'epoch', epoch: '2026-W47' };
    const [plain, wrapped] = [Buffer.alloc(32, 1), Buffer.from('wrapped')];
    answers = [
      { Plaintext: plain.toString('base64'), CiphertextBlob: wrapped.toString('base64') },
      { Plaintext: plain.toString('base64') },
    ];

    const made = await wrapper.generate(context);
    const opened = await wrapper.unwrap(made.wrapped, context);

    expect([made.plain, made.wrapped, opened].map((each) => Buffer.from(each))).toEqual([
      plain,
      wrapped,
      plain,
    ]);
    expect(received.map(({ target, body }) => [target, JSON.parse(body)])).toEqual([
      [
        'TrentService.GenerateDataKey',
        { KeyId: 'key-1', KeySpec: 'AES_256', EncryptionContext: context },
      ],
      [
        'TrentService.Decrypt',
        {
          KeyId: 'key-1',
          CiphertextBlob: wrapped.toString('base64'),
          EncryptionContext: context,
        },
      ],
    ]);
  });
});

describe('the store of a function', () => {
  it('names the setting that is missing', () => {
    expect(() => makeStore({ TABLE_NAME: 'main' }, () => '')).toThrow('VAULT_TABLE_NAME');
    expect(() => makeEvents({})).toThrow('EVENT_BUS_NAME');
  });

  it('calls nobody until it is asked', () => {
    makeStore(
      {
        TABLE_NAME: 'main',
        VAULT_TABLE_NAME: 'vault',
        KMS_KEY_ID: 'key',
        AWS_ENDPOINT_URL_DYNAMODB: endpoint,
        AWS_ENDPOINT_URL_KMS: endpoint,
      },
      () => '2026-01-01T00:00:00.000Z',
    );

    expect(received).toEqual([]);
  });
});
