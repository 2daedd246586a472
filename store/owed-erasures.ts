import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { erasureLeft, nextLook } from '#core/privacy-request/erasure-left';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { CommitConflict } from './commit-conflict.ts';
import { type Key, owedErasureKey, requestList } from './keys.ts';
import { queryIndexPage } from './query-page.ts';
import type { TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';

/** A request of whose person a hold kept something, and when it is looked at next. */
export interface OwedErasure {
  readonly requestId: string;
  readonly dueAt: Instant;
}

/** What holds kept from erasures that are over, until it is erased as well. */
export interface OwedErasures {
  /** Those that are due then, the oldest first; eventually consistent. */
  due(at: Instant, limit: number): Promise<readonly OwedErasure[]>;
  /** It is looked at again then. `before`: unless somebody wanted it sooner since it was due then. */
  lookAgain(requestId: string, dueAt: Instant, before?: Instant): Promise<void>;
  /** Nothing is owed any more. */
  settle(requestId: string): Promise<void>;
}

interface OwedErasuresOptions {
  readonly client: TableClient;
  readonly table: string;
}

export const makeOwedErasures = ({ client, table }: OwedErasuresOptions): OwedErasures => ({
  async due(at, limit) {
    const partition = requestList('owed');
    const { items } = await queryIndexPage(client, { table, partition }, { limit });
    return items
      .map(({ requestId, dueAt }) => ({ requestId: String(requestId), dueAt: String(dueAt) }))
      .filter(({ dueAt }) => dueAt <= at);
  },
  async lookAgain(requestId, dueAt, before) {
    const { Put } = looks(table, requestId, dueAt);
    const asRead = {
      ConditionExpression: 'dueAt = :before',
      ExpressionAttributeValues: { ':before': before },
    };
    try {
      await transact(client, [{ Put: { ...Put, ...(before !== undefined && asRead) } }]);
    } catch (error) {
      if (before === undefined || !(error instanceof CommitConflict)) throw error;
    }
  },
  async settle(requestId) {
    // In no list any more, and gone with the time to live.
    const Item = { ...owedErasureKey(requestId), requestId, expiresAtSeconds: 1 };
    await client.send(new PutCommand({ TableName: table, Item }));
  },
});

/** Written with the close of a request that leaves something to be erased, and whenever other things are left. */
export function owes(
  table: string,
  before: PrivacyRequest,
  after: PrivacyRequest,
  at: Instant,
): readonly Action[] {
  const left = erasureLeft(after);
  const isNew = !hasEnded(before.state) || before.work.erasure !== after.work.erasure;
  if (left === undefined || !hasEnded(after.state) || !isNew) return [];
  return [looks(table, after.requestId, nextLook(left, at))];
}

function looks(table: string, requestId: string, dueAt: Instant) {
  const listed: Key & { GSI1PK: string; GSI1SK: string } = {
    ...owedErasureKey(requestId),
    GSI1PK: requestList('owed'),
    GSI1SK: `${dueAt}#${requestId}`,
  };
  return { Put: { TableName: table, Item: { ...listed, requestId, dueAt } } } satisfies Action;
}
