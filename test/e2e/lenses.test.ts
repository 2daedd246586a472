import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
const run = Date.now().toString(36);
beforeAll(async () => {
  hub = await hubUnderTest();
});
afterAll(() => hub.close());

it('a spoke sees golden records through its lens, and the past through that of today', async () => {
  const put = async (path: string, body: object) => {
    const answer = await hub.ask('PUT', path, { body });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(202);
    return answer.body;
  };
  const lens = {
    title: 'Delivery',
    attributes: ['name', 'phones'],
    masks: { phones: 'last-four' },
  };
  await put(`/lenses/delivery-${run}`, lens);
  const style = { style: 'consolidation', trust: 50 };
  await put(`/spokes/shop-${run}`, style);
  await put(`/spokes/van-${run}`, { ...style, lens: `delivery-${run}` });
  const name = { given: 'Lena', family: `Lens ${run}` };
  const { customerId } = await put(`/spokes/shop-${run}/records/1`, {
    schema: 'person',
    updatedAt: '2026-01-01T00:00:00Z',
    attributes: {
      name,
      emails: [{ value: `lena-${run}@example.com` }],
      phones: [{ value: '+447700900981', role: 'mobile' }],
    },
  });
  const made = await hub.ask('POST', '/tokens', {
    body: { title: 'Van', role: 'integrator', spoke: `van-${run}` },
  });
  expect(made.status).toBe(201);

  const seen = async (query = '') => {
    const { token } = made.body;
    const { status, body } = await hub.ask('GET', `/customers/${customerId}${query}`, { token });
    expect(status).toBe(200);
    return body.attributes;
  };
  const masked = { name, phones: [{ value: '****0981', role: 'mobile' }] };
  expect(await seen()).toEqual(masked);

  const asOf = new Date().toISOString();
  await put(`/lenses/delivery-${run}`, { ...lens, attributes: ['name'], masks: {} });
  // A warm function holds the definition that it read for some seconds.
  const isNarrow = ({ phones }: { phones?: unknown }) => phones === undefined;
  expect(await eventually(seen, isNarrow)).toEqual({ name });
  expect(await eventually(() => seen(`?asOf=${asOf}`), isNarrow)).toEqual({ name });
  const then = await hub.ask('GET', `/customers/${customerId}?asOf=${asOf}&lens=delivery-${run}`);
  expect(then.body.attributes).toEqual(masked);
  const lensThen = await hub.ask('GET', `/lenses/delivery-${run}?asOf=${asOf}`);
  expect(lensThen.body).toMatchObject({ ...lens, revision: 1 });
}, 60_000);
