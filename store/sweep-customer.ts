import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { HeadItem } from './customer-items.ts';
import {
  crosswalkKey,
  customerPartition,
  headKey,
  type Key,
  matchKeyKey,
  recordPrefix,
} from './keys.ts';
import type { CustomerTables } from './read-customers.ts';
import { batchGet, queryAll } from './table-client.ts';

/**
 * Deletes what a removed customer and its members left behind, and destroys their keys: versions and
 * audit entries stay, unreadable where they were sealed. Does nothing to a customer that is not
 * removed. Safe to repeat: the head forgets its match keys last.
 */
export async function sweepCustomer(tables: CustomerTables, customerId: string): Promise<void> {
  const { client, table } = tables;
  const [root] = await readHeads(tables, [customerId]);
  const heads = await readHeads(tables, root?.members ?? [customerId]);
  for (const head of heads.filter((each) => each.status === 'removed')) {
    const records = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :records)',
      ExpressionAttributeValues: {
        ':partition': customerPartition(head.customerId),
        ':records': recordPrefix,
      },
      ProjectionExpression: 'PK, SK',
      ConsistentRead: true,
    });
    for (const { PK, SK } of records as readonly unknown[] as readonly Key[]) {
      await deleteCrosswalk(tables, head.customerId, SK);
      await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
    }
    for (const token of head.matchKeys ?? [])
      await client.send(
        new DeleteCommand({ TableName: table, Key: matchKeyKey(token, head.customerId) }),
      );
    await tables.vault.destroy(head.customerId, head.erased);
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: headKey(head.customerId),
        UpdateExpression: 'REMOVE matchKeys, erased',
      }),
    );
  }
}

/** Unless another customer has taken the record over since. */
async function deleteCrosswalk(
  { client, table }: CustomerTables,
  customerId: string,
  recordSort: string,
): Promise<void> {
  const [spoke = '', token = ''] = recordSort.slice(recordPrefix.length).split('#');
  try {
    await client.send(
      new DeleteCommand({
        TableName: table,
        Key: crosswalkKey(spoke, token),
        ConditionExpression: 'attribute_not_exists(PK) OR customerId = :holder',
        ExpressionAttributeValues: { ':holder': customerId },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function readHeads({ client, table }: CustomerTables, ids: readonly string[]) {
  const items = await batchGet(client, table, ids.map(headKey));
  return items as readonly unknown[] as readonly HeadItem[];
}
