/** Runs in the thread that `stream-thread.ts` starts. */
import { parentPort, workerData } from 'node:worker_threads';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { streamConsumers } from '#functions/manifest';
import { logFailure } from '#functions/shared/log';
import { lambdaContext } from './lambda-context.ts';
import { type StreamConsumer, startStream } from './stream.ts';
import type { FromThread, StreamThreadData, ToThread } from './stream-thread.ts';

type Handler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse | undefined>;

const timeoutMs = 60_000;
const sayPassedEveryMs = 5000;

const { tableName, checkpoints } = workerData as StreamThreadData;
const say = (message: FromThread) => parentPort?.postMessage(message);
let passedSaidAtMs = 0;

const stream = await startStream({
  client: streamsClient(),
  tableName,
  consumers: await Promise.all(Object.entries(streamConsumers).map(consumerOf)),
  readCheckpoint: (consumer) => checkpoints[consumer],
  writeCheckpoint: (consumer, checkpoint) => say({ said: 'checkpoint', consumer, checkpoint }),
  onPassed: (sequenceNumber) => {
    if (Date.now() - passedSaidAtMs < sayPassedEveryMs) return;
    passedSaidAtMs = Date.now();
    say({ said: 'passed', sequenceNumber });
  },
  onFailure: (consumer, error) => {
    logFailure('stream consumer failed', error, { consumer });
    say({ said: 'failed', consumer, errorName: error instanceof Error ? error.name : 'unknown' });
  },
});

parentPort?.on('message', async (message: ToThread) => {
  switch (message.say) {
    case 'nudge':
      return stream.nudge();
    case 'drain': {
      const reachedEnd = await stream.drained(message.timeoutMs);
      return say({ said: 'drained', call: message.call, reachedEnd });
    }
    case 'stop':
      await stream.stop();
      return say({ said: 'stopped' });
  }
});
say({ said: 'ready' });

async function consumerOf([name, { load }]: [
  string,
  { readonly load: () => Promise<{ readonly handler: unknown }> },
]): Promise<StreamConsumer> {
  const handler = (await load()).handler as Handler;
  return { name, handler: (event) => handler(event, lambdaContext(name, timeoutMs)) };
}

function streamsClient(): DynamoDBStreamsClient {
  const client = new DynamoDBStreamsClient({});
  // It copies every batch of records for a logger that nobody sets.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
