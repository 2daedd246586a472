import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { type Checkpoint, type ReadOnce, shardReader, streamOf } from './shard-reader.ts';

/** A function behind the stream, as Lambda calls it. */
export interface StreamConsumer {
  readonly name: string;
  readonly handler: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse | undefined>;
}

export interface StreamOptions {
  readonly client: DynamoDBStreamsClient;
  readonly tableName: string;
  readonly consumers: readonly StreamConsumer[];
  readonly readCheckpoint: (consumer: string) => Checkpoint | undefined;
  /** Called after the consumer has succeeded: at least once, never at most once. */
  readonly writeCheckpoint: (consumer: string, checkpoint: Checkpoint) => void;
  /** All consumers have passed this record. Only said of a stream of one shard, as the embedded one is. */
  readonly onPassed?: (sequenceNumber: string) => void;
  /** Something failed and will be tried again. */
  readonly onFailure: (consumer: string, error: unknown) => void;
  /** Without a nudge the stream is looked at this often; 250 ms unless told. */
  readonly idleMs?: number;
}

export interface Stream {
  /** Somebody wrote: look now. */
  readonly nudge: () => void;
  /** True when every consumer has since seen the end of the stream; false after `timeoutMs`. */
  readonly drained: (timeoutMs: number) => Promise<boolean>;
  /** Ends after the batches that are being worked on. */
  readonly stop: () => Promise<void>;
}

const firstRetryMs = 50;
const longestRetryMs = 5000;

/**
 * What Lambda's event source mapping does in the cloud: reads the table's stream in order and calls
 * each consumer with batches of up to 100 records. A consumer has its own checkpoint; from the first
 * item that it reports as failed on, it is given the records again, after growing pauses.
 */
export async function startStream(options: StreamOptions): Promise<Stream> {
  const { client, tableName, consumers } = options;
  const streamArn = await streamOf(client, tableName);
  const passed = passedByAll(options);
  const pumps = consumers.map((consumer) =>
    startPump({
      read: shardReader({
        client,
        streamArn,
        checkpoint: options.readCheckpoint(consumer.name) ?? {},
        onCheckpoint: (checkpoint) => {
          options.writeCheckpoint(consumer.name, checkpoint);
          passed(consumer.name, checkpoint);
        },
        deliver: (records) => deliver(consumer, records),
      }),
      onFailure: (error) => options.onFailure(consumer.name, error),
      idleMs: options.idleMs ?? 250,
    }),
  );
  return {
    nudge: () => {
      for (const pump of pumps) pump.nudge();
    },
    drained: async (timeoutMs) => {
      const all = await Promise.all(pumps.map((pump) => pump.drained(timeoutMs)));
      return all.every(Boolean);
    },
    stop: async () => {
      await Promise.all(pumps.map((pump) => pump.stop()));
    },
  };
}

function passedByAll({ consumers, readCheckpoint, onPassed }: StreamOptions) {
  const doneOf = (checkpoint: Checkpoint | undefined): bigint => {
    const [only, ...others] = Object.values(checkpoint ?? {});
    return others.length === 0 ? BigInt(only?.done ?? 0) : 0n;
  };
  const done = new Map(consumers.map(({ name }) => [name, doneOf(readCheckpoint(name))]));
  return (consumer: string, checkpoint: Checkpoint) => {
    done.set(consumer, doneOf(checkpoint));
    const least = [...done.values()].reduce((a, b) => (a < b ? a : b));
    if (least > 0n) onPassed?.(String(least));
  };
}

/** Calls the consumer; Lambda's rule for its answer: an empty or unknown identifier fails the whole batch. */
async function deliver(consumer: StreamConsumer, records: readonly DynamoDBRecord[]) {
  const answer = await consumer.handler({ Records: [...records] });
  const failed = new Set(answer?.batchItemFailures.map((each) => each.itemIdentifier) ?? []);
  const known = records.map((each) => each.dynamodb?.SequenceNumber ?? '');
  const isUnclear = [...failed].some((each) => !known.includes(each));
  const firstFailed = isUnclear ? 0 : known.findIndex((each) => failed.has(each));
  const hasFailed = firstFailed >= 0;
  return { done: hasFailed ? known[firstFailed - 1] : known.at(-1), hasFailed };
}

interface PumpOptions {
  readonly read: ReadOnce;
  readonly onFailure: (error: unknown) => void;
  readonly idleMs: number;
}

function startPump({ read, onFailure, idleMs }: PumpOptions): Stream {
  let isStopping = false;
  let isNudged = false;
  let endRest: (() => void) | undefined;
  let waiters: ((reachedEnd: boolean) => void)[] = [];
  const nudge = () => {
    isNudged = true;
    endRest?.();
  };
  const loop = async () => {
    let failures = 0;
    while (!isStopping) {
      const asked = waiters;
      waiters = [];
      isNudged = false;
      try {
        const foundSome = await read(() => isStopping);
        failures = 0;
        if (foundSome) {
          waiters.push(...asked);
          continue;
        }
        for (const settle of asked) settle(true);
        if (!isNudged && !isStopping)
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, idleMs);
            endRest = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        endRest = undefined;
      } catch (error) {
        waiters.push(...asked);
        if (isStopping) break;
        onFailure(error);
        await pause(Math.min(longestRetryMs, firstRetryMs * 2 ** failures++), () => isStopping);
      }
    }
    for (const settle of waiters) settle(false);
  };
  const ended = loop();

  return {
    nudge,
    drained: (timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        waiters.push((reachedEnd) => {
          clearTimeout(timer);
          resolve(reachedEnd);
        });
        nudge();
      }),
    stop: async () => {
      isStopping = true;
      nudge();
      await ended;
    },
  };
}

/** A pause that a nudge does not shorten: every write would wake a consumer that keeps failing. */
async function pause(forMs: number, isStopping: () => boolean): Promise<void> {
  for (const until = Date.now() + forMs; Date.now() < until && !isStopping(); )
    await new Promise((resolve) => setTimeout(resolve, Math.min(50, until - Date.now())));
}
