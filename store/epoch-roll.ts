import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { epochSchedule } from '#core/privacy/final-after';
import { cached } from './cached.ts';
import { isoWeekOf } from './iso-week.ts';
import { kindOf, newestFormat } from './item-format.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { epochKeyKey } from './keys.ts';
import { epochContext, readOrMake, readWrapped } from './kms-wrapped-key.ts';
import { inParallel, type ScanPlace, scanSegment } from './scan-segment.ts';
import type { Item, TableClient } from './table-client.ts';
import type { SubjectKeyItem } from './vault.ts';
import { unwrapKey, wrapKey } from './wrapped-key.ts';

/** Which epochs are rolled, and into which. */
export interface RollPlan {
  /** Epochs before this one are closed: nobody can be writing a key under theirs any more. */
  readonly closed: string;
  /** Keys of epochs before this one are re-wrapped. */
  readonly before: string;
  readonly into: string;
}

export interface RollPage {
  readonly cursor?: string;
  readonly rewrapped: number;
  /** Subject keys of closed epochs that this page held; 0 in all pages: nothing refers to these epochs. */
  readonly found: number;
  /** Closed epochs whose key is still there. */
  readonly epochs: readonly string[];
}

export interface EpochRoll {
  /** Re-wraps what a page of the vault holds under the epochs to be rolled. Idempotent. */
  rewrapPage(place: ScanPlace, plan: RollPlan): Promise<RollPage>;
  /** Only after a whole pass over the vault that found no key of closed epochs. */
  destroyEpochs(epochs: readonly string[], plan: RollPlan): Promise<void>;
}

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;

/**
 * Rolls the weeks that ended so long ago that nobody can be writing a key under them any more.
 * `atOnce`: this week, too, into the next one's key. The key of this week itself stays until the
 * week is over: others mint under it at this moment.
 */
export const rollPlan = (at: Instant, { atOnce = false } = {}): RollPlan => {
  const shifted = (ms: number) => isoWeekOf(new Date(Date.parse(at) + ms).toISOString());
  const closed = shifted(-epochSchedule.graceHours * hourMs);
  return atOnce
    ? { closed, before: shifted(weekMs), into: shifted(weekMs) }
    : { closed, before: closed, into: isoWeekOf(at) };
};

interface EpochRollOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly tenant: string;
  readonly wrapper: KeyWrapper;
  readonly clock: () => Instant;
  readonly nowMs: () => number;
}

export function makeEpochRoll(options: EpochRollOptions): EpochRoll {
  const { client, table, tenant, nowMs, clock } = options;
  const hold = { holdMs: 5 * 60_000, nowMs };
  const old = cached(
    (epoch) => readWrapped(options, epochKeyKey(epoch), epochContext(tenant, epoch)),
    hold,
  );
  const target = cached(
    (epoch) => readOrMake(options, epochKeyKey(epoch), epochContext(tenant, epoch)),
    hold,
  );

  async function rewrap({ PK, SK, epoch, wrapped }: SubjectKeyItem, into: string) {
    const from = await old.get(epoch);
    if (from === undefined) throw new Error(`the key of epoch ${epoch} is gone, keys need it`);
    const place = {
      tenant,
      subject: PK.slice('SUB#'.length),
      keyClass: SK.slice('KEY#'.length),
    };
    const again = wrapKey(await target.get(into), unwrapKey(from, wrapped, place), place);
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { PK, SK },
          UpdateExpression: 'SET epoch = :into, #wrapped = :again, #format = :format',
          // Destroyed or re-wrapped meanwhile: then there is nothing left to do here.
          ConditionExpression: 'epoch = :epoch AND #wrapped = :wrapped',
          ExpressionAttributeNames: { '#format': 'format', '#wrapped': 'wrapped' },
          ExpressionAttributeValues: {
            ':into': into,
            ':again': again,
            ':epoch': epoch,
            ':wrapped': wrapped,
            ':format': newestFormat(kindOf({ PK, SK })),
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  return {
    async rewrapPage(place, { closed, before, into }) {
      const { items, cursor } = await scanSegment(client, table, place);
      const keys = items.filter(isSubjectKey).filter(({ epoch }) => epoch < before);
      await inParallel(keys, (item) => rewrap(item, into));
      const epochs = items
        .filter(({ PK, SK }) => SK === 'EPOCH' && epochIn(PK) < closed)
        .map(({ PK }) => epochIn(PK));
      const found = keys.filter(({ epoch }) => epoch < closed).length;
      return {
        ...(cursor === undefined ? {} : { cursor }),
        rewrapped: keys.length,
        found,
        epochs,
      };
    },
    async destroyEpochs(epochs, plan) {
      const { closed } = rollPlan(clock());
      for (const epoch of epochs)
        if (epoch < plan.closed && epoch < closed)
          await client.send(new DeleteCommand({ TableName: table, Key: epochKeyKey(epoch) }));
    },
  };
}

const isSubjectKey = (item: Item): item is Item & SubjectKeyItem =>
  String(item.PK).startsWith('SUB#') && String(item.SK).startsWith('KEY#');

const epochIn = (partition: unknown): string => String(partition).slice('EPOCH#'.length);
