import type { ReviewTask } from '#core/identity/change';
import { openTasksPartition, pairKey, taskKey } from './keys.ts';
import type { Item } from './table-client.ts';
import type { Action } from './transact.ts';

/** A new task and the item that keeps a second one from being opened for its pair. */
export const opensTask = (table: string, task: ReviewTask): readonly Action[] => [
  putIfAbsent(table, taskItem(task)),
  putIfAbsent(table, { ...pairKey(task.customerIds), taskId: task.taskId }),
];

/** Writes a steward's word on an open task; `later` keeps it open. */
export const decidesTask = (table: string, task: ReviewTask): Action => ({
  Put: {
    TableName: table,
    Item: taskItem(task),
    ConditionExpression: '#state = :open',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':open': 'open' },
  },
});

/** A task holds ids, levels and weights, no value of a person: it stands in clear. */
const taskItem = (task: ReviewTask): Record<string, unknown> => ({
  ...taskKey(task.taskId),
  ...task,
  ...(task.state === 'open'
    ? { GSI1PK: openTasksPartition, GSI1SK: `${task.openedAt}#${task.taskId}` }
    : {}),
});

export function taskOf(item: Item): ReviewTask {
  const { PK: _PK, SK: _SK, GSI1PK: _GSI1PK, GSI1SK: _GSI1SK, ...task } = item;
  return task as unknown as ReviewTask;
}

const putIfAbsent = (table: string, Item: Record<string, unknown>): Action => ({
  Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(PK)' },
});
