import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtClocks } from '#functions/privacy-clocks/look-at-clocks';
import { type PrivacyHub, startPrivacyHub } from '#test/support/privacy-hub';

let hub: PrivacyHub;
let now = '2026-03-02T09:00:00.000Z';
beforeAll(async () => {
  hub = await startPrivacyHub({ clock: () => now });
  const hearsNothing = { delivery: { events: false, letters: [] } };
  await hub.spoke('crm', 50, hearsNothing);
  await hub.spoke('till', 50, hearsNothing);
});
afterAll(() => hub.stop());

const ordered = async (sourceId: string) => {
  const { body } = await hub.put('crm', sourceId, {
    name: { given: 'Ada', family: `Lovelace${sourceId}` },
  });
  const asked = { rights: ['restriction'], jurisdiction: 'EU', channel: 'steward' };
  const opened = await hub.privacy('createPrivacyRequest', {
    body: { ...asked, customerId: body.customerId },
  });
  const params = { requestId: opened.body.id as string };
  await hub.privacy('verifyPrivacyRequest', { params, body: { method: 'steward' } });
  await hub.privacy('approvePrivacyRequest', { params });
  return hub.until(params.requestId, ({ isOrdered }) => isOrdered);
};

describe('the orders of a request', () => {
  it('go to who holds the person, and to who hears of customers, and to nobody else', async () => {
    await hub.spoke('news');
    expect(Object.keys((await ordered('1')).orders).toSorted()).toEqual(['crm', 'news']);
  });

  it('go to more spokes than one transaction has room for, and all are told to be late', async () => {
    for (let n = 0; n < 60; n += 1) await hub.spoke(`s${n}`);
    const { requestId, orders } = await ordered('2');
    expect(Object.keys(orders)).toHaveLength(62);
    now = '2026-05-01T09:00:00.000Z';
    const services = hub.privacyServices;
    for (const _ of [1, 2, 3]) await lookAtClocks(services, { remainingMs: () => 200_000 });
    const late = (await services.privacyRequests.read(requestId))?.request.orders ?? {};
    expect(Object.values(late).filter(({ escalatedAt }) => escalatedAt === now)).toHaveLength(62);
  });
});
