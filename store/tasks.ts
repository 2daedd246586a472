import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#core/kernel/refusal';
import { CommitConflict } from './commit-conflict.ts';
import { openTasksPartition, pairKey, taskKey } from './keys.ts';
import type { Tasks } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import type { TableClient } from './table-client.ts';
import { decidesTask, opensTask, taskOf } from './task-items.ts';
import { transact } from './transact.ts';

export function makeTasks({ client, table }: { client: TableClient; table: string }): Tasks {
  const get = async (key: { PK: string; SK: string }) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
    );
    return answer.Item;
  };
  const read: Tasks['read'] = async (taskId) => {
    const item = await get(taskKey(taskId));
    return item === undefined ? undefined : taskOf(item);
  };
  return {
    read,
    async byPair(customerIds) {
      const pair = await get(pairKey(customerIds));
      return pair === undefined ? undefined : read(String(pair.taskId));
    },
    async listOpen(paging) {
      const page = await queryIndexPage(client, { table, partition: openTasksPartition }, paging);
      return { ...page, items: page.items.map(taskOf) };
    },
    async open(task) {
      try {
        await transact(client, opensTask(table, task));
      } catch (error) {
        // The same task again is a retry; another task about the pair is not.
        const isRetry = error instanceof CommitConflict && (await read(task.taskId)) !== undefined;
        if (!isRetry) throw error;
      }
    },
    async decide(task) {
      try {
        await transact(client, [decidesTask(table, task)]);
      } catch (error) {
        if (!(error instanceof CommitConflict)) throw error;
        const found = await read(task.taskId);
        if (found === undefined) throw new Refusal('task.not-found');
        if (found.state === 'decided') throw new Refusal('task.already-decided');
        throw error;
      }
    },
  };
}
