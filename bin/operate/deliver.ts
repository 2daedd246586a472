import {
  type AttributeValue,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deliver } from './redrive.ts';
import type { RedriveRoute } from './redrive-route.ts';

export interface DeliverOptions {
  /** Its name; its bus and its functions bear it. */
  readonly deployment: string;
  readonly poisonBucket: string;
  /** ARN of the state machine. */
  readonly sweep: string;
}

type To<R extends RedriveRoute['to']> = Extract<RedriveRoute, { to: R }>;

/** Sends messages where they were going, with the credentials of whoever runs it. */
export function makeDeliver({ deployment, poisonBucket, sweep }: DeliverOptions): Deliver {
  const [bus, lambda, s3] = [new EventBridgeClient({}), new LambdaClient({}), new S3Client({})];
  const [sqs, streams] = [new SQSClient({}), new DynamoDBStreamsClient({})];

  async function invoke(FunctionName: string, payload: unknown): Promise<unknown> {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) }),
    );
    if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${FunctionError}`);
    const text = Buffer.from(Payload ?? []).toString('utf8');
    return text === '' ? undefined : JSON.parse(text);
  }

  /** A reader of the stream says which records must come again; then the batch has not arrived. */
  async function invokeReader(functionName: string, Records: readonly object[]): Promise<void> {
    const answer = (await invoke(functionName, { Records })) as
      | { batchItemFailures?: readonly unknown[] }
      | undefined;
    const failures = answer?.batchItemFailures?.length ?? 0;
    if (failures > 0) throw new Error(`${functionName} could not process ${failures} of the batch`);
  }

  const toBus = async ({ event }: To<'bus'>) => {
    const { source, detail, time, 'detail-type': DetailType } = event;
    const entry = { EventBusName: deployment, Source: source, DetailType, Time: new Date(time) };
    const answer = await bus.send(
      new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
    );
    const code = answer.Entries?.[0]?.ErrorCode;
    if (code !== undefined) throw new Error(`the bus refused it: ${code}`);
  };

  const toReader = async ({ reader, objectKey, sequenceNumber }: To<'reader'>) => {
    const object = await s3.send(new GetObjectCommand({ Bucket: poisonBucket, Key: objectKey }));
    const NewImage = JSON.parse((await object.Body?.transformToString()) ?? 'null');
    const { PK, SK } = NewImage ?? {};
    const dynamodb = { Keys: { PK, SK }, NewImage, SequenceNumber: sequenceNumber };
    await invokeReader(`${deployment}-${reader}`, [{ eventName: 'INSERT', dynamodb }]);
  };

  const toStreamReader = async ({ functionArn, batch }: To<'stream'>) => {
    const records = await readBatch(streams, batch);
    await invokeReader(functionArn, records.map(lambdaRecord));
  };

  return async (route, message) => {
    switch (route.to) {
      case 'bus':
        return toBus(route);
      case 'reader':
        return toReader(route);
      case 'stream':
        return toStreamReader(route);
      case 'function':
        await invoke(route.functionArn, route.payload);
        return;
      case 'queue': {
        const [account = '', QueueName = ''] = route.queueArn.split(':').slice(-2);
        const { QueueUrl } = await sqs.send(
          new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId: account }),
        );
        const { Body: MessageBody, MessageAttributes } = message;
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
        return;
      }
      case 'sweep':
        await new SFNClient({}).send(
          new StartExecutionCommand({ stateMachineArn: sweep, input: JSON.stringify(route.input) }),
        );
        return;
      case 'nowhere':
        throw new Error(route.reason);
    }
  };
}

/** The records of a batch that was given up. Throws when the stream does not have all of it any more. */
async function readBatch(
  streams: DynamoDBStreamsClient,
  { streamArn, shardId, startSequenceNumber, endSequenceNumber, batchSize }: To<'stream'>['batch'],
): Promise<readonly StreamRecord[]> {
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: startSequenceNumber,
    }),
  );
  const records: StreamRecord[] = [];
  let iterator = ShardIterator;
  while (iterator !== undefined) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
    for (const record of page.Records ?? []) {
      const number = BigInt(record.dynamodb?.SequenceNumber ?? 0);
      if (number > BigInt(endSequenceNumber)) return records;
      // What the reader's filter lets through is what its batch was counted by.
      if (record.eventName === 'INSERT') records.push(record);
      if (number === BigInt(endSequenceNumber)) return records;
    }
    iterator = page.NextShardIterator;
  }
  throw new Error(`the stream ends before the end of the batch of ${batchSize}`);
}

/** As Lambda would hand it over: bytes are base64 text. */
const lambdaRecord = ({ eventID, eventName, dynamodb }: StreamRecord): object => ({
  eventID,
  eventName,
  dynamodb: {
    ...dynamodb,
    NewImage: withText(dynamodb?.NewImage),
    ApproximateCreationDateTime: (dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0) / 1000,
  },
});

const withText = (image: Record<string, AttributeValue> | undefined): unknown =>
  JSON.parse(
    JSON.stringify(image ?? {}, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
