import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type HubClient, hubClient } from '#local/hub-client';
import { temporaryFolder } from '#test/local/support/temporary-folder';
import { likeNobody } from '#test/support/like-nobody';
import { type CrashableHub, startCrashableHub, token } from './crash-hub.ts';

const kills = Number(process.env.ERASURE_KILLS ?? 50);
/** An erasure takes a second or two from its approval to its last key: its thread starts first. */
const withinMs = 2500;
const doneWithinMs = 90_000;
const timeLimitMs = 40 * 60_000;

// biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
type Answer = { readonly status: number; readonly body: any };

let hub: CrashableHub;
let client: HubClient;
let folder: string;
const start = async () => {
  hub = startCrashableHub(folder);
  client = hubClient((await hub.ready) ?? '', token);
};
const ask = async (method: 'GET' | 'PUT' | 'POST', path: string, body?: object) =>
  (await client.send(method, path, body)) as Answer;

const attributesOf = (at: number) => ({ ...likeNobody(at + 1), birthDate: '1980-02-29' });
const record = (spoke: string, at: number) => `/spokes/${spoke}/records/${at}`;

/** One person of two records, and a request of erasure that was approved. */
async function askedToErase(at: number) {
  const body = {
    schema: 'person',
    attributes: attributesOf(at),
    updatedAt: '2026-01-01T00:00:00Z',
  };
  const first = await ask('PUT', record('crm', at), body);
  const second = await ask('PUT', record('web', at), body);
  expect(second.body.outcome).toBe('linked');
  const { customerId } = first.body;
  const opened = await ask('POST', '/privacy-requests', {
    rights: ['erasure'],
    customerId,
    jurisdiction: 'EU',
    channel: 'steward',
  });
  const requestId = opened.body.id as string;
  const verified = await ask('POST', `/privacy-requests/${requestId}/verify`, {
    method: 'steward',
  });
  expect(verified.status, JSON.stringify(verified.body)).toBe(200);
  expect((await ask('POST', `/privacy-requests/${requestId}/approve`)).status).toBe(200);
  return { customerId: customerId as string, requestId, body };
}

/** All of the person, or nothing at all. */
async function whatIsServed(customerId: string, at: number): Promise<'all' | 'nothing'> {
  const { status, body } = await ask('GET', `/customers/${customerId}`);
  if (status === 410) return 'nothing';
  expect(status).toBe(200);
  expect(body.attributes).toMatchObject(attributesOf(at));
  return 'all';
}

it(
  `erasures that were cut off by kills end, and are never served by halves, ${kills} times`,
  async () => {
    folder = temporaryFolder();
    await start();
    for (const spoke of ['crm', 'web'])
      await ask('PUT', `/spokes/${spoke}`, { style: 'consolidation', trust: 50 });
    const asked: Awaited<ReturnType<typeof askedToErase>>[] = [];
    const served = { all: 0, nothing: 0 };
    for (let at = 0; at < kills; at += 1) {
      asked.push(await askedToErase(at));
      await sleep(Math.random() ** 2 * withinMs);
      hub.kill((['hub', 'dynamodb', 'both'] as const)[at % 3] ?? 'both');
      await hub.ended;
      client.close();
      await start();
      for (const [each, { customerId }] of asked.entries())
        served[await whatIsServed(customerId, each)] += 1;
    }

    const deadline = Date.now() + doneWithinMs;
    for (const [at, { customerId, requestId, body }] of asked.entries()) {
      let state: string | undefined;
      while (state !== 'done') {
        expect(Date.now(), `${requestId} is ${state}`).toBeLessThan(deadline);
        await whatIsServed(customerId, at);
        state = (await ask('GET', `/privacy-requests/${requestId}`)).body.work.erasure?.state;
        if (state !== 'done') await sleep(50);
      }
      expect(await whatIsServed(customerId, at)).toBe('nothing');
      for (const spoke of ['crm', 'web']) {
        expect((await ask('GET', `/crosswalk/${spoke}/${at}`)).status).toBe(404);
        expect((await ask('PUT', record(spoke, at), body)).body.type).toMatch(/record\.erased/);
      }
      const address = attributesOf(at).emails[0]?.value;
      const search = await ask('GET', `/customers?email=${address}`);
      expect(search.body.items).toEqual([]);
    }
    client.close();
    hub.terminate();
    expect((await hub.ended).code).toBe(0);
    console.log({ kills, ...served });
    // Some were cut off before they had begun, some afterwards.
    expect(Math.min(served.all, served.nothing)).toBeGreaterThan(0);
  },
  timeLimitMs,
);
