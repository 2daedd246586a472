import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { compareText } from '#core/kernel/types';
import { proofKeyKey, proofKeysPartition } from './keys.ts';
import type { ListedKey } from './proofs.ts';
import type { TableClient } from './table-client.ts';

/** The public keys under which anything was ever signed for others. */
export interface ProofKeys {
  /** Keeps a key for ever; one that is kept already is left as it is. */
  keep(key: ListedKey): Promise<void>;
  /** Oldest first, the same text each time: one page, which holds some thousands. A key is added at a rotation and never goes. */
  list(): Promise<readonly ListedKey[]>;
}

interface ProofKeyOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly nowMs: () => number;
}

export function makeProofKeys({ client, table, nowMs }: ProofKeyOptions): ProofKeys {
  return {
    async keep(key) {
      const item = { ...proofKeyKey(key.kid), key, firstUsedAt: new Date(nowMs()).toISOString() };
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: item,
            ConditionExpression: 'attribute_not_exists(PK)',
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
    async list() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'PK = :keys',
          ExpressionAttributeValues: { ':keys': proofKeysPartition },
          ConsistentRead: true,
        }),
      );
      const items = Items as readonly unknown[] as readonly KeyItem[];
      return items
        .toSorted(
          (a, b) => compareText(a.firstUsedAt, b.firstUsedAt) || compareText(a.key.kid, b.key.kid),
        )
        .map(({ key: { kty, crv, x, y, kid, alg, use } }) => ({ kty, crv, x, y, kid, alg, use }));
    },
  };
}

interface KeyItem {
  readonly key: ListedKey;
  readonly firstUsedAt: string;
}
