import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { awsDefaults } from './aws-defaults.ts';
import { keepFormats } from './format-middleware.ts';
import { type FormatChains, formatChains } from './item-format.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import { endpointOf } from './required-setting.ts';

export type TableClient = DynamoDBDocumentClient;
export type Item = Readonly<Record<string, unknown>>;

/** Absent attributes are `undefined` in our items and simply not written. */
export const documentClient = (
  client: DynamoDBClient,
  chains: FormatChains = formatChains,
): TableClient => {
  // It copies every input and output for a logger that nobody sets: a third of a call's processor time.
  client.middlewareStack.remove('loggerMiddleware');
  keepFormats(client, chains);
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
};

export const tableClient = (endpoint: string | undefined): TableClient =>
  documentClient(new DynamoDBClient({ ...awsDefaults, ...endpointOf(endpoint) }));

/** DynamoDB's limit for one BatchGetItem. */
const batchGetLimit = 100;

/** Reads items by key, strongly consistent, in as few calls as DynamoDB allows; missing ones are left out. */
export async function batchGet(
  client: TableClient,
  table: string,
  keys: readonly Key[],
): Promise<readonly Item[]> {
  const chunks: (readonly Key[])[] = [];
  for (let from = 0; from < keys.length; from += batchGetLimit)
    chunks.push(keys.slice(from, from + batchGetLimit));
  return (await Promise.all(chunks.map((chunk) => batchGetChunk(client, table, chunk)))).flat();
}

async function batchGetChunk(client: TableClient, table: string, keys: readonly Key[]) {
  const items: Item[] = [];
  let left: Record<string, unknown>[] = keys.map(({ PK, SK }) => ({ PK, SK }));
  for (let attempt = 0; left.length > 0; attempt += 1) {
    if (attempt > 0) await pause(attempt);
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}

/** Every page of a query. For partitions that are small by design. */
export async function queryAll(
  client: TableClient,
  input: QueryCommandInput,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({ ...input, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }),
    );
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}
