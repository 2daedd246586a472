import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { afterVersionsAt, customerPartition, versionPrefix } from './keys.ts';
import type { CustomerVersion, Page, Paging } from './ports.ts';
import { queryPage } from './query-page.ts';
import type { CustomerTables } from './read-customers.ts';
import { customerVersionOf, type VersionItem } from './version-item.ts';

/** Oldest first. */
export async function readVersions(
  { client, table, vault, tenant }: CustomerTables,
  customerId: string,
  paging: Paging,
): Promise<Page<CustomerVersion>> {
  const [page, keys] = await Promise.all([
    queryPage(
      client,
      { table, partition: customerPartition(customerId), prefix: versionPrefix },
      paging,
    ),
    vault.subjectKeys([customerId]),
  ]);
  const items = page.items as readonly unknown[] as readonly VersionItem[];
  return {
    ...page,
    items: items.map((item) => customerVersionOf(item, tenant, keys.get(customerId))),
  };
}

export async function readVersionAt(
  { client, table, vault, tenant }: CustomerTables,
  customerId: string,
  at: Instant,
): Promise<CustomerVersion | undefined> {
  const [answer, keys] = await Promise.all([
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'PK = :partition AND SK BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':partition': customerPartition(customerId),
          ':first': versionPrefix,
          ':last': afterVersionsAt(at),
        },
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    ),
    vault.subjectKeys([customerId]),
  ]);
  const item = answer.Items?.[0] as unknown as VersionItem | undefined;
  return item === undefined ? undefined : customerVersionOf(item, tenant, keys.get(customerId));
}
