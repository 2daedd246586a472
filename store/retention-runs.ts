import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#core/kernel/refusal';
import type { RetentionRun } from '#core/privacy-retention/retention-run';
import { CommitConflict } from './commit-conflict.ts';
import {
  type Key,
  realRetentionKey,
  retentionDayKey,
  retentionKey,
  retentionList,
  retentionObject,
} from './keys.ts';
import { type LivingIds, makeLivingIds } from './living-ids.ts';
import type { Notice } from './notice.ts';
import { pause } from './pause.ts';
import type { Change } from './ports.ts';
import { makeRuns, type Runs, type RunsOptions } from './runs.ts';
import type { Action } from './transact.ts';

/** Retention runs, how far each is, and the ids that they read. */
export interface RetentionRuns extends Omit<Runs<RetentionRun>, 'create'>, LivingIds {
  /**
   * Keeps a new run. Of a real one it is refused with `retention-run.in-progress` while another is
   * running. `day`: the clock's own of that day; false where there is one already.
   */
  create(run: RetentionRun, change: Change, day?: string): Promise<boolean>;
  /** The real run that is running. */
  real(): Promise<RetentionRun | undefined>;
}

const daySeconds = 86_400;

export function makeRetentionRuns(options: RunsOptions): RetentionRuns {
  const { client, table, nowMs } = options;
  const runs = makeRuns<RetentionRun>(options, {
    key: retentionKey,
    list: retentionList,
    auditObject: retentionObject,
    asked: ({ dryRun, schema }) => [
      dryRun ? 'dry-run' : 'erases',
      ...(schema === undefined ? [] : ['schema']),
    ],
    hasEnded: (state) => state !== 'running',
    notice: (run, change) => ({ end: '1', notice: noticeOf(run, change) }),
    audited: ({ result }) => result,
  });
  const holder = async (): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: realRetentionKey, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : String(Item.runId);
  };
  const runningOf = async (runId: string | undefined) => {
    const run = runId === undefined ? undefined : await runs.read(runId);
    return run?.state === 'running' ? run : undefined;
  };
  const putsOnce = (key: Key, more: object, condition: object): Action => ({
    Put: { TableName: table, Item: { ...key, ...more }, ...condition },
  });
  // Whose run has ended holds it no more: the next one takes its place.
  const takes = (before: string | undefined) =>
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'runId = :before',
          ExpressionAttributeValues: { ':before': before },
        };
  return {
    ...makeLivingIds(client, table),
    ...runs,
    real: async () => runningOf(await holder()),
    async create(run, change, day) {
      const isNewDay = (of: string): Action =>
        putsOnce(
          retentionDayKey(of),
          { runId: run.runId, expiresAtSeconds: Math.floor(nowMs() / 1000) + 3 * daySeconds },
          { ConditionExpression: 'attribute_not_exists(PK)' },
        );
      const days = day === undefined ? [] : [isNewDay(day)];
      const isTaken = async () => {
        if (day === undefined) return false;
        const Key = retentionDayKey(day);
        const { Item } = await client.send(
          new GetCommand({ TableName: table, Key, ConsistentRead: true }),
        );
        return Item !== undefined;
      };
      // DynamoDB may let neither of two through that come at once: who is refused looks again.
      for (let attempt = 0; ; attempt += 1) {
        if (await isTaken()) return false;
        const before = run.dryRun ? undefined : await holder();
        if ((await runningOf(before)) !== undefined) throw new Refusal('retention-run.in-progress');
        const alone = run.dryRun
          ? []
          : [putsOnce(realRetentionKey, { runId: run.runId }, takes(before))];
        try {
          await runs.create(run, change, [...days, ...alone]);
          return true;
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
  };
}

const noticeOf = (
  { runId, dryRun, state, result, correlationId }: RetentionRun,
  { actor, at }: Change,
): Notice => {
  const purposes = result?.purposes ?? [];
  const attributes = result?.attributes ?? [];
  return {
    type: 'retention-run.finished.v1',
    id: runId,
    spoke: 'hub',
    at,
    actor,
    correlationId,
    facts: {
      runId,
      state,
      dryRun,
      customers: result?.customers ?? 0,
      customersRunOut: sumOf(purposes),
      attributesRunOut: sumOf(attributes),
    },
  };
};

const sumOf = (
  all: readonly { readonly outcomes: readonly { readonly count: number }[] }[],
): number => all.flatMap(({ outcomes }) => outcomes).reduce((sum, { count }) => sum + count, 0);
