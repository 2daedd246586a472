import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeDeliver } from '../../../bin/operate/deliver.ts';
import type { RedriveRoute } from '../../../bin/operate/redrive-route.ts';

const [bus, lambda, s3, sqs, streams, workflows] = [
  mockClient(EventBridgeClient),
  mockClient(LambdaClient),
  mockClient(S3Client),
  mockClient(SQSClient),
  mockClient(DynamoDBStreamsClient),
  mockClient(SFNClient),
];
const all = [bus, lambda, s3, sqs, streams, workflows];
beforeEach(() => {
  for (const each of all) each.reset();
});
afterAll(() => {
  for (const each of all) each.restore();
});

const sweepArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:shop-sweep';
const deliver = (route: RedriveRoute, message = {}) =>
  makeDeliver({ deployment: 'shop', poisonBucket: 'shop-poison', sweep: sweepArn })(route, message);
const answerOf = (answer: unknown) => ({ Payload: Buffer.from(JSON.stringify(answer)) as never });
/** What the function was called with. */
const invoked = () => {
  const { FunctionName, Payload } = lambda.commandCalls(InvokeCommand)[0]!.args[0].input;
  return { FunctionName, payload: JSON.parse(Buffer.from(Payload as Uint8Array).toString()) };
};

describe('what a rule could not deliver', () => {
  const route = {
    to: 'bus',
    event: {
      source: 'goldspoke',
      'detail-type': 'customer.changed.v1',
      detail: { spoke: 'web' },
      time: '2026-01-01T00:00:00Z',
    },
  } as const;

  it('goes onto the deployment’s bus as it was', async () => {
    bus.on(PutEventsCommand).resolves({ Entries: [{ EventId: '1' }] });
    await deliver(route);
    expect(bus.commandCalls(PutEventsCommand)[0]!.args[0].input.Entries).toEqual([
      {
        EventBusName: 'shop',
        Source: 'goldspoke',
        DetailType: 'customer.changed.v1',
        Detail: '{"spoke":"web"}',
        Time: new Date('2026-01-01T00:00:00Z'),
      },
    ]);
  });

  it('has not arrived where the bus refuses it', async () => {
    bus.on(PutEventsCommand).resolves({ Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(deliver(route)).rejects.toThrow('ThrottlingException');
  });
});

describe('what a reader of the stream put aside', () => {
  const image = { PK: { S: 'CUS#1' }, SK: { S: 'VER#1' }, type: { S: 'created' } };
  const route = {
    to: 'reader',
    reader: 'converge',
    objectKey: 'converge/7.json',
    sequenceNumber: '7',
  } as const;
  beforeEach(() => {
    s3.on(GetObjectCommand, { Bucket: 'shop-poison', Key: 'converge/7.json' }).resolves({
      Body: { transformToString: async () => JSON.stringify(image) } as never,
    });
  });

  it('goes to that reader as the insertion that it was', async () => {
    lambda.on(InvokeCommand).resolves(answerOf({ batchItemFailures: [] }));
    await deliver(route);
    const { PK, SK } = image;
    expect(invoked()).toEqual({
      FunctionName: 'shop-converge',
      payload: {
        Records: [
          {
            eventName: 'INSERT',
            dynamodb: { Keys: { PK, SK }, NewImage: image, SequenceNumber: '7' },
          },
        ],
      },
    });
  });

  it('has not arrived where the reader wants it again, or falls', async () => {
    lambda
      .on(InvokeCommand)
      .resolvesOnce(answerOf({ batchItemFailures: [{ itemIdentifier: '7' }] }))
      .resolvesOnce({ ...answerOf({}), FunctionError: 'Unhandled' });
    await expect(deliver(route)).rejects.toThrow('could not process 1');
    await expect(deliver(route)).rejects.toThrow('Unhandled');
  });
});

describe('a batch of the stream that a function gave up', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:shop-publisher';
  const route = {
    to: 'stream',
    functionArn,
    batch: {
      shardId: 'shardId-1',
      startSequenceNumber: '100',
      endSequenceNumber: '104',
      batchSize: 2,
      streamArn: 'arn:stream',
    },
  } as const;
  const record = (SequenceNumber: string, eventName: 'INSERT' | 'MODIFY' = 'INSERT') => ({
    eventID: SequenceNumber,
    eventName,
    dynamodb: {
      SequenceNumber,
      NewImage: { sealed: { B: new Uint8Array(Buffer.from('sealed')) } },
      ApproximateCreationDateTime: new Date(5_000),
    },
  });
  beforeEach(() => {
    streams.on(GetShardIteratorCommand).resolves({ ShardIterator: 'first' });
    lambda.on(InvokeCommand).resolves(answerOf({ batchItemFailures: [] }));
  });

  it('is read from its first to its last record, and goes as Lambda hands records over', async () => {
    streams
      .on(GetRecordsCommand, { ShardIterator: 'first' })
      .resolves({
        Records: [record('100'), record('102', 'MODIFY')],
        NextShardIterator: 'second',
      })
      .on(GetRecordsCommand, { ShardIterator: 'second' })
      .resolves({ Records: [record('104'), record('105')], NextShardIterator: 'third' });
    await deliver(route);
    const { FunctionName, payload } = invoked();
    expect(FunctionName).toBe(functionArn);
    const numbers = payload.Records.map(
      (each: { dynamodb: { SequenceNumber: string } }) => each.dynamodb.SequenceNumber,
    );
    expect(numbers).toEqual(['100', '104']);
    expect(payload.Records[0].dynamodb).toMatchObject({
      NewImage: { sealed: { B: 'c2VhbGVk' } },
      ApproximateCreationDateTime: 5,
    });
    expect(streams.commandCalls(GetShardIteratorCommand)[0]!.args[0].input).toMatchObject({
      StreamArn: 'arn:stream',
      ShardId: 'shardId-1',
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: '100',
    });
  });

  it('stays where the stream has not all of it any more', async () => {
    streams.on(GetRecordsCommand).resolves({ Records: [record('100')] });
    await expect(deliver(route)).rejects.toThrow('the stream ends before the end of the batch');
    expect(lambda.commandCalls(InvokeCommand)).toEqual([]);
  });
});

describe('other dead letters', () => {
  it('of a function that was called asynchronously are the call again', async () => {
    lambda.on(InvokeCommand).resolves({});
    await deliver({ to: 'function', functionArn: 'arn:function', payload: { a: 1 } });
    expect(invoked()).toEqual({ FunctionName: 'arn:function', payload: { a: 1 } });
  });

  it('of a queue’s reader go into that queue, whole', async () => {
    sqs
      .on(GetQueueUrlCommand, { QueueName: 'shop-web', QueueOwnerAWSAccountId: '123456789012' })
      .resolves({ QueueUrl: 'https://q/shop-web' });
    sqs.on(SendMessageCommand).resolves({});
    const message = {
      Body: 'hello',
      MessageAttributes: { of: { DataType: 'String', StringValue: 'it' } },
    };
    await deliver(
      { to: 'queue', queueArn: 'arn:aws:sqs:eu-west-1:123456789012:shop-web' },
      message,
    );
    expect(sqs.commandCalls(SendMessageCommand)[0]!.args[0].input).toEqual({
      QueueUrl: 'https://q/shop-web',
      MessageBody: 'hello',
      MessageAttributes: message.MessageAttributes,
    });
  });

  it('of no known form stay, with the reason', async () => {
    await expect(deliver({ to: 'nowhere', reason: 'of no known form' })).rejects.toThrow(
      'of no known form',
    );
  });
});

describe('a run of the sweep that its schedule could not start', () => {
  const route = { to: 'sweep', input: { task: 'roll-epoch' } } as const;

  it('is started with the input that it would have had', async () => {
    workflows.on(StartExecutionCommand).resolves({});
    await deliver(route);
    expect(workflows.commandCalls(StartExecutionCommand)[0]!.args[0].input).toEqual({
      stateMachineArn: sweepArn,
      input: '{"task":"roll-epoch"}',
    });
  });

  it('stays where it cannot be started', async () => {
    workflows.on(StartExecutionCommand).rejects(new Error('throttled'));
    await expect(deliver(route)).rejects.toThrow('throttled');
  });
});
