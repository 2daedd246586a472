import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type DedupeProgress,
  type DedupeRun,
  type DedupeRunState,
  hasEnded,
} from '#core/dedupe-run/dedupe-run';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import {
  type Key,
  listPartition,
  listShards,
  noticeKey,
  runKey,
  runList,
  runPartition,
} from './keys.ts';
import type { Notice } from './notice.ts';
import { pause } from './pause.ts';
import type { Change, Page, Paging } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** Living customers of one schema whose ids lie in a range of one shard of their list. */
export interface ListRange {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
}

/** Dedupe runs, how far each is, and the ids that they read. */
export interface DedupeRuns {
  create(run: DedupeRun, change: Change): Promise<void>;
  read(runId: string): Promise<DedupeRun | undefined>;
  /** In the order in which they were asked for. */
  list(paging: Paging): Promise<Page<DedupeRun>>;
  /** Moves the state where it is one of `from`; answers the run as it is then, changed or not. */
  move(
    runId: string,
    from: readonly DedupeRunState[],
    to: DedupeRunState,
    change: Change,
    more?: Partial<
      Pick<DedupeRun, 'counts' | 'clusterSizes' | 'modelCare' | 'attempt' | 'failure'>
    >,
  ): Promise<DedupeRun | undefined>;
  /** A stage begins. */
  begin(
    runId: string,
    progress: DedupeProgress,
    more?: Partial<Pick<DedupeRun, 'size' | 'batches'>>,
  ): Promise<void>;
  /** One more piece of this stage's work is done. */
  advance(runId: string, stage: DedupeProgress['stage']): Promise<void>;
  /** Ids of the living customers of a schema, shard by shard in their order; eventually consistent. */
  idsOf(schema: string, shard: number): AsyncIterable<readonly string[]>;
  idsIn(schema: string, range: ListRange): Promise<readonly string[]>;
}

export { listShards };

interface RunItem extends Key, AuditTail, DedupeRun {
  readonly GSI1PK: string;
  readonly GSI1SK: string;
}

interface DedupeRunsOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeDedupeRuns({
  client,
  table,
  vault,
  tenant,
  nowMs,
}: DedupeRunsOptions): DedupeRuns {
  const readItem = async (runId: string) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: runKey(runId), ConsistentRead: true }),
    );
    return answer.Item as RunItem | undefined;
  };
  const audited = async (runId: string, tail: AuditTail, change: Change, changed: string[]) =>
    nextAuditItem(
      tail,
      { object: `run:${runId}`, ...change, changed },
      { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
    );
  const put = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });

  return {
    async create(run, change) {
      const audit = await audited(
        run.runId,
        emptyAuditTail,
        change,
        Object.keys(run.request).toSorted(),
      );
      const listed = { GSI1PK: runList, GSI1SK: run.runId };
      await transact(client, [
        put({ ...runKey(run.runId), ...run, ...audit.tail, ...listed }),
        put(audit.item),
      ]);
    },
    read: async (runId) => runOf(await readItem(runId)),
    async list(paging) {
      const page = await queryIndexPage(client, { table, partition: runList }, paging);
      const items = page.items as readonly unknown[] as readonly RunItem[];
      return { ...page, items: items.flatMap((item) => runOf(item) ?? []) };
    },
    async move(runId, from, to, change, more = {}) {
      for (let attempt = 0; ; attempt += 1) {
        const item = await readItem(runId);
        if (item === undefined || !from.includes(item.state)) return runOf(item);
        const set = { state: to, ...(hasEnded(to) && { endedAt: change.at }), ...more };
        const audit = await audited(runId, item, change, Object.keys(set).toSorted());
        try {
          await transact(client, [
            setWhereRead(table, item, { ...set, ...audit.tail }),
            put(audit.item),
            ...(hasEnded(to) ? [noticeAction(table, { ...item, ...set }, change)] : []),
          ]);
          return runOf({ ...item, ...set });
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
    async begin(runId, progress, more = {}) {
      const set = { progress, ...more };
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: runKey(runId),
          ...setting(set),
          ConditionExpression: 'attribute_exists(PK)',
        }),
      );
    },
    async advance(runId, stage) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: runKey(runId),
            UpdateExpression: 'ADD #progress.#done :one',
            ConditionExpression: '#progress.#stage = :stage AND #progress.#done < #progress.#total',
            ExpressionAttributeNames: {
              '#progress': 'progress',
              '#done': 'done',
              '#total': 'total',
              '#stage': 'stage',
            },
            ExpressionAttributeValues: { ':one': 1, ':stage': stage },
          }),
        );
      } catch (error) {
        // A piece of work that is repeated late moves nothing.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
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
  };
}

function setting(set: object) {
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      given.map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

function setWhereRead(table: string, { runId, auditSequence }: RunItem, set: object): Action {
  const update = setting(set);
  return {
    Update: {
      TableName: table,
      Key: runKey(runId),
      ...update,
      ConditionExpression: '#auditSequence = :read',
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': auditSequence },
    },
  };
}

/** One for each attempt: a run that failed and was resumed ends a second time. */
function noticeAction(
  table: string,
  { runId, request, state, attempt, counts, correlationId }: DedupeRun,
  { actor, at }: Change,
): Action {
  const type = 'dedupe-run.finished.v1';
  const notice: Notice = {
    type,
    // Its event's id: a later end is another event.
    id: attempt === 1 ? runId : `${runId}.${attempt}`,
    spoke: 'hub',
    at,
    actor,
    correlationId,
    facts: {
      runId,
      attempt,
      state,
      schema: request.schema,
      dryRun: request.dryRun,
      customers: counts?.customers ?? 0,
      merges: counts?.merges ?? 0,
      splits: counts?.splits ?? 0,
      reviews: counts?.reviews ?? 0,
    },
  };
  const key = noticeKey(runPartition(runId), type);
  return { Put: { TableName: table, Item: { ...key, SK: `${key.SK}#${attempt}`, ...notice } } };
}

function runOf(item: RunItem | undefined): DedupeRun | undefined {
  if (item === undefined) return undefined;
  const {
    PK: _,
    SK: __,
    GSI1PK: ___,
    GSI1SK: ____,
    auditSequence: _5,
    auditHash: _6,
    ...run
  } = item;
  return run;
}
