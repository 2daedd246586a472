import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import { cached } from './cached.ts';
import { kindOf, newestFormat } from './item-format.ts';
import { erasureHeadKey, erasuresDoneKey, type Key } from './keys.ts';
import type { TableClient } from './table-client.ts';

/** For how long a look that found nothing wrong is relied upon, in each warm function. */
const holdMs = 30_000;

/**
 * Keeps a main table that was restored from being served before it has caught up with the erasures
 * that the vault knows of: the vault is never restored. The vault says when somebody was last erased,
 * the main table up to when erasures are done in it. The main table is written first and read last, so
 * that it is behind only where it comes from the past.
 */
export interface ReplayGate {
  /** Refuses with `restore.replaying` while the main table is behind. */
  pass(): Promise<void>;
  /** Before keys are destroyed, and after the removal was committed. Refuses likewise. */
  erasing(): Promise<void>;
  /** When somebody was last erased; to be read before a replay begins. */
  head(): Promise<Instant | undefined>;
  /** A replay has done every erasure up to this moment. */
  caughtUp(upTo: Instant): Promise<void>;
}

interface GateOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vaultTable: string;
  readonly clock: () => Instant;
  readonly nowMs: () => number;
}

export function makeReplayGate(options: GateOptions): ReplayGate {
  const { client, table, vaultTable, clock, nowMs } = options;
  const read = async (TableName: string, key: Key): Promise<Instant | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : String(Item.at);
  };
  const head = () => read(vaultTable, erasureHeadKey);
  const isBehind = async () => {
    const last = await head();
    return last !== undefined && ((await read(table, erasuresDoneKey)) ?? '') < last;
  };
  /** Never back. */
  const advance = async (TableName: string, key: Key, at: Instant): Promise<void> => {
    try {
      await client.send(
        new UpdateCommand({
          TableName,
          Key: key,
          UpdateExpression: 'SET #at = :at, #format = :format',
          ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
          ExpressionAttributeNames: { '#at': 'at', '#format': 'format' },
          ExpressionAttributeValues: { ':at': at, ':format': newestFormat(kindOf(key)) },
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
      const at = clock();
      await advance(table, erasuresDoneKey, at);
      await advance(vaultTable, erasureHeadKey, at);
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
