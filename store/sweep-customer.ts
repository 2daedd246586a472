import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RecordErasure } from '#core/identity/erased-record';
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
import { removeMembers } from './remove-members.ts';
import { inParallel } from './scan-segment.ts';
import { batchGet, queryAll } from './table-client.ts';
import { erasedCrosswalk } from './write-parts.ts';

/**
 * Ends a removal: removes the members that did not fit into its transaction, deletes what all of them
 * left behind and destroys their keys. Versions and audit entries stay, unreadable where they were
 * sealed. Does nothing to a customer that is not removed. Safe to repeat, whatever a crash left: a head
 * forgets its match keys last.
 */
export async function sweepCustomer(tables: CustomerTables, customerId: string): Promise<void> {
  const [root] = await readHeads(tables, [customerId]);
  if (root === undefined) return;
  const ids = root.members ?? [customerId];
  const found = await readHeads(tables, ids);
  const hasRemoved = await removeMembers(tables, root, found);
  const heads = hasRemoved ? await readHeads(tables, ids) : found;
  await inParallel(
    heads.filter((each) => each.status === 'removed'),
    (head) => sweepHead(tables, head),
  );
}

async function sweepHead(tables: CustomerTables, head: HeadItem): Promise<void> {
  const { client, table } = tables;
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
  const erasure = await erasureOf(tables, head);
  for (const { PK, SK } of records as readonly unknown[] as readonly Key[]) {
    await endCrosswalk(tables, head.customerId, SK, erasure);
    await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
  }
  for (const token of head.matchKeys ?? [])
    await client.send(
      new DeleteCommand({ TableName: table, Key: matchKeyKey(token, head.customerId) }),
    );
  await tables.vault.destroy(head.customerId, head.erased, head.erasedFor);
  await client.send(
    new UpdateCommand({
      TableName: table,
      Key: headKey(head.customerId),
      UpdateExpression: 'REMOVE matchKeys, erased',
    }),
  );
}

/** In a restored table, whose heads the replay removed, the vault alone remembers for which request somebody was erased. */
async function erasureOf(
  { vault }: CustomerTables,
  { customerId, erased, erasedFor, updatedAt }: HeadItem,
): Promise<RecordErasure | undefined> {
  if (erasedFor !== undefined) return { erasedFor, erasedAt: updatedAt };
  return erased === undefined ? vault.erasure(customerId) : undefined;
}

/**
 * Deletes it, or leaves in its place what keeps a late record of an erased person out; unless another
 * customer has taken the record over since, or its spoke deleted it.
 */
async function endCrosswalk(
  { client, table }: CustomerTables,
  customerId: string,
  recordSort: string,
  erasure: RecordErasure | undefined,
): Promise<void> {
  const [spoke = '', token = ''] = recordSort.slice(recordPrefix.length).split('#');
  const key = crosswalkKey(spoke, token);
  const onlyOwn = {
    ConditionExpression: 'attribute_not_exists(PK) OR customerId = :holder',
    ExpressionAttributeValues: { ':holder': customerId },
  };
  try {
    if (erasure === undefined)
      await client.send(new DeleteCommand({ TableName: table, Key: key, ...onlyOwn }));
    else {
      const Item = erasedCrosswalk(key, erasure);
      await client.send(new PutCommand({ TableName: table, Item, ...onlyOwn }));
    }
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

async function readHeads({ client, table }: CustomerTables, ids: readonly string[]) {
  const items = await batchGet(client, table, ids.map(headKey));
  return items as readonly unknown[] as readonly HeadItem[];
}
