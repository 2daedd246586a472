import { Worker } from 'node:worker_threads';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import type { StreamConsumer } from './stream.ts';

/** What goes to the thread and comes back, by number. */
export interface ConsumerCall {
  readonly call: number;
  readonly consumer: string;
  readonly event: DynamoDBStreamEvent;
}
export type ConsumerAnswer =
  | { readonly call: number; readonly answer: DynamoDBBatchResponse | undefined }
  | { readonly call: number; readonly errorName: string };

export interface ConsumerThread {
  readonly consumers: readonly StreamConsumer[];
  /** Rejects when the thread ended without having been asked to. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

/**
 * The stream's consumers in a thread of their own, as they have a Lambda of their own in the cloud:
 * publishing and matching again take as much of a processor as the request did, and would take it
 * from the API. Start it when the environment names all endpoints; the thread gets a copy.
 */
export function startConsumerThread(names: readonly string[]): ConsumerThread {
  const worker = new Worker(new URL('./consumer-worker.ts', import.meta.url));
  const waiting = new Map<
    number,
    { resolve: (answer: DynamoDBBatchResponse | undefined) => void; reject: (error: Error) => void }
  >();
  let calls = 0;
  let isStopping = false;
  worker.on('message', (said: ConsumerAnswer) => {
    const caller = waiting.get(said.call);
    waiting.delete(said.call);
    if ('errorName' in said) caller?.reject(named(said.errorName));
    else caller?.resolve(said.answer);
  });
  const died = new Promise<never>((_, reject) => {
    const end = (error: Error) => {
      for (const { reject: fail } of waiting.values()) fail(error);
      waiting.clear();
      if (!isStopping) reject(error);
    };
    worker.once('error', end);
    worker.once('exit', () => end(new Error('the thread of the stream consumers ended')));
  });
  died.catch(() => {});
  const invoke = (consumer: string, event: DynamoDBStreamEvent) =>
    new Promise<DynamoDBBatchResponse | undefined>((resolve, reject) => {
      const call = calls++;
      waiting.set(call, { resolve, reject });
      worker.postMessage({ call, consumer, event } satisfies ConsumerCall);
    });
  return {
    consumers: names.map((name) => ({ name, handler: (event) => invoke(name, event) })),
    died,
    stop: async () => {
      isStopping = true;
      await worker.terminate();
    },
  };
}

const named = (name: string): Error => Object.assign(new Error('a consumer threw'), { name });
