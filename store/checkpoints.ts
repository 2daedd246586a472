import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Checkpoint, type CheckpointClaims, claimsOf } from '#core/audit/checkpoint';
import type { Leaf } from '#core/audit/merkle';
import type { Instant } from '#core/kernel/types';
import type { AuditOptions } from './audit.ts';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { type WrittenRange, writtenIn } from './audit-search.ts';
import { checkpointTools } from './checkpoint-tools.ts';
import {
  auditPartition,
  checkpointKey,
  checkpointPrefix,
  checkpointsObject,
  checkpointTailKey,
  type Key,
  noticeKey,
} from './keys.ts';
import type { Notice } from './notice.ts';
import type { CheckpointSummary, Page, Paging } from './ports.ts';
import { queryPage } from './query-page.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject } from './vault.ts';

/** How far checkpoints are: the last one, and the end of the chain that tells of their making. */
interface TailItem extends Key, AuditTail {
  readonly jws: string;
}

export interface WrittenLeaf extends Leaf {
  readonly writtenAt: Instant;
}

/** What the function that makes checkpoints needs of the table. */
export interface CheckpointStore {
  /** Of the last one; `undefined` before the first. */
  last(): Promise<CheckpointClaims | undefined>;
  /** Entries by the time of their writing, eventually consistent; where the last of a page stands. */
  leaves(
    range: WrittenRange,
    limit: number,
  ): Promise<{ readonly leaves: readonly WrittenLeaf[]; readonly after?: string }>;
  /**
   * The checkpoint becomes the last one: its item, an audit entry and what is told of it, at once.
   * Throws `CommitConflict` where another one was faster.
   */
  commit(checkpoint: Checkpoint, at: Instant): Promise<void>;
}

export const checkpointEvent = 'audit.checkpoint.v1';
const actor = 'system:checkpoint';

export function makeCheckpointStore(
  options: Pick<AuditOptions, 'client' | 'table' | 'tenant' | 'nowMs'>,
): CheckpointStore {
  const { client, table } = options;
  const readTail = async () => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: checkpointTailKey, ConsistentRead: true }),
    );
    return answer.Item as TailItem | undefined;
  };
  return {
    async last() {
      const tail = await readTail();
      return tail && claimsOf(tail.jws, checkpointTools.base64Url);
    },
    async leaves(range, limit) {
      const items = await writtenIn(options, range, limit);
      const after = items.length < limit ? undefined : items.at(-1)?.GSI1SK;
      // Items of this index with such a partition are audit entries, all of each.
      const leaves = (items as readonly unknown[] as readonly WrittenLeaf[]).map(
        ({ object, sequence, hash, writtenAt }) => ({ object, sequence, hash, writtenAt }),
      );
      return { leaves, ...(after === undefined ? {} : { after: String(after) }) };
    },
    async commit({ jws, publicKey }, at) {
      const tail = await readTail();
      const claims = claimsOf(jws, checkpointTools.base64Url);
      const correlationId = `checkpoint-${claims.number}`;
      const audited = nextAuditItem(
        tail ?? emptyAuditTail,
        {
          object: checkpointsObject,
          at,
          actor,
          action: 'audit.checkpoint',
          about: `checkpoint:${claims.number}`,
          correlationId,
          changed: [],
        },
        { tenant: options.tenant, subject: systemSubject, nowMs: options.nowMs },
      );
      const isNew = { ConditionExpression: 'attribute_not_exists(PK)' };
      const put = (Item: object, condition: object): Action => ({
        Put: { TableName: table, Item: { ...Item }, ...condition },
      });
      await transact(client, [
        put({ ...checkpointKey(claims.number), jws, publicKey }, isNew),
        put(
          { ...checkpointTailKey, jws, ...audited.tail },
          tail === undefined
            ? isNew
            : {
                ConditionExpression: 'auditSequence = :read',
                ExpressionAttributeValues: { ':read': tail.auditSequence },
              },
        ),
        put(audited.item, isNew),
        put(noticeItem(claims, jws, { at, correlationId }), isNew),
      ]);
    },
  };
}

function noticeItem(
  { number, from, to, leaves, root, previous }: CheckpointClaims,
  jws: string,
  { at, correlationId }: { readonly at: Instant; readonly correlationId: string },
): Key & Notice {
  const key = noticeKey(checkpointTailKey.PK, checkpointEvent);
  return {
    ...key,
    SK: `${key.SK}#${number}`,
    type: checkpointEvent,
    id: `chk_${String(number).padStart(26, '0')}`,
    spoke: 'hub',
    at,
    actor,
    correlationId,
    facts: { number, from, to, leaves, root, previous, jws },
  };
}

/** Oldest first. */
export async function readCheckpoints(
  { client, table }: AuditOptions,
  paging: Paging,
): Promise<Page<CheckpointSummary>> {
  const partition = auditPartition(checkpointsObject);
  const page = await queryPage(client, { table, partition, prefix: checkpointPrefix }, paging);
  const items = page.items.map(({ jws }) => ({
    ...claimsOf(String(jws), checkpointTools.base64Url),
    jws: String(jws),
  }));
  return { ...page, items };
}

/** Its leaves as they lie in the bucket; what of it lies in the table says that there is one. */
export async function readCheckpoint(
  { client, table, checkpointObjects }: AuditOptions,
  number: number,
): Promise<Checkpoint | undefined> {
  const answer = await client.send(
    new GetCommand({ TableName: table, Key: checkpointKey(number), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : checkpointObjects.get(number);
}
