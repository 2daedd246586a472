import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { KeyContext, KeyWrapper } from './key-wrapper.ts';
import type { Key } from './keys.ts';
import type { TableClient } from './table-client.ts';

/** Keys of the vault that KMS wraps: those of epochs, and the index key. */
export interface WrappedKeys {
  readonly client: TableClient;
  readonly table: string;
  readonly wrapper: KeyWrapper;
}

export const epochContext = (tenant: string, epoch: string): KeyContext => ({
  tenant,
  use: 'epoch',
  epoch,
});

export async function readWrapped(
  { client, table, wrapper }: WrappedKeys,
  key: Key,
  context: KeyContext,
): Promise<Uint8Array | undefined> {
  const found = await client.send(
    new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  if (found.Item === undefined) return undefined;
  return wrapper.unwrap(found.Item.wrapped as Uint8Array, context);
}

/** The key under `key`, made on first use. Of two makers at once the first wins, the other reads. */
export async function readOrMake(
  keys: WrappedKeys,
  key: Key,
  context: KeyContext,
): Promise<Uint8Array> {
  const known = await readWrapped(keys, key, context);
  if (known !== undefined) return known;
  const { plain, wrapped } = await keys.wrapper.generate(context);
  if (await putIfAbsent(keys.client, keys.table, { ...key, wrapped })) return plain;
  return readOrMake(keys, key, context);
}

export async function putIfAbsent(
  client: TableClient,
  table: string,
  item: Record<string, unknown>,
): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: item,
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
