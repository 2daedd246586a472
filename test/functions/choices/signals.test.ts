import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('web');
  await hub.spoke('crm');
  const define = (name: string, more: object) =>
    hub.call('putPurpose', {
      params: { name },
      body: { title: name, legalBases: ['consent'], channels: ['sharing', 'profiling'], ...more },
    });
  await define('selling', { kinds: ['sale_share'] });
  await define('newsletter', { channels: ['email'] });
});
afterAll(() => hub.stop());

let next = 0;
async function newCustomer(country = 'GB') {
  next += 1;
  const sourceId = `w-${next}`;
  const { body } = await hub.put('web', sourceId, {
    emails: [{ value: `person${next}@example.com` }],
    addresses: [{ country, ...(country === 'US' && { region: 'CA' }) }],
  });
  return { customerId: body.customerId as string, sourceId };
}
const tell = (body: object, call: TestCall = {}) =>
  hub.call('tellGlobalPrivacyControl', { body, ...call });
const say = (customerId: string, status: string, more: object = {}) =>
  hub.call('putConsent', {
    params: { customerId, purpose: 'selling' },
    body: { status, jurisdiction: 'US-CA', collection: { method: 'web-form' }, ...more },
  });
const statesOf = async (customerId: string) =>
  (await hub.call('readConsents', { params: { customerId } })).body.states.map(
    (each: { purpose: string; channel: string; status: string }) =>
      `${each.purpose} ${each.channel} ${each.status}`,
  );
const historyOf = async (customerId: string) =>
  (await hub.call('readConsentHistory', { params: { customerId } })).body.items;

describe('Global Privacy Control', () => {
  it('of a known visitor is an objection to sale and sharing, and to nothing else', async () => {
    const { customerId, sourceId } = await newCustomer();
    const { status, body } = await tell({ sourceId }, { spoke: 'web', actorId: 'tok_web' });
    expect([status, body.customerId, body.objected]).toEqual([200, customerId, ['selling']]);
    expect(body.honoured).toEqual([{ purpose: 'selling', since: expect.any(String) }]);
    expect(await statesOf(customerId)).toEqual([
      'selling sharing objected',
      'selling profiling objected',
    ]);
    expect(await historyOf(customerId)).toMatchObject([
      {
        kind: 'objected',
        collection: { method: 'signal', spoke: 'web', touchpoint: 'Sec-GPC' },
        actor: 'tok_web',
      },
    ]);
  });

  it('is written down once, and not again while it stands', async () => {
    const { customerId } = await newCustomer();
    const first = await tell({ customerId });
    const again = await tell({ customerId });
    expect(again.body).toEqual({ ...first.body, objected: [] });
    expect(await historyOf(customerId)).toHaveLength(1);
  });

  it('outweighs a yes from before, and not one that was said since', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given');
    expect((await tell({ customerId })).body.objected).toEqual(['selling']);
    await say(customerId, 'given', { channels: ['sharing'] });
    const { body } = await tell({ customerId });
    expect(body.objected).toEqual([]);
    expect(await statesOf(customerId)).toEqual([
      'selling sharing given',
      'selling profiling objected',
    ]);
    expect(body.honoured).toMatchObject([{ purpose: 'selling' }]);
    await say(customerId, 'given', { channels: ['profiling'] });
    expect((await tell({ customerId })).body).toMatchObject({ objected: [], honoured: [] });
    await say(customerId, 'withdrawn');
    expect((await tell({ customerId })).body.objected).toEqual(['selling']);
  });

  it('outweighs a yes that followed another no, which was said knowing of no signal', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'denied');
    await say(customerId, 'given');
    expect((await tell({ customerId })).body.objected).toEqual(['selling']);
  });

  it('asks in California for two steps before anything is sold again', async () => {
    const { customerId } = await newCustomer('US');
    const isAllowed = async () =>
      (
        await hub.call('decideContact', {
          body: { customerId, purpose: 'selling', channel: 'sharing' },
        })
      ).body.allowed;
    await tell({ customerId });
    expect(await isAllowed()).toBe(false);
    await say(customerId, 'given');
    expect(await isAllowed()).toBe(false);
    await say(customerId, 'confirmed');
    expect(await isAllowed()).toBe(true);
  });

  it('that comes late counts from when it came', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given', { at: '2025-06-01T00:00:00Z' });
    await tell({ customerId, at: '2025-01-01T00:00:00Z' });
    expect(await statesOf(customerId)).toContain('selling sharing given');
    const { body } = await tell({ customerId, at: '2025-07-01T00:00:00Z' });
    expect(body.objected).toEqual([]);
  });

  it('that comes after one of later is no less an objection to what was agreed before both', async () => {
    const { customerId } = await newCustomer();
    await say(customerId, 'given', { at: '2025-01-01T00:00:00Z' });
    await tell({ customerId, at: '2025-03-01T00:00:00Z' });
    const { body } = await tell({ customerId, at: '2025-02-01T00:00:00Z' });
    expect(body.objected).toEqual(['selling']);
  });

  it.each([
    [{ sourceId: 'w-1' }, {}, 422, '/spoke'],
    [{ sourceId: 'w-1', spoke: 'crm' }, { spoke: 'web' }, 422, '/spoke'],
    [{ sourceId: 'w-1', at: '2999-01-01T00:00:00Z' }, { spoke: 'web' }, 422, '/at'],
    [{ sourceId: 'unknown' }, { spoke: 'web' }, 404, undefined],
    [{}, {}, 400, ''],
    [{ sourceId: 'w-1', customerId: `cus_${'0'.repeat(26)}` }, {}, 400, ''],
  ])('refuses %j of %j', async (body, call, status, pointer) => {
    const answer = await tell(body, call);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([status, pointer]);
  });

  it('tells nobody which records are there', async () => {
    const { sourceId } = await newCustomer();
    await hub.call('putOrgUnit', { params: { orgUnit: 'north' }, body: { title: 'North' } });
    const elsewhere = { grants: [{ role: 'integrator', orgUnit: 'north' }] };
    const answers = await Promise.all(
      [sourceId, 'unknown'].map((each) => tell({ sourceId: each, spoke: 'web' }, elsewhere)),
    );
    const [there, absent] = answers.map(({ status, body }) => [status, body.type]);
    expect(there).toEqual([404, '/problems/customer.not-found']);
    expect(absent).toEqual(there);
  });

  it('is answered for: the support resource says so', async () => {
    const { body } = await hub.call('readGpcSupport', { role: null });
    expect(body).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
});
