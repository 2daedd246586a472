import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveAwsJson } from '#local/aws-json-server';
import { openDataFolder } from '#local/data-folder';
import { localQueue } from '#local/queue';
import { temporaryFolder } from './support/temporary-folder.ts';

async function queueIn(folder: string, nowMs: () => number) {
  const data = openDataFolder(folder);
  const endpoint = await serveAwsJson(localQueue(data.state, nowMs));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await endpoint.close();
    data.close();
  };
  return { client, QueueUrl: `${endpoint.url}/000000000000/poison`, close };
}

describe('the local queue, asked by the SDK', () => {
  it('hides a received message, gives it again when nobody deleted it, and survives a restart', async () => {
    const folder = temporaryFolder();
    let now = 1_000_000;
    const first = await queueIn(folder, () => now);
    await first.client.send(
      new SendMessageCommand({
        QueueUrl: first.QueueUrl,
        MessageBody: '{"reason":"unreadable"}',
        MessageAttributes: { reason: { DataType: 'String', StringValue: 'unreadable' } },
      }),
    );
    const receive = async ({ client, QueueUrl }: typeof first) =>
      (await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30 })))
        .Messages ?? [];

    const [received] = await receive(first);
    expect(received?.Body).toBe('{"reason":"unreadable"}');
    expect(received?.MessageAttributes?.reason?.StringValue).toBe('unreadable');
    expect(await receive(first)).toEqual([]);
    await first.close();

    now += 31_000;
    const second = await queueIn(folder, () => now);
    onTestFinished(second.close);
    const [again] = await receive(second);
    expect(again?.MessageId).toBe(received?.MessageId);
    await second.client.send(
      new DeleteMessageCommand({ QueueUrl: second.QueueUrl, ReceiptHandle: again?.ReceiptHandle }),
    );
    now += 31_000;
    expect(await receive(second)).toEqual([]);
  });

  it('keeps queues apart', async () => {
    const { client, QueueUrl, close } = await queueIn(temporaryFolder(), Date.now);
    onTestFinished(close);
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
    const other = await client.send(
      new ReceiveMessageCommand({ QueueUrl: QueueUrl.replace('poison', 'other') }),
    );
    expect(other.Messages ?? []).toEqual([]);
  });
});
