import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Operations } from './aws-json-server.ts';

const maxMessageBytes = 1024 * 1024;
const defaultVisibilitySeconds = 30;

/**
 * SQS in the small: SendMessage, ReceiveMessage, DeleteMessage and the approximate count, kept in
 * the hub's own database. A queue is the last part of its URL's path and needs no making.
 * At least once, roughly in order, as a standard queue.
 */
export function localQueue(state: DatabaseSync, nowMs: () => number = Date.now): Operations {
  state.exec(`CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL,
    body TEXT NOT NULL, attributes TEXT NOT NULL, visible_at_ms INTEGER NOT NULL,
    receipt TEXT, receives INTEGER NOT NULL DEFAULT 0)`);
  const insert = state.prepare(
    'INSERT INTO messages (queue, message_id, body, attributes, visible_at_ms) VALUES (?, ?, ?, ?, ?)',
  );
  const visible = state.prepare(
    'SELECT * FROM messages WHERE queue = ? AND visible_at_ms <= ? ORDER BY number LIMIT ?',
  );
  const hide = state.prepare(
    'UPDATE messages SET visible_at_ms = ?, receipt = ?, receives = receives + 1 WHERE number = ?',
  );
  const remove = state.prepare('DELETE FROM messages WHERE queue = ? AND receipt = ?');
  const count = state.prepare('SELECT COUNT(*) AS messages FROM messages WHERE queue = ?');

  return {
    'AmazonSQS.SendMessage': ({ QueueUrl, MessageBody, MessageAttributes, DelaySeconds }) => {
      const body = String(MessageBody ?? '');
      if (body === '' || Buffer.byteLength(body) > maxMessageBytes)
        throw new AwsError('InvalidParameterValue', 'MessageBody must be 1 byte to 1 MiB');
      const messageId = randomUUID();
      const visibleAtMs = nowMs() + Number(DelaySeconds ?? 0) * 1000;
      const attributes = JSON.stringify(MessageAttributes ?? {});
      insert.run(queueOf(QueueUrl), messageId, body, attributes, visibleAtMs);
      return { MessageId: messageId, MD5OfMessageBody: md5(body) };
    },
    'AmazonSQS.ReceiveMessage': ({ QueueUrl, MaxNumberOfMessages, VisibilityTimeout }) => {
      const limit = Math.min(10, Math.max(1, Number(MaxNumberOfMessages ?? 1)));
      const hiddenMs = Number(VisibilityTimeout ?? defaultVisibilitySeconds) * 1000;
      const rows = visible.all(queueOf(QueueUrl), nowMs(), limit);
      return {
        Messages: rows.map((row) => {
          const receipt = randomUUID();
          hide.run(nowMs() + hiddenMs, receipt, Number(row.number));
          return {
            MessageId: row.message_id,
            ReceiptHandle: receipt,
            Body: row.body,
            MD5OfBody: md5(String(row.body)),
            MessageAttributes: JSON.parse(String(row.attributes)),
            Attributes: { ApproximateReceiveCount: String(Number(row.receives) + 1) },
          };
        }),
      };
    },
    'AmazonSQS.DeleteMessage': ({ QueueUrl, ReceiptHandle }) => {
      remove.run(queueOf(QueueUrl), String(ReceiptHandle ?? ''));
    },
    'AmazonSQS.GetQueueAttributes': ({ QueueUrl }) => ({
      Attributes: {
        ApproximateNumberOfMessages: String(count.get(queueOf(QueueUrl))?.messages ?? 0),
      },
    }),
  };
}

function queueOf(url: unknown): string {
  const name = String(url ?? '')
    .split('/')
    .at(-1);
  if (!name) throw new AwsError('QueueDoesNotExist', 'QueueUrl is required');
  return name;
}

// Of the protocol, not of ours: the SDK compares it with what it sent.
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
