import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditOptions } from './audit.ts';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import type { AuditRecord } from './ports.ts';
import { systemSubject } from './vault.ts';

/** Chains that one warm function goes on with; beyond it begins new ones. */
const mostChains = 500;

interface Lane {
  readonly object: string;
  tail: AuditTail;
  /** Entries of one chain are written one after the other. */
  last: Promise<unknown>;
}

/**
 * Entries that concern no change of an object. Each warm function has a chain of its own for each
 * actor and day, whose end it holds in memory: two functions never write the same one, so an entry is
 * one conditional put, without a read and without a conflict. What tells that the last entry of such a
 * chain is missing is a checkpoint, not a head.
 */
export function makeAuditRecords(options: AuditOptions): (fact: AuditRecord) => Promise<void> {
  const { vault, tenant, nowMs } = options;
  const lanes = new Map<string, Lane>();

  return async ({ changed = [], ...fact }) => {
    const at = new Date(nowMs()).toISOString();
    const laneKey = `${fact.actor}.${at.slice(0, 10)}`;
    const lane = lanes.get(laneKey) ?? newLane(laneKey);
    if (lanes.size >= mostChains && !lanes.has(laneKey)) lanes.clear();
    lanes.set(laneKey, lane);
    const written = lane.last.then(async () => {
      const by = {
        ...(fact.reason === undefined ? {} : { key: await vault.systemKey() }),
        tenant,
        subject: systemSubject,
        nowMs,
      };
      const next = nextAuditItem(lane.tail, { ...fact, object: lane.object, at, changed }, by);
      await putNew(options, next.item);
      lane.tail = next.tail;
    });
    lane.last = written.catch(() => {
      // Whether it was written is not known: nobody may write behind it.
      if (lanes.get(laneKey) === lane) lanes.delete(laneKey);
    });
    await written;
  };
}

const newLane = (laneKey: string): Lane => ({
  object: `access:${laneKey}.${randomBytes(6).toString('hex')}`,
  tail: emptyAuditTail,
  last: Promise.resolve(),
});

/** The name has 48 random bits: where the entry stands already, an earlier try of the SDK has written it. */
async function putNew({ client, table }: AuditOptions, Item: object): Promise<void> {
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...Item },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
