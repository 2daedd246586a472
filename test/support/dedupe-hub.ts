import { afterEach, beforeEach, expect } from 'vitest';
import { type SizeLimits, sizeLimits } from '#core/dedupe-run/size-run';
import { createCustomer } from '#core/identity/create';
import * as contracts from '#functions/dedupe/contract';
import { routesWith } from '#functions/dedupe/index';
import type { DedupeServices } from '#functions/dedupe/services';
import { type DedupeStep, dedupeStepsOf } from '#functions/dedupe-steps/index';
import { contextFor } from '#functions/shared/context';
import type { Contract } from '#functions/shared/contract';
import { matchKeysFor } from '#functions/shared/matching';
import { answerOf } from '#test/support/answer-of';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { useWorkBucket } from '#test/support/work-bucket';

export let hub: TestHub;
export let services: DedupeServices;
/** Names of the workflows that this test started. */
export let started: string[];

/** So small that a handful of customers makes several chunks, partitions and batches. */
export const small: SizeLimits = {
  ...sizeLimits,
  leastInChunk: 2,
  mostInChunk: 2,
  cardsInPartition: 40,
  leastInBatch: 1,
};

export function call(contract: Contract, request: TestCall = {}) {
  return answerOf(
    routesWith(() => services),
    services,
    contract,
    request,
  );
}

export const ask = async (body: object = {}): Promise<string> => {
  const answer = await call(contracts.createDedupeRun, { body: { schema: 'person', ...body } });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

export const step = (event: DedupeStep, with_: DedupeServices = services) =>
  dedupeStepsOf(() => with_)(event);

/** A step that lists pieces of work, and the step that is called for each of them. */
export const mapped = [
  ['plan', 'scan'],
  ['partitions', 'count'],
  ['blocks', 'score'],
  ['cluster', 'deal'],
  ['batches', 'join'],
] as const;

/** What the workflow does, one step after the other. `after`: once a first piece of this kind is done. */
export async function runToEnd(
  runId: string,
  with_: DedupeServices = services,
  after: (kind: (typeof mapped)[number][1]) => Promise<void> = async () => {},
): Promise<void> {
  for (const [list, work] of mapped) {
    const { items } = (await step({ step: list, runId }, with_)) as { items: readonly number[] };
    for (const [at, piece] of items.entries()) {
      await step({ step: work, runId, piece }, with_);
      if (at === 0) await after(work);
    }
  }
  await step({ step: 'finish', runId }, with_);
}

/** A customer of its own, whoever resembles it: as if real-time matching had missed. */
export async function alone(
  sourceId: string,
  attributes: object,
  schema = 'person',
): Promise<string> {
  const customerId = services.newId('cus');
  const context = await contextFor(services, schema);
  const transition = createCustomer(
    customerId,
    {
      spoke: 'crm',
      sourceId,
      schema,
      attributes: attributes as never,
      updatedAt: '2026-01-01T00:00:00.000Z',
      receivedAt: context.at,
      provenance: 'first-party',
    },
    context,
  );
  await services.customers.commit({
    before: [],
    ...transition,
    matchKeys: matchKeysFor(transition, [customerId], context.schema),
    cause: { actor: 'test', action: 'record.upsert', correlationId: 'test' },
    at: context.at,
  });
  return customerId;
}

export const ada = (more: object = {}) => ({
  name: { given: 'Ada', family: 'Lovelace' },
  birthDate: '1985-12-10',
  emails: [{ value: 'ada.lovelace@example.com', role: 'home' }],
  phones: [{ value: '+447700900123', role: 'mobile' }],
  ...more,
});
export const grace = (more: object = {}) => ({
  name: { given: 'Grace', family: 'Hopper' },
  birthDate: '1966-12-09',
  emails: [{ value: 'grace.hopper@example.com', role: 'home' }],
  phones: [{ value: '+447700900456', role: 'mobile' }],
  ...more,
});
export const alan = () => ({ name: { given: 'Alan', family: 'Turing' }, birthDate: '1972-06-23' });

/** Two customers twice and thrice, and one once. */
export async function sixCustomers() {
  return {
    ada: [await alone('a1', ada()), await alone('a2', ada()), await alone('a3', ada())],
    grace: [await alone('g1', grace()), await alone('g2', grace())],
    alan: [await alone('t1', alan())],
  };
}

export const report = async (runId: string) =>
  (await call(contracts.readDedupeReport, { params: { runId } })).body;
export const changes = async (runId: string) =>
  (await call(contracts.listDedupeChanges, { params: { runId } })).body.items as {
    kind: string;
    customerIds: [string, string];
    outcome: string;
    matchWeight: number;
    matchProbability: number;
  }[];
export const rootOf = async (id: string) => (await services.customers.roots([id])).get(id);

/** A hub of its own for each test of a file. */
export function useDedupeHub(): void {
  const work = useWorkBucket();
  beforeEach(async () => {
    hub = await startHub();
    await hub.spoke('crm');
    started = [];
    services = {
      ...hub.services,
      work: work(),
      workflows: { startDedupe: async (name) => void started.push(name) },
      limits: small,
    };
  });
  afterEach(() => hub.stop());
}
