import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { type RedriveRoute, routeOf } from './redrive-route.ts';

/** Sends one message where it goes; throws when it did not arrive there. */
export type Deliver = (route: RedriveRoute, message: Message) => Promise<void>;

export interface RedrivenQueue {
  readonly queue: string;
  /** Messages in it before. */
  readonly depth: number;
  readonly redriven: number;
  /** Message id → why it stays. */
  readonly kept: Readonly<Record<string, string>>;
}

/** While a message is on its way nobody else may take it. */
const visibilitySeconds = 300;

export interface DeadLetterQueue {
  readonly url: string;
  readonly depth: number;
  readonly sourceQueueArn?: string;
}

/** Those of the queues in which messages end: they have no dead-letter queue of their own. */
export async function deadLetterQueues(
  sqs: Pick<SQSClient, 'send'>,
  urls: readonly string[],
): Promise<readonly DeadLetterQueue[]> {
  const found = await Promise.all(
    urls.map(async (url): Promise<readonly DeadLetterQueue[]> => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: ['ApproximateNumberOfMessages', 'RedrivePolicy', 'RedriveAllowPolicy'],
        }),
      );
      if (Attributes.RedrivePolicy !== undefined) return [];
      const depth = Number(Attributes.ApproximateNumberOfMessages ?? 0);
      const [sourceQueueArn] = sourcesIn(Attributes.RedriveAllowPolicy);
      return [{ url, depth, ...(sourceQueueArn === undefined ? {} : { sourceQueueArn }) }];
    }),
  );
  return found.flat();
}

const allowPolicy = z.object({ sourceQueueArns: z.array(z.string()).default([]) });
const sourcesIn = (policy: string | undefined): readonly string[] =>
  policy === undefined ? [] : allowPolicy.parse(JSON.parse(policy)).sourceQueueArns;

/**
 * Sends what lies in a dead-letter queue where it was going. A message is deleted when it has arrived
 * and not before; what does not arrive stays, and is told. Each message is tried once.
 */
export async function redriveQueue(
  sqs: Pick<SQSClient, 'send'>,
  { url, depth, sourceQueueArn }: DeadLetterQueue,
  deliver: Deliver,
): Promise<RedrivenQueue> {
  const kept: Record<string, string> = {};
  let redriven = 0;
  // What arrives while this runs, a message that failed again among it, is for the next run.
  for (let left = depth; left > 0; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(10, left),
        MessageAttributeNames: ['All'],
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: 2,
      }),
    );
    if (Messages.length === 0) break;
    left -= Messages.length;
    for (const message of Messages) {
      const { Body = '', MessageAttributes = {}, MessageId = '', ReceiptHandle } = message;
      try {
        await deliver(routeOf(Body, Object.keys(MessageAttributes), sourceQueueArn), message);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
        redriven += 1;
      } catch (error) {
        kept[MessageId] = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
      }
    }
  }
  return { queue: url.split('/').at(-1) ?? url, depth, redriven, kept };
}
