import {
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventually } from './hub-under-test.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape
type Body = any;

/** For how long a message that was looked at is hidden from the next who looks. */
export const hiddenSeconds = 2;

/** The URL of a queue of the environment's account. */
export async function urlOf(QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await new SQSClient().send(new GetQueueUrlCommand({ QueueName }));
  return QueueUrl;
}

/**
 * The bodies of a queue's messages that are wanted, as soon as there are so many. All messages stay in
 * the queue. Throws with what it found when that is too few for a minute.
 */
export async function peek(
  queue: string,
  isWanted: (body: Body) => boolean,
  atLeast = 1,
): Promise<readonly Body[]> {
  const QueueUrl = await urlOf(queue);
  const found = new Map<string, Body>();
  const look = async () => {
    for (const { MessageId = '', Body = '{}' } of await visibleIn(QueueUrl)) {
      const body = JSON.parse(Body);
      if (isWanted(body)) found.set(MessageId, body);
    }
    return [...found.values()];
  };
  return eventually(look, ({ length }) => length >= atLeast, 60_000);
}

async function visibleIn(QueueUrl: string): Promise<readonly Message[]> {
  const sqs = new SQSClient();
  const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenSeconds };
  const visible: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) return visible;
    visible.push(...Messages);
  }
}
