import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { answersSubject, subjectKeyKey, subjectPartition } from './keys.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { dayOf } from './vault.ts';

const dayMs = 24 * 3_600_000;

export interface AnswerKeys {
  /**
   * Destroys the keys of the days before yesterday: an answer is repeated for 24 hours, so nobody asks
   * for theirs any more. Answers how many there were. Idempotent.
   */
  destroyAnswerKeys(): Promise<number>;
}

interface AnswerKeysOptions {
  readonly client: TableClient;
  /** The vault. */
  readonly table: string;
  readonly clock: () => Instant;
}

export const makeAnswerKeys = ({ client, table, clock }: AnswerKeysOptions): AnswerKeys => ({
  async destroyAnswerKeys() {
    const yesterday = dayOf(new Date(Date.parse(clock()) - dayMs).toISOString());
    const first = subjectKeyKey(answersSubject, yesterday);
    const old = await queryAll(client, {
      TableName: table,
      KeyConditionExpression: 'PK = :answers AND SK < :first',
      ExpressionAttributeValues: {
        ':answers': subjectPartition(answersSubject),
        ':first': first.SK,
      },
      ProjectionExpression: 'PK, SK',
      ConsistentRead: true,
    });
    for (const { PK, SK } of old)
      await client.send(new DeleteCommand({ TableName: table, Key: { PK, SK } }));
    return old.length;
  },
});
