import type { ReviewTask, StoredCustomer } from '#core/identity/change';
import { markDifferent } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { Refusal } from '#core/kernel/refusal';
import { act } from '#functions/shared/act';
import { followLiving } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import type { decideTask, listTasks, readTask } from './contract.ts';

/**
 * Open review tasks, oldest first. A pair that became one customer meanwhile, or of which one is
 * gone, is left out and not closed: an unmerge may bring it back. A page may hold fewer than `limit`.
 */
export const handleListTasks: Handle<typeof listTasks> = async ({ query }, services) => {
  const page = await services.tasks.listOpen(query);
  const roots = await services.customers.roots(page.items.flatMap((task) => task.customerIds));
  const isOpen = ({ customerIds: [a, b] }: ReviewTask) =>
    roots.has(a) && roots.has(b) && roots.get(a) !== roots.get(b);
  return { ...page, items: page.items.filter(isOpen) };
};

/** One task and its customers as they are now, merges followed. */
export const handleReadTask: Handle<typeof readTask> = async ({ params }, services) => {
  const task = await find(params.taskId, services);
  const stored = await services.customers.load(task.customerIds);
  return {
    ...task,
    customers: stored.map(({ customer }) => ({
      customerId: customer.customerId,
      attributes: customer.golden.attributes,
    })),
  };
};

/** Carries out a steward's word and closes the task in the same transaction. */
export const handleDecideTask: Handle<typeof decideTask> = async (
  { params, body, actorId, correlationId },
  services,
) => {
  const task = await find(params.taskId, services);
  if (task.state === 'decided') throw new Refusal('task.already-decided');
  let word: ReviewTask = task;
  const decided = (at: string): ReviewTask => {
    word = {
      ...task,
      state: body.decision === 'later' ? 'open' : 'decided',
      decision: body.decision,
      decidedBy: actorId,
      decidedAt: at,
    };
    return word;
  };
  const customerId = await carryOut(task, decided, {
    decision: body.decision,
    cause: {
      actor: actorId,
      action: 'task.decide',
      correlationId,
      ...(body.reason !== undefined && { reason: body.reason }),
    },
    services,
  });
  if (body.decision !== 'later') services.measure('ReviewTasksDecided', 1);
  services.log('task decided', { taskId: task.taskId, decision: body.decision, correlationId });
  return { ...word, ...(customerId !== undefined && { customerId }) };
};

async function carryOut(
  task: ReviewTask,
  decided: (at: string) => ReviewTask,
  {
    decision,
    cause,
    services,
  }: {
    decision: 'same' | 'different' | 'later';
    cause: Parameters<typeof act>[0]['cause'];
    services: Services;
  },
): Promise<string | undefined> {
  const readBoth = async (): Promise<readonly [StoredCustomer, ...StoredCustomer[]]> => {
    const [a, b] = await Promise.all(task.customerIds.map((id) => followLiving(services, id)));
    if (a === undefined || b === undefined) throw new Refusal('customer.not-found');
    return [a, b];
  };
  const [a, b] = await Promise.all(task.customerIds.map((id) => rootOf(id, services)));
  const isOne = a !== undefined && a === b;
  const isOneGone = a === undefined || b === undefined;
  // Nothing to merge or to tell apart: the word only closes the task, or keeps it open.
  if (
    decision === 'later' ||
    (decision === 'same' && isOne) ||
    (decision === 'different' && isOneGone)
  ) {
    await services.tasks.decide(decided(services.clock()));
    return isOne ? a : undefined;
  }
  const { stored } = await act(
    {
      read: readBoth,
      decide: ([one, other], context) => {
        if (one === undefined || other === undefined) throw new Refusal('customer.not-found');
        return decision === 'same'
          ? merge(one.customer, other.customer, 'steward', context)
          : markDifferent(one.customer, other.customer);
      },
      decides: (at) => [decided(at)],
      cause,
    },
    services,
  );
  return decision === 'same' ? stored[0]?.customer.customerId : undefined;
}

/** The living customer behind an id; `undefined` once it was removed. */
async function rootOf(
  customerId: string,
  { customers }: Pick<Services, 'customers'>,
): Promise<string | undefined> {
  const found = await customers.find(customerId);
  if (found.status === 'merged') return found.into;
  return found.status === 'living' ? found.stored.customer.customerId : undefined;
}

async function find(taskId: string, { tasks }: Pick<Services, 'tasks'>): Promise<ReviewTask> {
  const task = await tasks.read(taskId);
  if (task === undefined) throw new Refusal('task.not-found');
  return task;
}
