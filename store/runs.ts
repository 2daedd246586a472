import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { type Key, noticeKey } from './keys.ts';
import type { Notice } from './notice.ts';
import { pause } from './pause.ts';
import type { Change, Page, Paging } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import type { TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** Work over all customers, in pieces, that goes on after it was asked for. */
interface Run {
  readonly runId: string;
  readonly state: string;
  readonly progress: { readonly stage: string; readonly done: number; readonly total: number };
  readonly correlationId: string;
}

/** Runs of one kind, and how far each is. */
export interface Runs<R extends Run> {
  /** `beside`: what is written with it, all or nothing. */
  create(run: R, change: Change, beside?: readonly Action[]): Promise<void>;
  read(runId: string): Promise<R | undefined>;
  /** In the order in which they were asked for. */
  list(paging: Paging): Promise<Page<R>>;
  /** Moves the state where it is one of `from`; answers the run as it is then, changed or not. */
  move(
    runId: string,
    from: readonly R['state'][],
    to: R['state'],
    change: Change,
    more?: Partial<R>,
  ): Promise<R | undefined>;
  /** A stage begins. */
  begin(runId: string, progress: R['progress'], more?: Partial<R>): Promise<void>;
  /** One more piece of this stage's work is done. */
  advance(runId: string, stage: R['progress']['stage']): Promise<void>;
}

/** What is different from kind to kind. */
export interface RunKind<R extends Run> {
  /** Where a run lies; its notices lie in the same partition. */
  readonly key: (runId: string) => Key;
  /** Of the index. */
  readonly list: string;
  /** Whose chain of the audit it is: `run:run_…`. */
  readonly auditObject: (runId: string) => string;
  /** Names of what was asked for. */
  readonly asked: (run: R) => readonly string[];
  readonly hasEnded: (state: R['state']) => boolean;
  /** What is told of its end; several ends of one run have keys and ids of their own. */
  readonly notice: (run: R, change: Change) => { readonly end: string; readonly notice: Notice };
  /** What the audit keeps, sealed, of a run that moved; nothing unless told. */
  readonly audited?: (run: R) => object | undefined;
}

type RunItem<R> = Key & AuditTail & R & { readonly GSI1PK: string; readonly GSI1SK: string };

export interface RunsOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeRuns<R extends Run>(
  { client, table, vault, tenant, nowMs }: RunsOptions,
  kind: RunKind<R>,
): Runs<R> {
  const readItem = async (runId: string) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: kind.key(runId), ConsistentRead: true }),
    );
    return answer.Item as RunItem<R> | undefined;
  };
  const audited = async (
    runId: string,
    tail: AuditTail,
    change: Change,
    changed: readonly string[],
    after?: object,
  ) =>
    nextAuditItem(
      tail,
      {
        object: kind.auditObject(runId),
        ...change,
        changed: [...changed].toSorted(),
        ...(after !== undefined && { after }),
      },
      { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
    );
  const put = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });
  const noticeAction = (run: R, change: Change): Action => {
    const { end, notice } = kind.notice(run, change);
    const key = noticeKey(kind.key(run.runId).PK, notice.type);
    return { Put: { TableName: table, Item: { ...key, SK: `${key.SK}#${end}`, ...notice } } };
  };

  return {
    async create(run, change, beside = []) {
      const audit = await audited(run.runId, emptyAuditTail, change, kind.asked(run));
      const listed = { GSI1PK: kind.list, GSI1SK: run.runId };
      await transact(client, [
        put({ ...kind.key(run.runId), ...run, ...audit.tail, ...listed }),
        put(audit.item),
        ...beside,
      ]);
    },
    read: async (runId) => runOf(await readItem(runId)),
    async list(paging) {
      const page = await queryIndexPage(client, { table, partition: kind.list }, paging);
      const items = page.items as readonly unknown[] as readonly RunItem<R>[];
      return { ...page, items: items.flatMap((item) => runOf(item) ?? []) };
    },
    async move(runId, from, to, change, more) {
      for (let attempt = 0; ; attempt += 1) {
        const item = await readItem(runId);
        if (item === undefined || !from.includes(item.state)) return runOf(item);
        const isEnd = kind.hasEnded(to);
        const set = { state: to, ...(isEnd && { endedAt: change.at }), ...more };
        const moved: RunItem<R> = { ...item, ...set };
        const audit = await audited(runId, item, change, Object.keys(set), kind.audited?.(moved));
        try {
          await transact(client, [
            {
              Update: {
                TableName: table,
                Key: kind.key(runId),
                ...whereRead(item, { ...set, ...audit.tail }),
              },
            },
            put(audit.item),
            ...(isEnd ? [noticeAction(moved, change)] : []),
          ]);
          return runOf(moved);
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
    async begin(runId, progress, more = {}) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: kind.key(runId),
          ...setting({ progress, ...more }),
          ConditionExpression: 'attribute_exists(PK)',
        }),
      );
    },
    async advance(runId, stage) {
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: kind.key(runId),
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

function whereRead({ auditSequence }: AuditTail, set: object) {
  const update = setting(set);
  return {
    ...update,
    ConditionExpression: '#auditSequence = :read',
    ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':read': auditSequence },
  };
}

function runOf<R extends Run>(item: RunItem<R> | undefined): R | undefined {
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
  // What is left of the item is what was put: a run of this kind.
  return run as unknown as R;
}
