import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { attributeOfKey } from '#core/access/readable';
import type { GoldenRecord } from '#core/identity/customer';
import { CommitConflict } from './commit-conflict.ts';
import { customerPartition, versionPrefix } from './keys.ts';
import type { CustomerTables } from './read-customers.ts';
import { inParallel } from './scan-segment.ts';
import { queryAll } from './table-client.ts';
import { type VersionItem, versionWithout } from './version-item.ts';

/**
 * Takes attributes out of every version of a customer id, lineage included. That there was a version,
 * and what changed with it by name, stays. Throws `CommitConflict` where somebody else writes a version
 * anew at the same time. Repeating it changes nothing.
 */
export async function forgetAttributes(
  { client, table, vault, tenant }: CustomerTables,
  customerId: string,
  names: ReadonlySet<string>,
): Promise<void> {
  const [found, keys] = await Promise.all([
    queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :versions)',
      ExpressionAttributeValues: {
        ':partition': customerPartition(customerId),
        ':versions': versionPrefix,
      },
      ConsistentRead: true,
    }),
    vault.subjectKeys([customerId]),
  ]);
  const key = keys.get(customerId);
  // What no key opens any more needs nothing.
  if (key === undefined) return;
  const without = (golden: GoldenRecord) => goldenWithout(golden, names);
  await inParallel(found as readonly unknown[] as readonly VersionItem[], async (item) => {
    const next = versionWithout(item, without, { tenant, key });
    if (next === undefined) return;
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...next },
          ConditionExpression: 'sealed = :read',
          ExpressionAttributeValues: { ':read': item.sealed },
        }),
      );
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw new CommitConflict();
      throw error;
    }
  });
}

/** `undefined`: it holds none of them. */
export function goldenWithout(
  golden: GoldenRecord,
  names: ReadonlySet<string>,
): GoldenRecord | undefined {
  const attributes = Object.entries(golden.attributes).filter(([name]) => !names.has(name));
  const lineage = Object.entries(golden.lineage).filter(([at]) => !names.has(attributeOfKey(at)));
  const isSame =
    attributes.length === Object.keys(golden.attributes).length &&
    lineage.length === Object.keys(golden.lineage).length;
  if (isSame) return undefined;
  return {
    ...golden,
    attributes: Object.fromEntries(attributes),
    lineage: Object.fromEntries(lineage),
  };
}
