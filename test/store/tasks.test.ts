import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewTask } from '#core/identity/change';
import { CommitConflict } from '#store/commit-conflict';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';
import { at, changeOf, creation, sourceRecord } from '../support/stored-customers.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

let tasks = 0;
function newTask(more: Partial<ReviewTask> = {}): ReviewTask {
  tasks += 1;
  return {
    taskId: `tsk_${tasks}`,
    kind: 'possible-match',
    customerIds: [`cus_a${tasks}`, `cus_b${tasks}`],
    because: 'between-thresholds',
    score: {
      matchProbability: 0.7,
      matchWeight: 1.2,
      priorWeight: -8,
      contributions: [],
      model: { name: 'person', version: 1 },
    },
    openedAt: `2026-01-01T00:00:0${tasks}.000Z`,
    state: 'open',
    ...more,
  };
}
const decided = (task: ReviewTask): ReviewTask => ({
  ...task,
  state: 'decided',
  decision: 'different',
  decidedBy: 'tok_steward',
  decidedAt: at,
});

describe('review tasks', () => {
  it('are found by id, by their pair in either order, and oldest first among the open ones', async () => {
    const [first, second] = [newTask(), newTask()];
    await store.tasks.open(second);
    await store.tasks.open(first);

    expect(await store.tasks.read(first.taskId)).toEqual(first);
    const [a, b] = first.customerIds;
    expect(await store.tasks.byPair([b, a])).toEqual(first);
    const page = await store.tasks.listOpen({ limit: 1 });
    expect(page.items).toEqual([first]);
    const next = await store.tasks.listOpen({ limit: 1, cursor: page.cursor! });
    expect(next.items).toEqual([second]);
  });

  it('are opened once a pair; the very same again is a retry', async () => {
    const task = newTask();
    await store.tasks.open(task);

    await expect(store.tasks.open(task)).resolves.toBeUndefined();
    const second = { ...task, taskId: 'tsk_other' };
    await expect(store.tasks.open(second)).rejects.toThrow(CommitConflict);
  });

  it('are decided once; later keeps them open', async () => {
    const task = newTask();
    await store.tasks.open(task);
    await store.tasks.decide({ ...task, decision: 'later' });
    await store.tasks.decide(decided(task));

    const again = store.tasks.decide(decided(task));
    await expect(again).rejects.toMatchObject({ code: 'task.already-decided' });
    await expect(store.tasks.decide(newTask())).rejects.toMatchObject({ code: 'task.not-found' });
    expect(await store.tasks.byPair(task.customerIds)).toEqual(decided(task));
    const open = (await store.tasks.listOpen({ limit: 50 })).items.map((each) => each.taskId);
    expect(open).not.toContain(task.taskId);
  });

  it('are opened and decided with customers in one transaction, or not at all', async () => {
    const [known, fresh] = [newTask(), newTask()];
    const record = sourceRecord('web', 'with-task');
    await store.customers.commit({ ...creation(record), opens: [known] });
    expect(await store.tasks.read(known.taskId)).toEqual(known);

    const again = creation(sourceRecord('web', 'second'));
    const conflicting = { ...known, taskId: 'tsk_second' };
    const refused = store.customers.commit({ ...again, opens: [conflicting, fresh] });
    await expect(refused).rejects.toThrow(CommitConflict);
    expect(await store.tasks.read(fresh.taskId)).toBeUndefined();
    expect(await store.customers.crosswalk({ spoke: 'web', sourceId: 'second' })).toBeUndefined();

    await store.customers.commit(changeOf({ after: [], decides: [decided(known)] }));
    expect((await store.tasks.read(known.taskId))?.state).toBe('decided');
  });
});
