import { DatabaseSync } from 'node:sqlite';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '#local/data-folder';
import { startDynamoDb } from '#local/dynamodb';
import type { Checkpoint } from '#local/shard-reader';
import { type StreamConsumer, startStream } from '#local/stream';
import { temporaryFolder } from './support/temporary-folder.ts';

const names = { main: 'main', vault: 'vault' };
process.env.AWS_REGION ??= 'eu-west-1';
process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';

async function table() {
  const root = temporaryFolder();
  const folder = openDataFolder(root);
  const dynamoDb = await startDynamoDb(folder, names);
  const client = new DynamoDBClient({ endpoint: dynamoDb.url });
  const streamsClient = new DynamoDBStreamsClient({ endpoint: dynamoDb.streamsUrl });
  onTestFinished(async () => {
    client.destroy();
    streamsClient.destroy();
    await dynamoDb.stop();
    folder.close();
  });
  const put = (id: number | string) =>
    client.send(
      new PutItemCommand({
        TableName: 'main',
        Item: {
          PK: { S: `P#${id}` },
          SK: { S: 'S' },
          sealed: { B: Buffer.from('sealed') },
          number: { N: '7' },
        },
      }),
    );
  const checkpoints = new Map<string, Checkpoint>();
  const start = async (consumers: readonly StreamConsumer[], more: object = {}) => {
    const stream = await startStream({
      client: streamsClient,
      tableName: 'main',
      consumers,
      readCheckpoint: (name) => checkpoints.get(name),
      writeCheckpoint: (name, checkpoint) => checkpoints.set(name, checkpoint),
      onFailure: () => {},
      idleMs: 20,
      ...more,
    });
    onTestFinished(stream.stop);
    return stream;
  };
  return { root, dynamoDb, client, put, start, checkpoints };
}

const keyOf = (record: DynamoDBRecord) => record.dynamodb?.Keys?.PK?.S?.slice(2);
const listener = (name: string) => {
  const heard: DynamoDBRecord[] = [];
  const batches: number[] = [];
  const consumer: StreamConsumer = {
    name,
    handler: async ({ Records }) => {
      heard.push(...Records);
      batches.push(Records.length);
      return { batchItemFailures: [] };
    },
  };
  return { consumer, heard, batches, keys: () => heard.map(keyOf) };
};

describe('startStream', () => {
  it('gives every consumer all records in order, as Lambda does, in batches of at most 100', async () => {
    const { put, client, start } = await table();
    for (let id = 0; id < 130; id++) await put(id);
    await client.send(
      new DeleteItemCommand({ TableName: 'main', Key: { PK: { S: 'P#0' }, SK: { S: 'S' } } }),
    );
    const [a, b] = [listener('a'), listener('b')];

    const stream = await start([a.consumer, b.consumer]);
    expect(await stream.drained(10_000)).toBe(true);

    const expected = [...Array.from({ length: 130 }, (_, id) => String(id)), '0'];
    expect(a.keys()).toEqual(expected);
    expect(b.keys()).toEqual(expected);
    expect(Math.max(...a.batches)).toBe(100);
    expect(a.heard[0]).toMatchObject({
      eventName: 'INSERT',
      eventSourceARN: expect.stringContaining('table/main/stream/'),
      dynamodb: {
        NewImage: { number: { N: '7' }, sealed: { B: Buffer.from('sealed').toString('base64') } },
        ApproximateCreationDateTime: expect.any(Number),
      },
    });
    expect(a.heard.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { OldImage: { number: { N: '7' } } },
    });
  });

  it('hears of a write within 50 ms after a nudge', async () => {
    const { put, start } = await table();
    const a = listener('a');
    const stream = await start([a.consumer], { idleMs: 60_000 });
    await stream.drained(5000);
    const tookMs: number[] = [];
    for (let id = 0; id < 5; id++) {
      await put(id);
      const began = performance.now();
      stream.nudge();
      while (a.heard.length <= id) await new Promise((resolve) => setTimeout(resolve, 1));
      tookMs.push(performance.now() - began);
    }
    expect(Math.min(...tookMs)).toBeLessThan(50);
  });

  it('begins again at the first failed item and holds back no other consumer', async () => {
    const { put, start } = await table();
    for (let id = 0; id < 6; id++) await put(id);
    const seen: string[][] = [];
    let failures = 2;
    const failing: StreamConsumer = {
      name: 'failing',
      handler: async ({ Records }) => {
        seen.push(Records.map((each) => keyOf(each) ?? ''));
        const bad = Records.find((each) => keyOf(each) === '3');
        if (bad === undefined || failures-- <= 0) return { batchItemFailures: [] };
        return { batchItemFailures: [{ itemIdentifier: bad.dynamodb?.SequenceNumber ?? '' }] };
      },
    };
    const other = listener('other');

    const stream = await start([failing, other.consumer]);
    expect(await stream.drained(10_000)).toBe(true);

    expect(seen).toEqual([
      ['0', '1', '2', '3', '4', '5'],
      ['3', '4', '5'],
      ['3', '4', '5'],
    ]);
    expect(other.keys()).toHaveLength(6);
  });

  it.each(['', 'unknown'])(
    'tries the whole batch again when an identifier is %j',
    async (itemIdentifier) => {
      const { put, start } = await table();
      await put(1);
      await put(2);
      let calls = 0;
      const sizes: number[] = [];
      const handler: StreamConsumer['handler'] = async ({ Records }) => {
        sizes.push(Records.length);
        return { batchItemFailures: calls++ === 0 ? [{ itemIdentifier }] : [] };
      };
      const stream = await start([{ name: 'a', handler }]);
      await stream.drained(10_000);
      expect(sizes).toEqual([2, 2]);
    },
  );

  it('goes on after its checkpoint, and repeats what a consumer threw at', async () => {
    const { put, start, checkpoints } = await table();
    await put(1);
    const a = listener('a');
    const first = await start([a.consumer]);
    await first.drained(5000);
    await first.stop();
    await put(2);

    const thrower: StreamConsumer = {
      name: 'a',
      handler: async () => {
        throw new Error('down');
      },
    };
    const before = checkpoints.get('a');
    const second = await start([thrower]);
    expect(await second.drained(300)).toBe(false);
    await second.stop();
    expect(checkpoints.get('a')).toEqual(before);

    const third = await start([a.consumer]);
    await third.drained(5000);
    expect(a.keys()).toEqual(['1', '2']);
  });

  it('says what every consumer has passed, so that it can be forgotten, but the newest', async () => {
    const { root, dynamoDb, put, start } = await table();
    for (let id = 0; id < 10; id++) await put(id);
    const slow: StreamConsumer = {
      name: 'slow',
      handler: async ({ Records }) => ({
        batchItemFailures: Records.filter((each) => Number(keyOf(each)) >= 4).map((each) => ({
          itemIdentifier: each.dynamodb?.SequenceNumber ?? '',
        })),
      }),
    };
    const passed: string[] = [];
    const stream = await start([listener('fast').consumer, slow], {
      onPassed: (each: string) => passed.push(each),
    });
    await stream.drained(500);
    await stream.stop();
    expect(passed.at(-1)).toBe('4');

    expect(dynamoDb.trim('main', '4')).toBe(4);
    expect(dynamoDb.trim('main', '10')).toBe(5);
    expect(dynamoDb.trim('main', '10')).toBe(0);
    await put('next');
    const database = new DatabaseSync(`${root}/dynamodb.db`, { readOnly: true });
    const left = database.prepare('SELECT sequence_number AS number FROM _stream_records').all();
    database.close();
    expect(left.map((each) => each.number)).toEqual(['10', '11']);
  });
});
