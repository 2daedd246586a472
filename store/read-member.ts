import type { Member } from '#core/identity/customer';
import { type HeadItem, memberOf, type RecordItem } from './customer-items.ts';
import { customerPartition, recordPrefix } from './keys.ts';
import type { CustomerTables } from './read-customers.ts';
import { queryAll } from './table-client.ts';

/** A constituent by its head, whoever it belongs to; strongly consistent. */
export async function readMember(
  { client, table, tenant }: CustomerTables,
  head: HeadItem,
  key: Uint8Array,
): Promise<Member> {
  const records = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'PK = :partition AND begins_with(SK, :records)',
    ExpressionAttributeValues: {
      ':partition': customerPartition(head.customerId),
      ':records': recordPrefix,
    },
    ConsistentRead: true,
  });
  return memberOf(head, records as readonly unknown[] as readonly RecordItem[], { tenant, key });
}
