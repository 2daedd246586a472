import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { endingDetailsKey, endingDetailsPartition, endPrefix } from './keys.ts';
import { queryAll, type TableClient } from './table-client.ts';
import type { Action } from './transact.ts';

/** That the details of a request end then, or with the request where that is open still. */
export const endDetailsAt = (table: string, requestId: string, endsAt: Instant): Action => ({
  Put: {
    TableName: table,
    Item: { ...endingDetailsKey(endsAt, requestId), requestId, endsAt },
  },
});

interface EndedDetails {
  readonly client: TableClient;
  readonly table: string;
  readonly now: Instant;
  readonly isOpen: (requestId: string) => Promise<boolean>;
  readonly destroy: (requestId: string) => Promise<void>;
}

/** Destroys what has come to its end; of an open request another time. Answers how many. Idempotent. */
export async function destroyEnded(asked: EndedDetails): Promise<number> {
  const { client, table, now, isOpen, destroy } = asked;
  const due = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'PK = :ending AND SK < :now',
    // `$` follows `#`: those that end at this very moment, too.
    ExpressionAttributeValues: { ':ending': endingDetailsPartition, ':now': `${endPrefix}${now}$` },
    ConsistentRead: true,
  });
  let destroyed = 0;
  for (const { PK, SK, requestId } of due) {
    if (await isOpen(String(requestId))) continue;
    await destroy(String(requestId));
    await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
    destroyed += 1;
  }
  return destroyed;
}
