import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { applyEvent } from './apply-event.ts';
import { readEvent } from './read-event.ts';

const rows = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/**
 * Applies a batch of events; those that fail come again, and after five times lie in the dead-letter
 * queue. The others of the batch are not held up: events of one customer may come in any order.
 */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const { TABLE_NAME = '', SPOKE = '' } = process.env;
  const outcomes = await Promise.allSettled(
    Records.map(async ({ body }) => applyEvent(rows, TABLE_NAME, readEvent(body, SPOKE))),
  );
  return {
    batchItemFailures: Records.flatMap(({ messageId }, index) =>
      outcomes[index]?.status === 'rejected' ? [{ itemIdentifier: messageId }] : [],
    ),
  };
};
