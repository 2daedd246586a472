import { Worker } from 'node:worker_threads';
import type { Checkpoint } from './shard-reader.ts';
import type { Stream } from './stream.ts';

/** What the thread is told when it starts. */
export interface StreamThreadData {
  readonly tableName: string;
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
}
export type ToThread =
  | { readonly say: 'nudge' }
  | { readonly say: 'drain'; readonly call: number; readonly timeoutMs: number }
  | { readonly say: 'stop' };
export type FromThread =
  | { readonly said: 'ready' | 'stopped' }
  | { readonly said: 'checkpoint'; readonly consumer: string; readonly checkpoint: Checkpoint }
  | { readonly said: 'passed'; readonly sequenceNumber: string }
  | { readonly said: 'drained'; readonly call: number; readonly reachedEnd: boolean }
  | { readonly said: 'failed'; readonly consumer: string; readonly errorName: string };

export interface StreamThreadOptions extends StreamThreadData {
  readonly onCheckpoint: (consumer: string, checkpoint: Checkpoint) => void;
  readonly onPassed: (sequenceNumber: string) => void;
  readonly onFailure: (consumer: string, errorName: string) => void;
}

export interface StreamThread extends Stream {
  /** Rejects when the thread ended without having been asked to. */
  readonly died: Promise<never>;
}

/**
 * The stream and its consumers in a thread of their own, as they have Lambdas of their own in the
 * cloud: reading, publishing and matching again take as much of a processor as the requests did, and
 * would take it from the API. Start it when the environment names all endpoints; it gets a copy.
 */
export async function startStreamThread(options: StreamThreadOptions): Promise<StreamThread> {
  const { tableName, checkpoints } = options;
  const worker = new Worker(new URL('./stream-worker.ts', import.meta.url), {
    workerData: { tableName, checkpoints } satisfies StreamThreadData,
  });
  const ready = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const draining = new Map<number, (reachedEnd: boolean) => void>();
  let calls = 0;
  let isStopping = false;

  worker.on('message', (message: FromThread) => {
    switch (message.said) {
      case 'ready':
        return ready.resolve();
      case 'stopped':
        return stopped.resolve();
      case 'checkpoint':
        return options.onCheckpoint(message.consumer, message.checkpoint);
      case 'passed':
        return options.onPassed(message.sequenceNumber);
      case 'failed':
        return options.onFailure(message.consumer, message.errorName);
      case 'drained':
        draining.get(message.call)?.(message.reachedEnd);
        draining.delete(message.call);
    }
  });
  const died = new Promise<never>((_, reject) => {
    const end = (error: Error) => {
      ready.reject(error);
      stopped.resolve();
      for (const settle of draining.values()) settle(false);
      draining.clear();
      if (!isStopping) reject(error);
    };
    worker.once('error', end);
    worker.once('exit', () => end(new Error('the thread of the stream ended')));
  });
  died.catch(() => {});
  const tell = (message: ToThread) => worker.postMessage(message);
  await ready.promise;
  return {
    died,
    nudge: () => tell({ say: 'nudge' }),
    drained: (timeoutMs) =>
      new Promise((resolve) => {
        draining.set(calls, resolve);
        tell({ say: 'drain', call: calls++, timeoutMs });
      }),
    stop: async () => {
      isStopping = true;
      tell({ say: 'stop' });
      // Its last checkpoints come before its last word.
      await stopped.promise;
      await worker.terminate();
    },
  };
}
