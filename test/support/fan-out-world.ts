import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import {
  hasEnded,
  type Order,
  orderHasEnded,
  type PrivacyRequest,
} from '#core/privacy-request/privacy-request';
import { lookAtClocks } from '#functions/privacy-clocks/look-at-clocks';
import * as contracts from '#functions/privacy-requests/contract';
import { routesWith } from '#functions/privacy-requests/index';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { type PrivacyStep, privacyStepsOf } from '#functions/privacy-steps/index';
import { afterDeath } from '#functions/shared/died';
import type { Services } from '#functions/shared/handle';
import { lambdaOf } from '#functions/shared/lambda';
import { randomOf } from './as-of-history.ts';
import { eventOf, startHub, type TestCall, type TestHub } from './hub.ts';
import { likeNobody } from './like-nobody.ts';
import { stepMachine } from './step-machine.ts';

/** A hub of its own time, for one life after another. */
export interface FanOutHub {
  readonly hub: TestHub;
  readonly time: { nowMs: number };
}

const startMs = Date.parse('2026-03-02T09:00:00.000Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const spokes = ['crm', 'pos', 'web'] as const;
type SpokeName = (typeof spokes)[number];

export async function startFanOutHub(): Promise<FanOutHub> {
  const time = { nowMs: startMs };
  const hub = await startHub({ clock: () => new Date(time.nowMs).toISOString() });
  for (const spoke of spokes) await hub.spoke(spoke);
  return { hub, time };
}

const routesByName = { ...contracts };

/** How a life came out. */
export interface Outcome {
  readonly state: PrivacyRequest['state'];
  readonly isEscalated: boolean;
  readonly faults: number;
  readonly actions: number;
}

const rightsAsked = [
  ['erasure'],
  ['erasure'],
  ['restriction', 'erasure'],
  ['restriction'],
  ['objection'],
  ['access'],
] as const;
const finals = ['done', 'done', 'not-found', 'partial', 'refused'] as const;
/** Of these the answer says why. */
const unfinished: ReadonlySet<string> = new Set(['partial', 'refused']);

/** The process ends here, before or after what it asked for was done. */
class Crash extends Error {}

/**
 * One privacy request among three spokes over the real routes, steps and schedule: messages are lost
 * and sent again, come twice, late and in any order; the process dies between any two calls of the
 * store; the workflow dies or begins again. Whatever is promised is looked at after every action, and
 * at the end, when the faults have stopped and two months have passed.
 */
export async function liveThrough(seed: number, { hub, time }: FanOutHub): Promise<Outcome> {
  const random = randomOf(seed);
  const chance = (percent: number) => random(100) < percent;
  const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
  let isFaulty = true;
  let faults = 0;
  const perhapsCrash = (percent: number) => {
    if (!isFaulty || !chance(percent)) return;
    faults += 1;
    throw new Crash();
  };
  const crashing = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]) => {
          perhapsCrash(2);
          const answer = await member.apply(target, given);
          perhapsCrash(2);
          return answer;
        };
      },
    });

  /** What is under way; a message that fails stays, so that it is sent again. */
  const network: { readonly what: string; readonly send: () => Promise<boolean> }[] = [];
  const steps = privacyStepsOf(() => services);
  const machine = stepMachine(
    async (input) => {
      const output = await steps(input as unknown as PrivacyStep);
      // The function has done its work, and nobody hears of it.
      perhapsCrash(5);
      return output;
    },
    () => time.nowMs,
  );
  const services: PrivacyServices = {
    ...hub.services,
    privacyRequests: crashing(hub.services.privacyRequests),
    customers: crashing(hub.services.customers),
    consents: crashing(hub.services.consents),
    workflows: crashing({
      startPrivacy: async (name: string, input: object) => machine.start(name, { ...input }),
      goOn: async (token: string, output: object) => machine.goOn(token, output),
    }),
  };
  const handler = lambdaOf(
    routesWith(() => services),
    () => services as Services,
  );
  const call = async (route: keyof typeof contracts, asked: TestCall) => {
    const event = eventOf(routesByName[route], asked);
    const answer = (await handler(event, {} as Context)) as APIGatewayProxyResult;
    return { status: answer.statusCode, body: answer.body === '' ? {} : JSON.parse(answer.body) };
  };
  const quiet = hub.services.privacyRequests;

  const person = likeNobody(seed);
  const { body } = await hub.put('crm', `${seed}`, person);
  if (body.outcome !== 'created')
    throw new Error(`seed ${seed}: its person is somebody of an earlier life`);
  const { customerId } = body as { customerId: string };
  const rights = pick(rightsAsked);
  const opening = {
    rights,
    customerId,
    jurisdiction: pick(['EU', 'GB', 'US-CA']),
    channel: 'steward',
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const { status } = await call('createPrivacyRequest', { body: opening });
    if (status === 201) break;
  }
  const [requestId = ''] = await quiet.ofCustomers([customerId]);
  const params = { requestId };

  // Whoever decides, in any order, until an answer comes that repeating cannot change.
  const officer = pick(['decides', 'decides', 'decides', 'rejects', 'person withdraws', 'absent']);
  const insist = (route: keyof typeof contracts, asked: TestCall) => {
    network.push({
      what: route,
      send: async () => {
        const { status } = await call(route, asked);
        if (status < 500 && status !== 409) return true;
        const found = await quiet.read(requestId);
        return status === 409 && found !== undefined && hasEnded(found.request.state);
      },
    });
  };
  if (officer !== 'absent') insist('verifyPrivacyRequest', { params, body: { method: 'steward' } });
  if (officer === 'decides') insist('approvePrivacyRequest', { params });
  if (officer === 'rejects')
    network.push({
      what: 'reject',
      send: async () =>
        (await call('rejectPrivacyRequest', { params, body: { code: 'excessive', reason: 'No.' } }))
          .status < 500,
    });
  if (officer === 'person withdraws')
    network.push({
      what: 'withdraw',
      send: async () => (await call('withdrawPrivacyRequest', { params })).status < 500,
    });

  // Each spoke hears of its order by the events in the outbox, and answers in its own way.
  const ways = new Map(
    spokes.map((spoke) => [
      spoke,
      {
        isSilent: chance(15),
        final: pick(finals),
        saysBefore: pick([[], ['received'], ['received', 'accepted'], ['failed']]),
      },
    ]),
  );
  /** What a spoke has truly said, whether or not it was heard. */
  const said = new Map<string, Set<string>>(spokes.map((spoke) => [spoke, new Set()]));
  const heard = new Set<string>();
  const waived = new Set<string>();
  const answer = (spoke: SpokeName, status: string) => {
    network.push({
      what: `${spoke} ${status}`,
      send: async () => {
        said.get(spoke)?.add(status);
        const answered = await call('acknowledgePrivacyRequest', {
          params: { requestId, spoke },
          body: unfinished.has(status) ? { status, code: 'kept-by-law' } : { status },
          role: 'integrator',
          spoke,
        });
        return answered.status < 500;
      },
    });
  };
  const listen = async () => {
    for (const { type, spoke } of await outboxOf(requestId, hub)) {
      const way = ways.get(spoke as SpokeName);
      if (type !== 'privacy-request.task.v1' || way === undefined || heard.has(spoke)) continue;
      heard.add(spoke);
      if (way.isSilent) continue;
      for (const status of [...way.saysBefore, way.final]) answer(spoke as SpokeName, status);
    }
  };
  const look = async () => {
    try {
      await lookAtClocks(services, { remainingMs: () => 200_000 });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  };
  const deliver = async () => {
    if (network.length === 0) return;
    const [message] = network.splice(random(network.length), 1);
    if (message === undefined) return;
    // Lost on its way: whoever sent it hears nothing and sends it again.
    if (isFaulty && chance(15)) {
      faults += 1;
      network.push(message);
      return;
    }
    const isDone = await message.send();
    if (!isDone || (isFaulty && chance(20))) network.push(message);
  };
  const die = (name: string) => {
    faults += 1;
    machine.kill(name);
    const execution = name;
    network.push({
      what: 'death',
      send: async () => {
        try {
          await steps(afterDeath(execution));
          return true;
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          return false;
        }
      },
    });
  };

  const past: { before?: PrivacyRequest } = {};
  const check = async () => {
    const found = await quiet.read(requestId);
    if (found === undefined) throw new Error('the request is gone');
    const { request } = found;
    const problem = brokenPromise(past.before, request, said, waived);
    if (problem !== undefined)
      throw new Error(`seed ${seed}: ${problem} ${JSON.stringify(request)}`);
    past.before = request;
    return request;
  };

  const turns = 30 + random(50);
  for (let turn = 0; turn < turns; turn += 1) {
    await listen();
    const [ready] = machine.ready();
    const dice = random(100);
    if (dice < 35 && ready !== undefined) await machine.step(ready);
    else if (dice < 80) await deliver();
    else if (dice < 84) machine.restart();
    else if (dice < 87) machine.running().slice(0, 1).forEach(die);
    else if (dice < 93) await look();
    else time.nowMs += random(7 * hourMs);
    await check();
  }

  // The faults stop; what was under way comes, and time passes.
  isFaulty = false;
  const settle = async () => {
    for (let n = 0; n < 200; n += 1) {
      await listen();
      const ready = machine.ready();
      const isStill = ready.length === 0 && network.length === 0;
      if (isStill) return;
      for (const name of ready) await machine.step(name);
      await deliver();
      await check();
    }
  };
  const isWaived = chance(50);
  for (const days of [0, 1, 8, 10, 30, 12]) {
    time.nowMs += days * dayMs;
    await look();
    await settle();
    await look();
    const { orders } = await check();
    for (const [spoke, order] of Object.entries(orders))
      if (isWaived && order.escalatedAt !== undefined && !orderHasEnded(order)) {
        waived.add(spoke);
        const why = { code: 'unreachable', reason: 'It does not answer.' };
        await call('waiveOrder', { params: { requestId, spoke }, body: why });
      }
    await settle();
  }
  const request = await check();
  await checkOutbox(requestId, request, hub);
  const isEscalated = await isOwned(request, hub);
  if (!hasEnded(request.state) && !isEscalated)
    throw new Error(
      `seed ${seed}: it neither ended nor is it escalated ${JSON.stringify(request)}`,
    );
  if (hasEnded(request.state) && rights.some((each) => each === 'erasure') && isWorked(request)) {
    const left = await quiet.details(requestId);
    if (left !== undefined) throw new Error(`seed ${seed}: what the orders needed is still there`);
    const [stored] = await hub.services.customers.load([customerId]);
    if (stored !== undefined) throw new Error(`seed ${seed}: the customer is still there`);
  }
  // Nobody waits for it in the next life.
  if (!hasEnded(request.state)) await endIt(request, call);
  return { state: request.state, isEscalated, faults, actions: turns };
}

const isWorked = ({ state }: PrivacyRequest) =>
  state === 'fulfilled' || state === 'partly-fulfilled';

const mayCome: Readonly<Record<Order['state'], number>> = {
  open: 0,
  received: 1,
  accepted: 2,
  failed: 2,
  partial: 3,
  refused: 3,
  'not-found': 3,
  done: 4,
};

/** What may never be so, whatever happened. */
function brokenPromise(
  before: PrivacyRequest | undefined,
  after: PrivacyRequest,
  said: ReadonlyMap<string, ReadonlySet<string>>,
  waived: ReadonlySet<string>,
): string | undefined {
  const orders = Object.entries(after.orders);
  if (isWorked(after)) {
    if (!after.isOrdered) return 'it ended before all orders were out';
    if (orders.some(([, each]) => each.isMandatory && !orderHasEnded(each)))
      return 'it ended while a mandatory spoke was open';
    if (Object.values(after.work).some(({ state }) => state === 'open'))
      return 'it ended before the hub had done its part';
  }
  if (
    after.state === 'fulfilled' &&
    orders.some(([, each]) => each.state !== 'done' && each.state !== 'not-found')
  )
    return 'it is called fulfilled and was so in part';
  for (const [spoke, order] of orders) {
    if (order.state !== 'open' && !said.get(spoke)?.has(order.state) && !waived.has(spoke))
      return `${spoke} never said ${order.state}`;
    const earlier = before?.orders[spoke];
    if (earlier !== undefined && mayCome[order.state] < mayCome[earlier.state])
      return `${spoke} went back from ${earlier.state} to ${order.state}`;
  }
  if (before !== undefined && hasEnded(before.state) && before.state !== after.state)
    return `it had ended ${before.state}`;
  if (before?.isOrdered && Object.keys(before.orders).length !== orders.length)
    return 'an order came after the last one';
  return undefined;
}

async function outboxOf(requestId: string, { store }: TestHub) {
  const { Items = [] } = await store.client.send(
    new QueryCommand({
      TableName: store.names.main,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :out)',
      ExpressionAttributeValues: { ':partition': `DSR#${requestId}`, ':out': 'OUT#' },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => ({
    type: String(item.type),
    spoke: String(item.spoke),
    facts: item.facts as Readonly<Record<string, unknown>>,
  }));
}

/** Each thing is told once, to whom it concerns, and nothing that did not happen. */
async function checkOutbox(requestId: string, request: PrivacyRequest, hub: TestHub) {
  const told = await outboxOf(requestId, hub);
  const of = (type: string) =>
    told
      .filter((each) => each.type === `privacy-request.${type}.v1`)
      .map(({ spoke }) => spoke)
      .toSorted();
  const ordered = Object.keys(request.orders).toSorted();
  const expected = {
    opened: ['hub'],
    task: ordered,
    closed: hasEnded(request.state) ? [...ordered, 'hub'].toSorted() : [],
  };
  const found = { opened: of('opened'), task: of('task'), closed: of('closed') };
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`told ${JSON.stringify(found)} in place of ${JSON.stringify(expected)}`);
  const due = told.filter(({ type }) => type === 'privacy-request.due.v1');
  const texts = due.map(({ spoke, facts }) => JSON.stringify([spoke, facts]));
  if (new Set(texts).size !== texts.length) throw new Error(`told twice: ${texts.join()}`);
}

/** Somebody was told that it is late: of the answer, or of the orders that it waits for. */
async function isOwned(request: PrivacyRequest, hub: TestHub): Promise<boolean> {
  const told = await outboxOf(request.requestId, hub);
  const open = Object.values(request.orders).filter((each) => !orderHasEnded(each));
  return (
    open.every(({ escalatedAt }) => escalatedAt !== undefined) &&
    told.some(({ facts }) => facts.kind === 'overdue' && facts.clock !== 'task')
  );
}

async function endIt(
  { requestId, state, orders }: PrivacyRequest,
  call: (route: keyof typeof contracts, asked: TestCall) => Promise<unknown>,
): Promise<void> {
  const params = { requestId };
  if (state !== 'in-progress') await call('withdrawPrivacyRequest', { params });
  for (const spoke of Object.keys(orders))
    await call('waiveOrder', {
      params: { requestId, spoke },
      body: { code: 'unreachable', reason: 'It does not answer.' },
    });
}
