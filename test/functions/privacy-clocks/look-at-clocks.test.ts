import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advance } from '#core/privacy-request/advance';
import { tellOf } from '#core/privacy-request/tell';
import { lookAtClocks } from '#functions/privacy-clocks/look-at-clocks';
import type { Measure } from '#functions/shared/measure';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

const start = '2026-03-02T09:00:00.000Z';
let now = start;
let hub: PrivacyHub;
let nth = 0;
const measured: Record<string, number> = {};
beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => now });
  await hub.spoke('crm');
});
afterAll(() => hub.stop());
beforeEach(async () => {
  now = start;
  for (const each of (await hub.services.privacyRequests.list('open', { limit: 100 })).items)
    await hub.privacy('withdrawPrivacyRequest', { params: { requestId: each.requestId } });
});

const services = (more: object = {}) => ({
  ...hub.privacyServices,
  measure: ((name: string, value: number) => {
    measured[name] = value;
  }) as Measure,
  ...more,
});
const look = (more: object = {}, remainingMs = 200_000) =>
  lookAtClocks(services(more), { remainingMs: () => remainingMs });
const read = async (requestId: string) => {
  const found = await hub.services.privacyRequests.read(requestId);
  if (found === undefined) throw new Error('there is no such request');
  return found.request;
};
const open = async (rights: readonly string[] = ['access']) => {
  nth += 1;
  const { body } = await hub.put('crm', String(nth), {
    name: { given: 'Ada', family: `Lovelace${nth}` },
    emails: [{ value: `ada${nth}@example.com` }],
  });
  const answer = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId: body.customerId, jurisdiction: 'EU', channel: 'steward' },
  });
  return answer.body.id as string;
};
const at = (requestId: string) => ({ params: { requestId } });

describe('the look at the clocks of privacy requests', () => {
  it('reminds, escalates and rings once each, and counts what is due', async () => {
    const requestId = await open();
    await look();
    expect((await read(requestId)).told).toBeUndefined();
    expect(measured).toMatchObject({ PrivacyRequestsOpen: 1, PrivacyRequestsOverdue: 0 });
    // Two days before the acknowledgement, which is due on the 5th.
    now = '2026-03-04T10:00:00.000Z';
    await look();
    const escalated = await read(requestId);
    expect(escalated.told).toEqual({
      acknowledge: expect.objectContaining({ kind: 'escalate', number: 1 }),
    });
    expect(measured.PrivacyRequestsDueSoon).toBe(1);
    await look();
    expect((await read(requestId)).told).toEqual(escalated.told);
    now = '2026-03-24T10:00:00.000Z';
    await look();
    const { told = {} } = await read(requestId);
    expect(told.acknowledge).toMatchObject({ kind: 'overdue' });
    expect(told.answer).toMatchObject({ kind: 'overdue', dueAt: '2026-03-23T23:59:59.999Z' });
    expect(measured.PrivacyRequestsOverdue).toBe(1);
  });

  it('gives up a proof that never came', async () => {
    const requestId = await open();
    now = '2026-04-02T09:00:00.000Z';
    await look();
    expect((await read(requestId)).state).toBe('unverified');
    expect(measured.PrivacyRequestsOpen).toBe(0);
  });

  it('escalates an order that is late, to its spoke as well', async () => {
    const requestId = await open(['erasure']);
    await hub.privacy('verifyPrivacyRequest', { ...at(requestId), body: { method: 'steward' } });
    await hub.privacy('approvePrivacyRequest', at(requestId));
    const { orders } = await hub.until(requestId, ({ isOrdered }) => isOrdered);
    expect(orders.crm?.dueAt).toBe('2026-03-09T23:59:59.999Z');
    now = '2026-03-10T09:00:00.000Z';
    const before = await read(requestId);
    await look();
    const after = await read(requestId);
    expect(after.orders.crm?.escalatedAt).toBe(now);
    expect(measured.PrivacyOrdersLate).toBe(1);
    const due = tellOf(before, after).filter(({ facts }) => facts.clock === 'task');
    expect(due.map(({ spoke, facts }) => [spoke, facts.kind, facts.ofSpoke])).toEqual([
      ['hub', 'overdue', 'crm'],
      ['crm', 'overdue', 'crm'],
    ]);
    await hub.privacy('waiveOrder', {
      params: { requestId, spoke: 'crm' },
      body: { code: 'unreachable', reason: 'It is gone.' },
    });
    await hub.until(requestId, ({ state }) => state === 'partly-fulfilled');
  });

  it('makes good for a call to the workflow that was lost, and for a workflow that never began', async () => {
    const requestId = await open(['erasure']);
    await hub.until(requestId, () => true);
    const { privacyRequests } = hub.services;
    const change = { actor: 'usr_1', action: 'test', correlationId: 'c', at: now };
    const verified = { type: 'verify', method: 'steward', by: 'usr_1', at: now } as const;
    for (const event of [verified, { type: 'approve', by: 'usr_1', at: now } as const])
      await privacyRequests.move(requestId, (each) => advance(each, event), change);
    await look();
    await look();
    await hub.until(requestId, ({ isOrdered }) => isOrdered);
    await hub.privacy('waiveOrder', {
      params: { requestId, spoke: 'crm' },
      body: { code: 'unreachable', reason: 'It is gone.' },
    });
    await hub.until(requestId, ({ state }) => state === 'partly-fulfilled');

    const started: string[] = [];
    const dead = await open();
    await look({
      workflows: {
        ...hub.privacyServices.workflows,
        startPrivacy: async (name: string) => {
          started.push(name);
          return !name.endsWith('-1');
        },
      },
    });
    expect(started).toEqual([`${dead}-1`, `${dead}-2`]);
    expect((await read(dead)).attempt).toBe(2);
  });

  it('goes on next time where this time was too short, and one that fails keeps none waiting', async () => {
    for (let n = 0; n < 12; n += 1) await open();
    expect(await look({}, 1000)).toEqual({ isThrough: false });
    expect(await look({}, 1000)).toEqual({ isThrough: true });
    expect(measured.PrivacyRequestsOpen).toBe(12);
    const [first] = (await hub.services.privacyRequests.list('open', { limit: 1 })).items;
    const failing = {
      ...hub.privacyServices.workflows,
      startPrivacy: async (name: string) => {
        if (name.startsWith(first?.requestId ?? '')) throw new Error('lost');
        return true;
      },
    };
    await expect(look({ workflows: failing })).rejects.toThrow('lost');
    expect(measured.PrivacyRequestsOpen).toBe(11);
  });
});
