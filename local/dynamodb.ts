import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables, type TableNames } from '#store/tables';
import type { DataFolder } from './data-folder.ts';
import { startDynoxide } from './dynoxide.ts';
import { openStreamTable } from './stream-table.ts';

/** The DynamoDB of this hub: embedded, or the one that `DYNAMODB_ENDPOINT` names. */
export interface LocalDynamoDb {
  readonly url: string;
  readonly streamsUrl: string;
  /** Of the embedded one; never settles for another's. */
  readonly died: Promise<never>;
  /** Forgets stream records that every consumer has passed. Another's DynamoDB does so by itself. */
  readonly trim: (tableName: string, sequenceNumber: string) => number;
  readonly stop: () => Promise<void>;
}

/** Starts (or joins) DynamoDB and creates the tables that are missing. */
export async function startDynamoDb(
  folder: DataFolder,
  names: TableNames,
  endpoint?: string,
): Promise<LocalDynamoDb> {
  if (endpoint !== undefined) {
    await prepareTables(endpoint, names);
    return {
      url: endpoint,
      streamsUrl: streamsEndpoint(endpoint),
      died: new Promise<never>(() => {}),
      trim: () => 0,
      stop: async () => {},
    };
  }
  const file = folder.path('dynamodb.db');
  const dynoxide = await startDynoxide(file, folder.path('dynamodb.pid'));
  try {
    await prepareTables(dynoxide.url, names);
    const streamTable = openStreamTable(file);
    return {
      url: dynoxide.url,
      streamsUrl: dynoxide.url,
      died: dynoxide.died,
      trim: streamTable.trim,
      stop: async () => {
        streamTable.close();
        await dynoxide.stop();
      },
    };
  } catch (error) {
    await dynoxide.stop();
    throw error;
  }
}

async function prepareTables(endpoint: string, names: TableNames): Promise<void> {
  const client = new DynamoDBClient({ endpoint });
  try {
    await createTables(client, names);
  } finally {
    client.destroy();
  }
}

/** AWS serves streams under another name; DynamoDB Local and Dynoxide under the same. */
const streamsEndpoint = (endpoint: string): string =>
  endpoint.replace(/^(https:\/\/)(dynamodb\.[a-z0-9-]+\.amazonaws\.com)/, '$1streams.$2');
