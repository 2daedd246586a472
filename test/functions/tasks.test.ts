import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ReviewTask } from '#core/identity/change';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let turn = 0;
let one: string;
let other: string;
let task: ReviewTask;

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
});
afterAll(() => hub.stop());

const person = (given: string) => ({
  name: { given, family: `Of Turn ${turn}` },
  emails: [{ value: `${given}.${turn}@example.com` }],
});

beforeEach(async () => {
  turn += 1;
  one = (await hub.put('crm', `a-${turn}`, person('alpha'))).body.customerId;
  other = (await hub.put('crm', `b-${turn}`, person('omega'))).body.customerId;
  expect(one).not.toBe(other);
  task = {
    taskId: `tsk_${ulid().toLowerCase()}`,
    kind: 'possible-match',
    customerIds: [one, other].toSorted() as [string, string],
    because: 'between-thresholds',
    score: {
      matchProbability: 0.7,
      matchWeight: 1.2,
      priorWeight: -8,
      contributions: [],
      model: { name: 'person', version: 1 },
    },
    openedAt: new Date().toISOString(),
    state: 'open',
  };
  await hub.services.tasks.open(task);
});

const decide = (decision: string) =>
  hub.call('decideTask', {
    params: { taskId: task.taskId },
    body: { decision, reason: 'asked at the counter' },
    role: 'steward',
  });
const read = async () => (await hub.call('readTask', { params: { taskId: task.taskId } })).body;
const isListed = async () => {
  const { body } = await hub.call('listTasks', { query: { limit: '200' } });
  return body.items.some(({ taskId }: ReviewTask) => taskId === task.taskId);
};
const unmerge = (from: string, merged: string) =>
  hub.call('unmergeCustomer', { params: { customerId: from }, body: { customerId: merged } });
const merge = (into: string, duplicate: string) =>
  hub.call('mergeCustomers', { params: { customerId: into }, body: { with: duplicate } });
const remove = async (customerId: string) => {
  const { headers } = await hub.call('readCustomer', { params: { customerId } });
  await hub.call('removeCustomer', {
    params: { customerId },
    headers: { 'if-match': headers.etag ?? '' },
  });
};

describe('a review task', () => {
  it('shows both customers as they are now', async () => {
    expect((await read()).customers.map((each: { customerId: string }) => each.customerId)).toEqual(
      task.customerIds,
    );
    expect(await isListed()).toBe(true);
  });

  it('same: merges the two, closes the task, and says who decided when', async () => {
    const { status, body } = await decide('same');

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'decided', decision: 'same', decidedBy: 'tok_steward' });
    expect([one, other]).toContain(body.customerId);
    const { customers, ...now } = await read();
    expect(now).toEqual({ ...body, customerId: undefined });
    expect(customers).toHaveLength(1);
    expect(await isListed()).toBe(false);
  });

  it('different: keeps the two apart, also from a merge, and closes the task', async () => {
    expect((await decide('different')).body).toMatchObject({ state: 'decided' });
    expect(await merge(one, other)).toMatchObject({
      status: 409,
      body: { type: '/problems/customer.marked-different' },
    });
    expect(await isListed()).toBe(false);
  });

  it('later: changes nothing and stays in the queue', async () => {
    expect((await decide('later')).body).toMatchObject({ state: 'open', decision: 'later' });
    expect(await isListed()).toBe(true);
    expect((await decide('same')).status).toBe(200);
  });

  it('is decided once', async () => {
    await decide('different');
    expect(await decide('same')).toMatchObject({
      status: 409,
      body: { type: '/problems/task.already-decided' },
    });
    expect((await read()).decision).toBe('different');
  });

  it('follows what became one meanwhile: same closes it, different contradicts', async () => {
    await merge(one, other);
    expect(await decide('different')).toMatchObject({
      status: 409,
      body: { type: '/problems/customer.already-merged' },
    });
    expect(await decide('same')).toMatchObject({ status: 200, body: { customerId: one } });
    expect(await isListed()).toBe(false);
  });

  it('can be closed when a customer of it was removed', async () => {
    await remove(other);
    expect(await decide('same')).toMatchObject({
      status: 410,
      body: { type: '/problems/customer.removed' },
    });
    expect(await isListed()).toBe(false);
    expect(await decide('different')).toMatchObject({ status: 200, body: { state: 'decided' } });
    expect(await isListed()).toBe(false);
  });

  it('that does not exist is not found', async () => {
    task = { ...task, taskId: `tsk_${'0'.repeat(26)}` };
    expect((await decide('same')).status).toBe(404);
  });

  it('leaves the list when its two became one customer, and comes back with an unmerge', async () => {
    expect(await isListed()).toBe(true);
    await merge(one, other);
    expect(await isListed()).toBe(false);
    await unmerge(one, other);
    expect(await isListed()).toBe(true);
  });
});
