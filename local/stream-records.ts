import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';

/**
 * A stream record as Lambda hands it to a function: what the SDK gives as `Date` is a number of
 * seconds there, and binary values are base64 text.
 */
export const lambdaRecord = (record: _Record, streamArn: string): DynamoDBRecord =>
  ({
    ...(asLambdaJson(record) as DynamoDBRecord),
    eventSourceARN: streamArn,
  }) as DynamoDBRecord;

function asLambdaJson(value: unknown): unknown {
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(asLambdaJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, asLambdaJson(each)]),
  );
}
