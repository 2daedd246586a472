import type { Thing } from '#core/access/access-question';
import { withoutRoles } from '#core/access/hidden-roles';
import type { Permission } from '#core/access/roles';
import type { ReviewTask, StoredCustomer } from '#core/identity/change';
import { markDifferent } from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { Refusal } from '#core/kernel/refusal';
import type { Access } from '#functions/shared/access';
import { act } from '#functions/shared/act';
import { followLiving, readSchema } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import { hiddenInScores, sightOf } from '#functions/shared/sight';
import { recordsOf, usedOf, useOf } from '#functions/shared/use-of';
import { shown } from '#functions/shared/views';
import type { decideTask, listTasks, readTask } from './contract.ts';

/**
 * Open review tasks, oldest first, of which the caller may see one of the two customers. A pair that
 * became one customer meanwhile, or of which one is gone, is left out and not closed: an unmerge may
 * bring it back. A page may hold fewer than `limit`.
 */
export const handleListTasks: Handle<typeof listTasks> = async ({ query, access }, services) => {
  const page = await services.tasks.listOpen(query);
  const roots = await services.customers.roots(page.items.flatMap((task) => task.customerIds));
  const isOpen = ({ customerIds: [a, b] }: ReviewTask) =>
    roots.has(a) && roots.has(b) && roots.get(a) !== roots.get(b);
  const open = page.items.filter(isOpen);
  if (readsAllTasks(access)) return { ...page, items: open };
  const seen = open.map(async (task) => {
    const stored = await services.customers.load(task.customerIds);
    return maySee(stored, 'task:read', access)
      ? [await taskView(task, stored, access, services)]
      : [];
  });
  return { ...page, items: (await Promise.all(seen)).flat() };
};

/** One task and its customers as they are now, merges followed. */
export const handleReadTask: Handle<typeof readTask> = async ({ params, access }, services) => {
  const task = await find(params.taskId, services);
  const stored = await services.customers.load(task.customerIds);
  if (!maySee(stored, 'task:read', access)) throw new Refusal('task.not-found');
  const customers = stored
    .filter(({ customer }) => access.may('customer:read', access.customer(customer.golden)))
    .map(async (each) => {
      const { customerId, schema, golden } = each.customer;
      const use = await useOf(usedOf(each), access, services);
      const sight = sightOf(access, access.customer(golden), use);
      return { customerId, ...shown(golden.attributes, await readSchema(services, schema), sight) };
    });
  return {
    ...(await taskView(task, stored, access, services)),
    customers: await Promise.all(customers),
  };
};

/** A steward of everybody: their customers need not be read to know that he sees all of a task. */
const readsAllTasks = (access: Access): boolean =>
  access.may('task:read', access.unit()) && access.may('customer:steward', access.unit());

/** Of a pair of which nobody lives any more hears who may see all. */
const thingsOf = (stored: readonly StoredCustomer[], access: Access): readonly Thing[] =>
  stored.length === 0
    ? [access.unit()]
    : stored.map(({ customer }) => access.customer(customer.golden));

const maySee = (stored: readonly StoredCustomer[], permission: Permission, access: Access) =>
  thingsOf(stored, access).some((thing) => access.may(permission, thing));

/** A task, without what its score says of values that the caller may not read. */
async function taskView(
  task: ReviewTask,
  stored: readonly StoredCustomer[],
  access: Access,
  services: Services,
): Promise<ReviewTask> {
  const hidden = stored.map(async (each) => {
    const { schema, golden } = each.customer;
    const use = await useOf(usedOf(each), access, services, recordsOf(each.customer));
    const sight = sightOf(access, access.customer(golden), use);
    return hiddenInScores(sight, await readSchema(services, schema));
  });
  const roles = new Set((await Promise.all(hidden)).flatMap((each) => [...each]));
  return { ...task, score: withoutRoles(task.score, roles) };
}

/** Carries out a steward's word and closes the task in the same transaction. */
export const handleDecideTask: Handle<typeof decideTask> = async (
  { params, body, access, actorId, correlationId },
  services,
) => {
  const task = await find(params.taskId, services);
  const both = await services.customers.load(task.customerIds);
  if (!maySee(both, 'task:read', access) && !maySee(both, 'task:decide', access))
    throw new Refusal('task.not-found');
  for (const thing of thingsOf(both, access)) access.require('task:decide', thing);
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
    access,
  });
  if (body.decision !== 'later') services.measure('ReviewTasksDecided', 1);
  services.log('task decided', { taskId: task.taskId, decision: body.decision, correlationId });
  const view = await taskView(word, both, access, services);
  return { ...view, ...(customerId !== undefined && { customerId }) };
};

async function carryOut(
  task: ReviewTask,
  decided: (at: string) => ReviewTask,
  {
    decision,
    cause,
    services,
    access,
  }: {
    decision: 'same' | 'different' | 'later';
    cause: Parameters<typeof act>[0]['cause'];
    services: Services;
    access: Access;
  },
): Promise<string | undefined> {
  const asking = { access, permission: 'task:decide' } as const;
  const readBoth = async (): Promise<readonly [StoredCustomer, ...StoredCustomer[]]> => {
    const [a, b] = await Promise.all(
      task.customerIds.map((id) => followLiving(services, asking, id)),
    );
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
