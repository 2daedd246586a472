import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { listPartition } from './keys.ts';
import { queryAll, type TableClient } from './table-client.ts';

/** Living customers of one schema whose ids lie in a range of one shard of their list. */
export interface ListRange {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
}

/** For work that goes over all customers. */
export interface LivingIds {
  /** Ids of the living customers of a schema, shard by shard in their order; eventually consistent. */
  idsOf(schema: string, shard: number): AsyncIterable<readonly string[]>;
  idsIn(schema: string, range: ListRange): Promise<readonly string[]>;
}

export const makeLivingIds = (client: TableClient, table: string): LivingIds => ({
  async *idsOf(schema, shard) {
    let from: Record<string, unknown> | undefined;
    do {
      const answer = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'GSI1',
          KeyConditionExpression: 'GSI1PK = :list',
          ExpressionAttributeValues: { ':list': listPartition(schema, shard) },
          ProjectionExpression: 'GSI1SK',
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
      );
      yield (answer.Items ?? []).map(({ GSI1SK }) => String(GSI1SK));
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
  },
  async idsIn(schema, { shard, from, to }) {
    const items = await queryAll(client, {
      TableName: table,
      IndexName: 'GSI1',
      KeyConditionExpression: 'GSI1PK = :list AND GSI1SK BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':list': listPartition(schema, shard),
        ':from': from,
        ':to': to,
      },
      ProjectionExpression: 'GSI1SK',
    });
    return items.map(({ GSI1SK }) => String(GSI1SK));
  },
});
