import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { cursorOf, placeOf } from './cursor.ts';
import type { Page, Paging } from './ports.ts';
import type { Item, TableClient } from './table-client.ts';

interface PageQuery {
  readonly table: string;
  readonly partition: string;
  /** Of an index: only sort keys that are not before it. */
  readonly notBefore?: string | undefined;
  /** Only sort keys that begin so. */
  readonly prefix?: string;
}

/** One page of a partition in the order of its sort keys, strongly consistent. */
export async function queryPage(
  client: TableClient,
  { table, partition, prefix }: Omit<PageQuery, 'notBefore'>,
  { limit, cursor }: Paging,
): Promise<Page<Item>> {
  const from = cursor === undefined ? undefined : String(placeOf(cursor, 1)[0]);
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression:
        prefix === undefined ? 'PK = :partition' : 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: {
        ':partition': partition,
        ...(prefix === undefined ? {} : { ':prefix': prefix }),
      },
      ConsistentRead: true,
      Limit: limit,
      ...(from === undefined
        ? {}
        : { ExclusiveStartKey: { PK: partition, SK: `${prefix ?? ''}${from}` } }),
    }),
  );
  const last = answer.LastEvaluatedKey?.SK;
  return {
    items: answer.Items ?? [],
    ...(last === undefined ? {} : { cursor: cursorOf([String(last).slice(prefix?.length ?? 0)]) }),
  };
}

/** One page of an index partition, eventually consistent. The cursor holds the two sort keys. */
export async function queryIndexPage(
  client: TableClient,
  { table, partition, notBefore }: Omit<PageQuery, 'prefix'>,
  { limit, cursor }: Paging,
): Promise<Page<Item>> {
  const from = cursor === undefined ? undefined : placeOf(cursor, 3).map(String);
  const answer = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'GSI1',
      KeyConditionExpression:
        notBefore === undefined
          ? 'GSI1PK = :partition'
          : 'GSI1PK = :partition AND GSI1SK >= :notBefore',
      ExpressionAttributeValues: {
        ':partition': partition,
        ...(notBefore !== undefined && { ':notBefore': notBefore }),
      },
      Limit: limit,
      ...(from === undefined
        ? {}
        : {
            ExclusiveStartKey: { GSI1PK: partition, GSI1SK: from[0], PK: from[1], SK: from[2] },
          }),
    }),
  );
  const last = answer.LastEvaluatedKey;
  return {
    items: answer.Items ?? [],
    ...(last === undefined
      ? {}
      : { cursor: cursorOf([String(last.GSI1SK), String(last.PK), String(last.SK)]) }),
  };
}
