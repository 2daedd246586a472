import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateTableCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** A table as data: the CDK app, the local hub and the tests make theirs from it. All keys are text. */
export interface TableDefinition {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: readonly {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    readonly projection: 'ALL' | 'KEYS_ONLY';
  }[];
  /** The attribute with the second (Unix) after which DynamoDB deletes the item. */
  readonly timeToLive?: string;
  readonly stream?: 'NEW_AND_OLD_IMAGES';
  readonly pointInTimeRecoveryDays: number;
}

export const tableDefinitions = {
  /** Customers, their history, crosswalks, match keys, tasks, configuration. docs/single-table.md. */
  main: {
    partitionKey: 'PK',
    sortKey: 'SK',
    // One more index of a deployed table is one more deployment: docs/deploy.md.
    indexes: [
      { name: 'GSI1', partitionKey: 'GSI1PK', sortKey: 'GSI1SK', projection: 'ALL' },
      { name: 'GSI2', partitionKey: 'GSI2PK', sortKey: 'GSI1SK', projection: 'KEYS_ONLY' },
    ],
    timeToLive: 'expiresAtSeconds',
    stream: 'NEW_AND_OLD_IMAGES',
    pointInTimeRecoveryDays: 35,
  },
  /** Keys only. Its backups die sooner than those of what the keys protect. */
  vault: { partitionKey: 'PK', sortKey: 'SK', indexes: [], pointInTimeRecoveryDays: 1 },
} as const satisfies Record<string, TableDefinition>;

export interface TableNames {
  readonly main: string;
  readonly vault: string;
}

/** Creates both tables where CloudFormation does not: on this machine and in tests. Existing ones stay. */
export async function createTables(client: DynamoDBClient, names: TableNames): Promise<void> {
  await Promise.all(
    (['main', 'vault'] as const).map((table) =>
      createTable(client, names[table], tableDefinitions[table]),
    ),
  );
}

async function createTable(client: DynamoDBClient, name: string, definition: TableDefinition) {
  const created = await client
    .send(new CreateTableCommand(createTableInput(name, definition)))
    .then(() => true)
    .catch((error: unknown) => {
      if (error instanceof ResourceInUseException) return false;
      throw error;
    });
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.05 }, { TableName: name });
  if (created && definition.timeToLive !== undefined)
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: name,
        TimeToLiveSpecification: { AttributeName: definition.timeToLive, Enabled: true },
      }),
    );
}

function createTableInput(name: string, definition: TableDefinition): CreateTableCommandInput {
  const keys = [definition, ...definition.indexes];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...new Set(keys.flatMap((each) => [each.partitionKey, each.sortKey])),
    ].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema: keySchema(definition),
    ...(definition.indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: definition.indexes.map((index) => ({
            IndexName: index.name,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: index.projection },
          })),
        }),
    ...(definition.stream === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, StreamViewType: definition.stream } }),
  };
}

const keySchema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];
