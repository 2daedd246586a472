import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import {
  type ConfigurationType,
  configurationPartition,
  configurationVersionKey,
  configurationVersionPrefix,
  type Key,
} from './keys.ts';
import type { Governed } from './ports.ts';
import type { TableClient } from './table-client.ts';

/** Under which number a state is kept: a schema under its version, all others under their revision. */
export const configurationVersionItem = <
  T extends { readonly name: string; readonly version?: number },
>(
  type: ConfigurationType,
  { value, revision, updatedAt }: Governed<T>,
): Key & Governed<T> => ({
  ...configurationVersionKey(type, value.name, value.version ?? revision),
  value,
  revision,
  updatedAt,
});

/** Most questions are about the last weeks: one page answers nearly all. */
const versionsAtOnce = 25;

/** The newest version of a configuration object that was written at `at` or before; `undefined` when none was. */
export async function readConfigurationVersionAt<T>(
  { client, table }: { readonly client: TableClient; readonly table: string },
  type: ConfigurationType,
  name: string,
  at: Instant,
): Promise<Governed<T> | undefined> {
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'PK = :object AND begins_with(SK, :version)',
        ExpressionAttributeValues: {
          ':object': configurationPartition(type, name),
          ':version': configurationVersionPrefix,
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: versionsAtOnce,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    const items = (answer.Items ?? []) as readonly unknown[] as readonly Governed<T>[];
    const found = items.find(({ updatedAt }) => updatedAt <= at);
    if (found !== undefined)
      return { value: found.value, revision: found.revision, updatedAt: found.updatedAt };
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return undefined;
}
