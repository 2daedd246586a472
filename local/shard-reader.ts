import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { lambdaRecord } from './stream-records.ts';

/** How far a consumer is: shard → last sequence number that it has done, or that the shard ended. */
export interface Checkpoint {
  readonly [shardId: string]: { readonly done?: string; readonly ended?: boolean };
}

export interface ShardReaderOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly checkpoint: Checkpoint;
  readonly onCheckpoint: (checkpoint: Checkpoint) => void;
  /** Gets up to 100 records in order; answers the last one that is done and whether the next failed. */
  readonly deliver: (
    records: readonly DynamoDBRecord[],
  ) => Promise<{ readonly done: string | undefined; readonly hasFailed: boolean }>;
}

/** Reads every readable shard once to its present end, or until told to stop; whether it found anything. */
export type ReadOnce = (isStopping: () => boolean) => Promise<boolean>;

export class ItemFailed extends Error {
  override readonly name = 'ItemFailed';
}

const batchSize = 100;

/** The newest stream of a table. */
export async function streamOf(client: DynamoDBStreamsClient, tableName: string): Promise<string> {
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: tableName }));
  const arn = Streams?.[0]?.StreamArn;
  if (arn === undefined) throw new Error(`table ${tableName} has no stream`);
  return arn;
}

/**
 * Reads a stream's shards, a parent before its children. Throws `ItemFailed` when the consumer
 * reported a failure (what it has done is kept), and whatever DynamoDB throws.
 */
export function shardReader(options: ShardReaderOptions): ReadOnce {
  const { client, streamArn } = options;
  let checkpoint = options.checkpoint;
  const iterators = new Map<string, string>();
  let shards: readonly Shard[] = [];
  let mayHaveNewShards = true;
  const keep = (shardId: string, state: Checkpoint[string]) => {
    checkpoint = { ...checkpoint, [shardId]: { ...checkpoint[shardId], ...state } };
    options.onCheckpoint(checkpoint);
  };

  const readShard = async (shardId: string, isStopping: () => boolean): Promise<boolean> => {
    let foundSome = false;
    while (!isStopping()) {
      const iterator =
        iterators.get(shardId) ??
        (await iteratorAfter(client, streamArn, shardId, checkpoint[shardId]?.done));
      // Until the records are done the next reading starts from the checkpoint.
      iterators.delete(shardId);
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator, Limit: batchSize }),
      );
      if (Records.length > 0) {
        foundSome = true;
        const records = Records.map((each) => lambdaRecord(each, streamArn));
        const { done, hasFailed } = await options.deliver(records);
        if (done !== undefined) keep(shardId, { done });
        if (hasFailed) throw new ItemFailed('a consumer reported a failed item');
      }
      if (NextShardIterator === undefined) {
        mayHaveNewShards = true;
        keep(shardId, { ended: true });
        return true;
      }
      iterators.set(shardId, NextShardIterator);
      if (Records.length === 0) return foundSome;
    }
    return foundSome;
  };

  return async (isStopping) => {
    if (mayHaveNewShards) shards = await shardsOf(client, streamArn);
    mayHaveNewShards = shards.length === 0;
    let foundSome = false;
    for (const { ShardId = '', ParentShardId = '' } of shards) {
      const hasOpenParent =
        shards.some((each) => each.ShardId === ParentShardId) && !checkpoint[ParentShardId]?.ended;
      if (checkpoint[ShardId]?.ended || hasOpenParent) continue;
      try {
        foundSome = (await readShard(ShardId, isStopping)) || foundSome;
      } catch (error) {
        if (!isOutdated(error)) throw error;
        // An iterator lives 15 minutes, records 24 hours: start again from what is there.
        if (error.name === 'TrimmedDataAccessException')
          checkpoint = { ...checkpoint, [ShardId]: {} };
        foundSome = true;
      }
    }
    return foundSome;
  };
}

const isOutdated = (error: unknown): error is Error =>
  error instanceof Error &&
  ['ExpiredIteratorException', 'TrimmedDataAccessException'].includes(error.name);

async function shardsOf(client: DynamoDBStreamsClient, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({
        StreamArn: streamArn,
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
      }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}

async function iteratorAfter(
  client: DynamoDBStreamsClient,
  streamArn: string,
  shardId: string,
  done: string | undefined,
): Promise<string> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: streamArn,
      ShardId: shardId,
      ...(done === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: done }),
    }),
  );
  if (ShardIterator === undefined) throw new Error('the stream gave no iterator');
  return ShardIterator;
}
