import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#core/kernel/refusal';
import { cached } from './cached.ts';
import { kindOf, newestFormat } from './item-format.ts';
import { erasureHeadKey, erasuresDoneKey, type Key } from './keys.ts';
import type { TableClient } from './table-client.ts';

/** For how long a look that found nothing wrong is relied upon, in each warm function. */
const holdMs = 30_000;

/**
 * Keeps a main table that was restored from being served before it has caught up with the erasures
 * that the vault knows of: the vault is never restored. The main table counts erasures, and the vault
 * keeps the greatest count; no clock is asked, for one that is fast would hide what another does
 * after it. The main table is written first and read last, so that it is behind only where it comes
 * from the past.
 */
export interface ReplayGate {
  /** Refuses with `restore.replaying` while the main table is behind. */
  pass(): Promise<void>;
  /** Before keys are destroyed, and after the removal was committed. Refuses likewise. */
  erasing(): Promise<void>;
  /** The count of the latest erasure; to be read before a replay begins. */
  head(): Promise<number | undefined>;
  /** A replay has done every erasure up to this one. */
  caughtUp(upTo: number): Promise<void>;
}

interface GateOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vaultTable: string;
  readonly nowMs: () => number;
}

export function makeReplayGate({ client, table, vaultTable, nowMs }: GateOptions): ReplayGate {
  const read = async (TableName: string, key: Key): Promise<number | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : Number(Item.erasures);
  };
  const head = () => read(vaultTable, erasureHeadKey);
  const isBehind = async () => {
    const last = await head();
    return last !== undefined && ((await read(table, erasuresDoneKey)) ?? 0) < last;
  };
  const count = async (): Promise<number> => {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: erasuresDoneKey,
        UpdateExpression: 'ADD erasures :one SET #format = :format',
        ExpressionAttributeNames: { '#format': 'format' },
        ExpressionAttributeValues: { ':one': 1, ':format': newestFormat(kindOf(erasuresDoneKey)) },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(Attributes?.erasures);
  };
  /** Never back. */
  const advance = async (TableName: string, key: Key, erasures: number): Promise<void> => {
    try {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: key,
          UpdateExpression: 'SET erasures = :erasures, #format = :format',
          ConditionExpression: 'attribute_not_exists(erasures) OR erasures < :erasures',
          ExpressionAttributeNames: { '#format': 'format' },
          ExpressionAttributeValues: {
            ':erasures': erasures,
            ':format': newestFormat(kindOf(key)),
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };
  const refuseBehind = async () => {
    if (await isBehind()) throw new Refusal('restore.replaying', [], { 'retry-after': '60' });
    return true;
  };
  const looks = cached(refuseBehind, { holdMs, nowMs });
  return {
    async pass() {
      await looks.get('table');
    },
    async erasing() {
      // Not from memory: what is behind would seem to have caught up.
      await refuseBehind();
      await advance(vaultTable, erasureHeadKey, await count());
    },
    head,
    caughtUp: (upTo) => advance(table, erasuresDoneKey, upTo),
  };
}

/** The same port behind the gate; what it sweeps is told first. */
export const gated = <T extends object>(port: T, { pass, erasing }: ReplayGate): T =>
  Object.fromEntries(
    Object.entries(port).map(([name, call]) => [
      name,
      async (...args: readonly unknown[]) => {
        await (name === 'sweep' ? erasing() : pass());
        return call(...args);
      },
    ]),
    // Every member of a port is an asynchronous function.
  ) as T;
