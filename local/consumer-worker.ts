/** Runs in the thread that `consumer-thread.ts` starts. */
import { parentPort } from 'node:worker_threads';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { streamConsumers } from '#functions/manifest';
import { logFailure } from '#functions/shared/log';
import type { ConsumerAnswer, ConsumerCall } from './consumer-thread.ts';
import { lambdaContext } from './lambda-context.ts';

type Handler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse | undefined>;

const timeoutMs = 60_000;

async function answerTo({ call, consumer, event }: ConsumerCall): Promise<ConsumerAnswer> {
  try {
    const entry = streamConsumers[consumer as keyof typeof streamConsumers];
    const handler = (await entry.load()).handler as Handler;
    return { call, answer: await handler(event, lambdaContext(consumer, timeoutMs)) };
  } catch (error) {
    logFailure('consumer failed', error, { consumer });
    return { call, errorName: error instanceof Error ? error.name : 'unknown' };
  }
}

parentPort?.on('message', async (asked: ConsumerCall) => {
  parentPort?.postMessage(await answerTo(asked));
});
