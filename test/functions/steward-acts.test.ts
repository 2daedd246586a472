import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RouteName, startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let turn = 0;
let customerId: string;
let otherId: string;

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await hub.spoke('web');
});
afterAll(() => hub.stop());

const person = (given: string) => ({
  name: { given, family: `Number${String.fromCharCode(97 + turn).repeat(3)}` },
  emails: [{ value: `${given}.${turn}@example.com` }],
});
const merge = () => hub.call('mergeCustomers', { params: { customerId }, body: { with: otherId } });
const sources = [{ spoke: 'web', sourceId: 'x' }];

beforeEach(async () => {
  turn += 1;
  customerId = (await hub.put('crm', `a-${turn}`, person('alpha'))).body.customerId;
  otherId = (await hub.put('web', `b-${turn}`, person('omega'))).body.customerId;
});

describe('a steward acts', () => {
  it.each<[RouteName, () => TestCall]>([
    [
      'pinAttribute',
      () => ({ params: { customerId }, body: { attribute: 'jobTitle', value: 'x' } }),
    ],
    ['unpinAttribute', () => ({ params: { customerId, attribute: 'jobTitle' } })],
    ['splitCustomer', () => ({ params: { customerId }, body: { sources } })],
    ['mergeCustomers', () => ({ params: { customerId }, body: { with: otherId } })],
    ['unmergeCustomer', () => ({ params: { customerId }, body: { customerId: otherId } })],
    ['editCustomer', () => ({ params: { customerId }, body: { attributes: { jobTitle: 'x' } } })],
    ['removeCustomer', () => ({ params: { customerId } })],
  ])('%s only on what was seen: a stale If-Match changes nothing', async (route, callOf) => {
    const before = await hub.call('readCustomer', { params: { customerId } });
    const answer = await hub.call(route, { ...callOf(), headers: { 'if-match': '"999"' } });
    expect(answer).toMatchObject({ status: 412, body: { type: '/problems/precondition.failed' } });
    expect(await hub.call('readCustomer', { params: { customerId } })).toMatchObject({
      body: before.body,
    });
  });

  it('why: names the merges between two ids of one customer, and scores what stood under each', async () => {
    await merge();
    const { body } = await hub.call('whyCustomers', { params: { customerId, otherId } });
    expect(body).toMatchObject({
      same: true,
      customerIds: [customerId],
      merges: [{ customerId: otherId, into: customerId, by: 'steward' }],
      decision: 'no-match',
    });
    // Each side alone: the e-mail addresses differ, so no contribution says that they agree.
    expect(body.score.matchWeight).toBeLessThan(0);
  });

  it('asOf of an id merged by then leads to who it was, at that moment', async () => {
    await merge();
    const asOf = new Date(Date.now() + 1_000).toISOString();
    const answer = await hub.call('readCustomer', {
      params: { customerId: otherId },
      query: { asOf },
    });
    expect(answer).toMatchObject({
      status: 301,
      headers: { location: `/v1/customers/${customerId}?asOf=${encodeURIComponent(asOf)}` },
    });
  });

  it('why: says of two customers that a steward told them apart', async () => {
    await hub.call('markDifferent', { params: { customerId, otherId } });
    const { body } = await hub.call('whyCustomers', { params: { customerId, otherId } });
    expect(body).toMatchObject({ same: false, markedDifferent: true, merges: [] });
  });

  it('leaves each act on differences in the audit chain under its own name', async () => {
    await hub.call('markDifferent', { params: { customerId, otherId } });
    await hub.call('liftDifference', { params: { customerId, otherId } });
    const { body } = await hub.call('readEvents', { params: { customerId } });
    expect(body.items.map((each: { action: string }) => each.action)).toEqual([
      'record.upsert',
      'customer.mark-different',
      'customer.lift-difference',
    ]);
  });

  it('split: what left is found under its new id, and no longer under the old one', async () => {
    const linked = await hub.put('web', `c-${turn}`, { ...person('alpha'), jobTitle: 'Carpenter' });
    expect(linked.body).toMatchObject({ outcome: 'linked', customerId });
    await hub.put(
      'web',
      `c-${turn}`,
      { name: { given: 'Zebedee', family: 'Yesteryear' }, emails: person('alpha').emails },
      2026,
    );
    await hub.call('splitCustomer', {
      params: { customerId },
      body: { sources: [{ spoke: 'web', sourceId: `c-${turn}` }] },
    });
    const found = await hub.call('listCustomers', { query: { name: 'zebedee yesteryear' } });
    const { body } = await hub.call('readCrosswalk', {
      params: { spoke: 'web', sourceId: `c-${turn}` },
    });
    expect(body.customerId).not.toBe(customerId);
    expect(found.body.items).toMatchObject([{ customerId: body.customerId }]);
  });

  it('an edit is found under what it says', async () => {
    const { headers } = await hub.call('readCustomer', { params: { customerId } });
    await hub.call('editCustomer', {
      params: { customerId },
      body: { attributes: { name: { given: 'Quenby', family: 'Zouche' } } },
      headers: { 'if-match': headers.etag ?? '' },
    });
    const found = await hub.call('listCustomers', { query: { name: 'zouche' } });
    expect(found.body.items).toMatchObject([{ customerId }]);
  });

  it('repeats of one POST are told apart by caller and by path', async () => {
    const request = {
      params: { customerId },
      body: { attribute: 'jobTitle', value: 'Miller' },
      headers: { 'idempotency-key': `pin-${turn}` },
    };
    expect((await hub.call('pinAttribute', request)).status).toBe(200);
    expect(
      (await hub.call('pinAttribute', { ...request, params: { customerId: otherId } })).body,
    ).toMatchObject({ type: '/problems/idempotency.mismatch' });
    const another = await hub.call('pinAttribute', { ...request, role: 'steward' });
    expect(another.body.revision).toBeGreaterThan(2);
  });
});
