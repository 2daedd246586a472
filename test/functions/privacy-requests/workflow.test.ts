import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasEnded } from '#core/privacy-request/privacy-request';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let customerId: string;
beforeEach(async () => {
  hub = await startPrivacyHub();
  await hub.spoke('crm');
  await hub.spoke('web');
  const { body } = await hub.put('crm', '7', {
    name: { given: 'Ada', family: 'Lovelace' },
    birthDate: '1980-02-29',
    emails: [{ value: 'ada@example.com' }],
  });
  customerId = body.customerId;
});
afterEach(() => hub.stop());

const open = async (rights: readonly string[], more: object = {}) => {
  const answer = await hub.privacy('createPrivacyRequest', {
    body: { rights, customerId, jurisdiction: 'EU', channel: 'steward', ...more },
  });
  expect(answer.status).toBe(201);
  return answer.body.id as string;
};
const at = (requestId: string, more: object = {}) => ({ params: { requestId, ...more } });
const acknowledge = (requestId: string, spoke: string, status: string, more: object = {}) =>
  hub.privacy('acknowledgePrivacyRequest', {
    params: { requestId, spoke },
    body: { status, ...more },
    role: 'integrator',
    spoke,
  });

describe('an erasure', () => {
  it('waits for the proof, for the decision and for the spokes, and ends with nothing left', async () => {
    const requestId = await open(['erasure']);
    await hub.until(requestId, ({ state }) => state === 'received');
    expect((await hub.privacy('approvePrivacyRequest', at(requestId))).status).toBe(409);
    await hub.privacy('verifyPrivacyRequest', { ...at(requestId), body: { method: 'steward' } });
    await hub.privacy('approvePrivacyRequest', at(requestId));
    const ordered = await hub.until(requestId, ({ work }) => work.erasure?.state === 'done');
    expect(Object.keys(ordered.orders).toSorted()).toEqual(['crm', 'web']);
    expect(ordered.closure).toEqual([customerId]);
    expect((await hub.call('readCustomer', { params: { customerId } })).status).toBe(410);

    const order = await hub.privacy('readOrder', {
      params: { requestId, spoke: 'crm' },
      role: 'integrator',
      spoke: 'crm',
    });
    expect(order.body).toMatchObject({ customerIds: [customerId], sourceIds: ['7'] });

    for (const unfinished of ['partial', 'refused'])
      expect((await acknowledge(requestId, 'crm', unfinished)).body).toMatchObject({
        status: 400,
        errors: [{ pointer: '/code' }],
      });
    await acknowledge(requestId, 'crm', 'partial', { code: 'kept-by-law' });
    expect((await acknowledge(requestId, 'crm', 'refused', { code: 'other' })).body).toMatchObject({
      status: 409,
      errors: [{ pointer: '/status', message: 'the order is partial' }],
    });
    await acknowledge(requestId, 'crm', 'done');
    expect((await acknowledge(requestId, 'crm', 'received')).body.order.state).toBe('done');
    const half = await hub.privacy('readPrivacyRequest', at(requestId));
    expect(half.body.state).toBe('in-progress');
    await acknowledge(requestId, 'web', 'not-found');
    const ended = await hub.until(requestId, ({ state }) => hasEnded(state));
    expect(ended.state).toBe('fulfilled');
    expect(hub.failures).toEqual([]);
    // What was frozen for the fan-out is gone with its key.
    await hub.until(requestId, () => true);
    for (let n = 0; n < 100; n += 1) {
      if ((await hub.services.privacyRequests.details(requestId)) === undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await hub.services.privacyRequests.details(requestId)).toBeUndefined();
  });

  it('goes on where a call to its workflow was lost, once somebody looks again', async () => {
    const lossy = { ...hub.privacyServices.workflows, goOn: async () => true };
    const requestId = await open(['erasure']);
    const { happen } = await import('#functions/privacy-requests/decide-request');
    const change = {
      actor: 'usr_1',
      action: 'test',
      correlationId: 'c',
      at: '2026-03-01T12:00:00.000Z',
    };
    const lost = { ...hub.privacyServices, workflows: lossy };
    const verify = { type: 'verify', method: 'steward', by: 'usr_1', at: change.at } as const;
    await happen(requestId, verify, change, lost);
    await happen(requestId, { type: 'approve', by: 'usr_1', at: change.at }, change, lost);
    // The next call of anybody finds it.
    await hub.privacy('approvePrivacyRequest', at(requestId));
    await hub.until(requestId, ({ work }) => work.erasure?.state === 'done');
  });

  it('is not taken in twice', async () => {
    const first = await open(['access', 'erasure']);
    const again = await open(['erasure']);
    const { body } = await hub.privacy('readPrivacyRequest', at(again));
    expect(body).toMatchObject({ state: 'duplicate', duplicateOf: first });
    const other = await open(['restriction']);
    expect((await hub.privacy('readPrivacyRequest', at(other))).body.state).toBe('received');
  });

  it('is left alone by a spoke that has no order, and by one that is another', async () => {
    const requestId = await open(['erasure']);
    expect((await acknowledge(requestId, 'crm', 'done')).status).toBe(404);
    const foreign = await hub.privacy('acknowledgePrivacyRequest', {
      params: { requestId, spoke: 'crm' },
      body: { status: 'done' },
      role: 'integrator',
      spoke: 'web',
    });
    expect(foreign.status).toBe(403);
  });

  it('is fulfilled in part where somebody ends the order of a silent spoke', async () => {
    const requestId = await open(['erasure']);
    await hub.privacy('verifyPrivacyRequest', { ...at(requestId), body: { method: 'steward' } });
    await hub.privacy('approvePrivacyRequest', at(requestId));
    await hub.until(requestId, ({ isOrdered }) => isOrdered);
    await acknowledge(requestId, 'crm', 'done');
    await hub.privacy('waiveOrder', {
      ...at(requestId, { spoke: 'web' }),
      body: { code: 'unreachable', reason: 'The shop closed in May.' },
    });
    const ended = await hub.until(requestId, ({ state }) => hasEnded(state));
    expect(ended.state).toBe('partly-fulfilled');
  });
});

describe('a request that is not worked off', () => {
  it('is rejected with a code, or withdrawn, and listed among the ended', async () => {
    const rejected = await open(['access']);
    const body = { code: 'excessive', reason: 'The ninth this month.' };
    await hub.privacy('rejectPrivacyRequest', { ...at(rejected), body });
    const withdrawn = await open(['portability']);
    await hub.privacy('withdrawPrivacyRequest', at(withdrawn));
    const ended = await hub.privacy('listPrivacyRequests', { query: { which: 'ended' } });
    expect(ended.body.items.map(({ state }: { state: string }) => state)).toEqual([
      'rejected',
      'withdrawn',
    ]);
    const still = await hub.privacy('listPrivacyRequests');
    expect(still.body.items).toEqual([]);
  });
});
