import { DatabaseSync } from 'node:sqlite';
import {
  CloudFormationClient,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Endpoint, serveAwsJson } from '#local/aws-json-server';
import { localQueue } from '#local/queue';
import { readDeployment, resourceNamed } from '../../../bin/operate/deployment.ts';
import { deadLetterQueues, redriveQueue } from '../../../bin/operate/redrive.ts';
import { type RedriveRoute, routeOf } from '../../../bin/operate/redrive-route.ts';

const event = {
  source: 'goldspoke',
  'detail-type': 'customer.changed.v1',
  detail: { spoke: 'web' },
  time: '2026-01-01T00:00:00Z',
};
const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:goldspoke-publisher';
const batch = {
  shardId: 'shardId-1',
  startSequenceNumber: '100',
  endSequenceNumber: '110',
  batchSize: 3,
  streamArn: 'arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/s',
};

describe('where a dead letter goes again', () => {
  it.each<[string, unknown, readonly string[], Partial<RedriveRoute>]>([
    ['an event that a rule could not deliver', event, ['RULE_ARN', 'ERROR_CODE'], { to: 'bus' }],
    ['an event that a function gave up', event, [], { to: 'bus' }],
    [
      'a change put aside by the publisher',
      { reason: 'contract-violation', objectKey: 'publisher/1.json', streamSequenceNumber: '1' },
      [],
      { to: 'reader', reader: 'publisher', objectKey: 'publisher/1.json', sequenceNumber: '1' },
    ],
    [
      'a change put aside by converge',
      { reason: 'unreadable', objectKey: 'converge/7.json', streamSequenceNumber: '7' },
      [],
      { to: 'reader', reader: 'converge', objectKey: 'converge/7.json', sequenceNumber: '7' },
    ],
    [
      'a batch that a reader of the stream gave up',
      { requestContext: { functionArn: `${functionArn}:$LATEST` }, DDBStreamBatchInfo: batch },
      [],
      { to: 'stream', functionArn, batch },
    ],
    [
      'an asynchronous call that failed',
      { requestContext: { functionArn }, requestPayload: { a: 1 } },
      [],
      { to: 'function', functionArn, payload: { a: 1 } },
    ],
    [
      'a run of the sweep that its schedule could not start',
      { task: 'destroy-answer-keys' },
      ['SCHEDULE_ARN', 'ERROR_CODE'],
      { to: 'sweep', input: { task: 'destroy-answer-keys' } },
    ],
    [
      'the request that would have started a run of the sweep',
      { StateMachineArn: 'arn', Input: '{"task":"roll-epoch"}' },
      ['SCHEDULE_ARN', 'ERROR_CODE'],
      { to: 'sweep', input: { task: 'roll-epoch' } },
    ],
    ['a task that no sweep knows', { task: 'mow' }, ['SCHEDULE_ARN'], { to: 'nowhere' }],
    ['a request without a task', { Input: 'hello' }, ['SCHEDULE_ARN'], { to: 'nowhere' }],
    ['anything else', { hello: 'world' }, [], { to: 'nowhere' }],
    ['what is not JSON', 'hello', [], { to: 'nowhere' }],
  ])('%s', (_, body, attributes, route) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(routeOf(text, attributes)).toMatchObject(route);
  });

  it('is the source queue for what its reader gave up, and the bus for what the rule did', () => {
    const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:goldspoke-web';
    expect(routeOf(JSON.stringify(event), [], queueArn)).toEqual({ to: 'queue', queueArn });
    expect(routeOf(JSON.stringify(event), ['ERROR_CODE'], queueArn).to).toBe('bus');
  });
});

describe('redriving a queue', () => {
  let endpoint: Endpoint;
  let sqs: SQSClient;
  let queue = 0;
  let url = '';
  let nowMs = 0;
  beforeAll(async () => {
    endpoint = await serveAwsJson(localQueue(new DatabaseSync(':memory:'), () => nowMs));
    sqs = new SQSClient({
      endpoint: endpoint.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
  });
  afterAll(() => endpoint.close());
  beforeEach(() => {
    queue += 1;
    url = `${endpoint.url}/000000000000/goldspoke-${queue}`;
  });
  const send = (body: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
  const depth = async () => (await deadLetterQueues(sqs, [url]))[0]?.depth;

  it('deletes what arrived, keeps what did not with its reason, and tries each once', async () => {
    for (let n = 0; n < 23; n += 1) await send({ ...event, detail: { n } });
    const tried: number[] = [];
    const [dead] = await deadLetterQueues(sqs, [url]);

    const answer = await redriveQueue(sqs, dead!, async (route) => {
      const n = route.to === 'bus' ? Number(route.event.detail.n) : -1;
      tried.push(n);
      if (n % 5 === 0) throw new Error('still broken');
    });

    expect(answer).toMatchObject({ queue: `goldspoke-${queue}`, depth: 23, redriven: 18 });
    expect(Object.values(answer.kept)).toEqual(Array(5).fill('Error: still broken'));
    expect(tried.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, n) => n));
    nowMs += 600_000;
    expect(await depth()).toBe(5);
  });

  it('leaves what arrives while it runs for the next time', async () => {
    await send(event);
    const [dead] = await deadLetterQueues(sqs, [url]);
    const answer = await redriveQueue(sqs, dead!, async () => {
      await send(event);
    });
    expect(answer.redriven).toBe(1);
    expect(await depth()).toBe(1);
  });
});

describe('the queues of a deployment', () => {
  it('are those in which messages end, with the queue they came from', async () => {
    const sqs = mockClient(SQSClient);
    const answer = (QueueUrl: string, Attributes: Record<string, string>) =>
      sqs.on(GetQueueAttributesCommand, { QueueUrl }).resolves({ Attributes });
    answer('q/web', { RedrivePolicy: '{}', ApproximateNumberOfMessages: '9' });
    answer('q/web-missed', {
      ApproximateNumberOfMessages: '2',
      RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["arn:web"]}',
    });
    answer('q/poison', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });

    expect(
      await deadLetterQueues(new SQSClient({}), ['q/web', 'q/web-missed', 'q/poison']),
    ).toEqual([
      { url: 'q/web-missed', depth: 2, sourceQueueArn: 'arn:web' },
      { url: 'q/poison', depth: 0 },
    ]);
    sqs.restore();
  });

  it('are found by its stacks, and never those of a deployment whose name begins alike', async () => {
    const cloud = mockClient(CloudFormationClient);
    cloud.on(ListStacksCommand).resolves({
      StackSummaries: ['shop-data', 'shop-test-data', 'shop-events'].map((StackName) => ({
        StackName,
        StackStatus: 'UPDATE_COMPLETE',
        CreationTime: new Date(0),
      })),
    });
    const summary = (
      ResourceType: string,
      LogicalResourceId: string,
      PhysicalResourceId: string,
    ) => ({
      ResourceType,
      LogicalResourceId,
      PhysicalResourceId,
      LastUpdatedTimestamp: new Date(0),
      ResourceStatus: 'CREATE_COMPLETE' as const,
    });
    cloud.on(ListStackResourcesCommand, { StackName: 'shop-data' }).resolves({
      StackResourceSummaries: [summary('AWS::DynamoDB::Table', 'MainTable12AB', 'main')],
    });
    cloud.on(ListStackResourcesCommand, { StackName: 'shop-events' }).resolves({
      StackResourceSummaries: [summary('AWS::SQS::Queue', 'PoisonQueue34CD', 'https://q/poison')],
    });

    const deployment = await readDeployment('shop', new CloudFormationClient({}));
    expect(deployment.resources).toHaveLength(2);
    expect(resourceNamed(deployment, 'AWS::DynamoDB::Table', 'MainTable')).toBe('main');
    await expect(readDeployment('sho', new CloudFormationClient({}))).rejects.toThrow('no stack');
    cloud.restore();
  });
});
