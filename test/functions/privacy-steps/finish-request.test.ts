import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order, PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { finishRequest } from '#functions/privacy-steps/finish-request';
import { startHub, type TestHub } from '#test/support/hub';
import { created, openRequest } from '#test/support/open-request';

const now = '2026-03-01T12:00:00.000Z';
let hub: TestHub;
let services: PrivacyServices;
let counted: unknown[][];
beforeAll(async () => {
  hub = await startHub({ clock: () => now });
});
afterAll(() => hub.stop());
beforeEach(() => {
  counted = [];
  const notCalled = () => Promise.reject(new Error('the last step starts nothing'));
  services = {
    ...hub.services,
    workflows: { startPrivacy: notCalled, goOn: notCalled },
    measure: (...told: unknown[]) => {
      counted.push(told);
    },
  };
});

const note = 'What she asked for, in her words.';
const order = (state: Order['state']): Order => ({
  state,
  isMandatory: true,
  sentAt: now,
  dueAt: '2026-03-11T12:00:00.000Z',
});
/** A request that was worked on so far; its id. */
async function worked(more: Partial<PrivacyRequest>): Promise<string> {
  const request: PrivacyRequest = {
    ...openRequest('cus_one'),
    state: 'in-progress',
    isOrdered: true,
    orders: { crm: order('done') },
    work: { access: { state: 'done' } },
    ...more,
  };
  await services.privacyRequests.create(request, { note }, created(now));
  return request.requestId;
}
const stateOf = async (requestId: string) =>
  (await services.privacyRequests.read(requestId))?.request;

describe('the last step of a request', () => {
  it('closes it once all is answered and done, and counts that', async () => {
    const requestId = await worked({});
    await finishRequest(requestId, services);
    expect(await stateOf(requestId)).toMatchObject({ state: 'fulfilled', endedAt: now });
    expect(counted).toEqual([['PrivacyRequestsClosed', 1, 'fulfilled']]);
  });

  it('says so where a part is left undone', async () => {
    const requestId = await worked({ orders: { crm: order('partial') } });
    await finishRequest(requestId, services);
    expect(await stateOf(requestId)).toMatchObject({ state: 'partly-fulfilled' });
    expect(counted).toEqual([['PrivacyRequestsClosed', 1, 'partly-fulfilled']]);
  });

  it('destroys what the request knew of an erased person, and of no other', async () => {
    const access = await worked({});
    const erasure = await worked({ rights: ['erasure'], work: { erasure: { state: 'done' } } });
    for (const requestId of [access, erasure]) await finishRequest(requestId, services);
    expect(await services.privacyRequests.details(access)).toMatchObject({ note });
    expect(await services.privacyRequests.details(erasure)).toBeUndefined();
  });

  it('changes nothing when it is called again', async () => {
    const requestId = await worked({ rights: ['erasure'], work: { erasure: { state: 'done' } } });
    await finishRequest(requestId, services);
    const closed = await services.privacyRequests.read(requestId);
    await finishRequest(requestId, { ...services, clock: () => '2026-03-02T00:00:00.000Z' });
    expect(await services.privacyRequests.read(requestId)).toEqual(closed);
    expect(counted).toEqual([['PrivacyRequestsClosed', 1, 'fulfilled']]);
  });

  it.each([
    ['a spoke has not answered', { orders: { crm: order('open') } }],
    ['the hub has not done its own part', { work: { erasure: { state: 'open' } } }],
  ] as const)('closes nothing, and keeps what orders need, while %s', async (_, more) => {
    const requestId = await worked({ rights: ['erasure'], ...more });
    await expect(finishRequest(requestId, services)).rejects.toMatchObject({
      code: 'privacy-request.not-possible',
    });
    expect(await stateOf(requestId)).toMatchObject({ state: 'in-progress' });
    expect(await services.privacyRequests.details(requestId)).toMatchObject({ note });
    expect(counted).toEqual([]);
  });

  it('counts none that was rejected, and knows none that is not there', async () => {
    const requestId = await worked({ state: 'rejected', endedAt: now });
    await finishRequest(requestId, services);
    await finishRequest('req_none', services);
    expect(await stateOf(requestId)).toMatchObject({ state: 'rejected' });
    expect(counted).toEqual([]);
  });
});
