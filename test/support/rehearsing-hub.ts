import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { channels } from '#core/consent/consent-event';
import { legalBases } from '#core/consent/purpose';
import { sizeLimits } from '#core/dedupe-run/size-run';
import { rehearsalStepsOf } from '#functions/consent-rehearsal-steps/index';
import * as contracts from '#functions/consent-rehearsals/contract';
import { routesWith } from '#functions/consent-rehearsals/index';
import type { RehearsalServices } from '#functions/consent-rehearsals/services';
import type { RehearsalRow } from '#functions/consent-rehearsals/work';
import type { ChunkStep } from '#functions/shared/chunk-steps';
import type { Contract } from '#functions/shared/contract';
import { answerOf } from '#test/support/answer-of';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { useWorkBucket } from '#test/support/work-bucket';

export let hub: TestHub;
export let services: RehearsalServices;
/** Names of the workflows that this test started. */
export let started: string[];
export let living: readonly string[];

/** What steps and routes work with from here on. */
export const workWith = (others: RehearsalServices): void => {
  services = others;
};

/** So small that a dozen customers make several chunks, and their rows several parts. */
const limits = { ...sizeLimits, leastInChunk: 3, mostInChunk: 3, rowsInPart: 4 };

/** A hub of so many random customers for the tests of a file: two were merged into others, one is gone. */
export function useRehearsingHub(customers: number): void {
  const work = useWorkBucket();
  beforeAll(async () => {
    hub = await startHub();
    await hub.spoke('crm');
    services = {
      ...hub.services,
      work: work(),
      workflows: { startConsentRehearsal: async (name) => void started.push(name) },
      limits,
    };
    for (const name of ['marketing', 'sale']) await put('putPurpose', name, randomPurpose());
    living = await randomCustomers(customers);
  });
  afterAll(() => hub.stop());
  beforeEach(() => {
    started = [];
  });
}

/** The same choices in every run. */
let state = 20_261_122;
export const random = (below: number): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
};
export const oneOf = <T>(all: readonly T[]): T => all[random(all.length)] as T;
export const someOf = <T>(all: readonly T[]): T[] => {
  const some = all.filter(() => random(2) === 0);
  return some.length === 0 ? [oneOf(all)] : some;
};
export const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();

export function randomPurpose(): Record<string, unknown> {
  return {
    title: `A purpose, ${random(1_000_000)}`,
    kinds: someOf(['direct_marketing', 'sale_share', 'profiling', 'special_category']),
    legalBases: someOf(legalBases.filter((each) => !['contract', 'public-task'].includes(each))),
    channels: someOf(channels),
    ...(random(3) === 0 && { isDoubleOptIn: true }),
    ...(random(3) === 0 && { holdsFor: { value: 6, unit: 'months' } }),
  };
}

export async function put(route: 'putPurpose' | 'putNotice', name: string, body: object) {
  const { status } = await hub.call(route, { params: { name }, body });
  expect([200, 201]).toContain(status);
}

const given =
  'Ada Grace Alan Edsger Barbara Donald Tony Niklaus Frances John Kathleen Radia Shafi Leslie Margaret Ken Dennis Hedy'.split(
    ' ',
  );
const family =
  'Lovelace Hopper Turing Dijkstra Liskov Knuth Hoare Wirth Allen Backus Booth Perlman Goldwasser Lamport Hamilton Thompson Ritchie Lamarr'.split(
    ' ',
  );

/** Of many places and ages; some said something, some bought something, some were merged, one is gone. */
async function randomCustomers(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const country = oneOf(['GB', 'DE', 'US', 'CA', 'BR', 'FR', undefined]);
    const { body } = await hub.put('crm', `r-${at}`, {
      name: { given: given[at], family: family[at] },
      emails: [{ value: `${given[at]}.${family[at]}@example.com` }],
      ...(random(2) === 0 && { birthDate: `${oneOf([1970, 2009, 2012, 2016])}-03-01` }),
      ...(country !== undefined && {
        addresses: [{ country, ...(country === 'US' && { region: 'CA' }) }],
      }),
    });
    ids.push(body.customerId);
  }
  for (const customerId of ids) await randomWords(customerId, random(5));
  const [a, b, c, d, gone, ...rest] = ids as [string, string, string, string, string, ...string[]];
  for (const [one, other] of [
    [a, b],
    [c, d],
  ] as const) {
    const merged = await hub.call('mergeCustomers', {
      params: { customerId: one },
      body: { with: other, reason: 'Known to be one.' },
    });
    expect(merged.status).toBe(200);
    await randomWords(one, 1);
  }
  const { headers } = await hub.call('readCustomer', { params: { customerId: gone } });
  const removed = await hub.call('removeCustomer', {
    params: { customerId: gone },
    headers: { 'if-match': headers.etag as string },
  });
  expect(removed.status).toBe(200);
  return [a, c, ...rest];
}

async function randomWords(customerId: string, count: number) {
  for (let said = 0; said < count; said += 1) {
    if (random(4) === 0)
      await hub.call('addRelationship', {
        params: { customerId },
        body: { kind: oneOf(['purchase', 'inquiry']), at: day(random(900)), refusalOffered: true },
      });
    else
      await hub.call('putConsent', {
        params: { customerId, purpose: oneOf(['marketing', 'sale']) },
        body: {
          status: oneOf([
            'given',
            'given',
            'given',
            'confirmed',
            'withdrawn',
            'objected',
            'parental',
          ]),
          jurisdiction: oneOf(['GB', 'DE', 'US-CA', 'CA-QC', 'BR']),
          collection: { method: 'app' },
          at: day(random(400)),
        },
      });
  }
}

export function call(contract: Contract, request: TestCall = {}) {
  return answerOf(
    routesWith(() => services),
    services,
    contract,
    request,
  );
}
export const step = (event: ChunkStep, with_: RehearsalServices = services) =>
  rehearsalStepsOf(() => with_)(event);

export async function ask(change: object, more: object = {}): Promise<string> {
  const { status, body } = await call(contracts.createConsentRehearsal, {
    body: { change, ...more },
  });
  expect(status, JSON.stringify(body)).toBe(202);
  return body.id;
}
/** What the workflow does, one step after the other. */
export async function runToEnd(runId: string, with_: RehearsalServices = services): Promise<void> {
  const { items } = (await step({ step: 'plan', runId }, with_)) as { items: readonly number[] };
  for (const piece of items) await step({ step: 'scan', runId, piece }, with_);
  await step({ step: 'finish', runId }, with_);
}
export const read = async (runId: string) =>
  (await call(contracts.readConsentRehearsal, { params: { runId } })).body;
export const rowsOf = async (runId: string, limit = 7): Promise<readonly RehearsalRow[]> => {
  const rows: RehearsalRow[] = [];
  let cursor: string | undefined;
  do {
    const { status, body } = await call(contracts.listConsentRehearsalRows, {
      params: { runId },
      query: { limit: String(limit), ...(cursor !== undefined && { cursor }) },
    });
    expect(status).toBe(200);
    rows.push(...body.items);
    cursor = body.cursor;
  } while (cursor !== undefined);
  return rows;
};
export const activate = (runId: string) =>
  call(contracts.activateConsentRehearsal, { params: { runId } });
export const rehearse = async (change: object, more: object = {}): Promise<string> => {
  const runId = await ask(change, more);
  await runToEnd(runId);
  return runId;
};

export const keyOf = ({
  customerId,
  purpose,
  channel,
}: Omit<RehearsalRow, 'before' | 'after' | 'reasons'>) => `${customerId} ${purpose} ${channel}`;
