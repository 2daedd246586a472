import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let next = 0;
const newCustomer = async () => {
  next += 1;
  const attributes = { emails: [{ value: `person${next}@example.com` }] };
  return (await hub.put('crm', `c-${next}`, attributes)).body.customerId as string;
};
const place = (customerId: string, more: object = {}, how: TestCall = {}) =>
  hub.call('placeRestriction', {
    params: { customerId },
    body: { kind: 'restriction', ground: 'accuracy-contested', reason: 'is wrong', ...more },
    ...how,
  });
const lift = (customerId: string, restrictionId: string) =>
  hub.call('liftRestriction', {
    params: { customerId, restrictionId },
    body: { reason: 'was right' },
  });
const list = async (customerId: string, query: Record<string, string> = {}) =>
  (await hub.call('listRestrictions', { params: { customerId }, query })).body;
const decide = async (customerId: string, purpose = 'delivery', more: object = {}) => {
  const body = { customerId, purpose, channel: 'email', ...more };
  return (await hub.call('decideContact', { body })).body;
};

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  for (const [name, legalBases] of [
    ['delivery', ['contract']],
    ['recall', ['legal-obligation']],
  ] as const)
    await hub.call('putPurpose', {
      params: { name },
      body: { title: name, legalBases, channels: ['email'] },
    });
});
afterAll(() => hub.stop());

describe('a restriction', () => {
  it('stops every ground but a legal obligation until it ends, and is told as the moment of change', async () => {
    const customerId = await newCustomer();
    const until = new Date(Date.now() + 86_400_000).toISOString();
    expect((await place(customerId, { until })).status).toBe(201);
    expect(await decide(customerId)).toMatchObject({
      allowed: false,
      reasons: [{ code: 'restricted' }],
      until,
    });
    expect(await decide(customerId, 'recall')).toMatchObject({ allowed: true });
    expect(await decide(customerId, 'delivery', { at: until })).toMatchObject({ allowed: true });
  });

  it('is lifted with a reason, once; what was known before stays known', async () => {
    const customerId = await newCustomer();
    const { restrictionId, sequence } = (await place(customerId)).body;
    expect(sequence).toBe(1);
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await lift(customerId, restrictionId)).toMatchObject({
      status: 200,
      body: { sequence: 2 },
    });
    expect(await decide(customerId)).toMatchObject({ allowed: true });
    expect(await decide(customerId, 'delivery', { at: between, knownAt: between })).toMatchObject({
      allowed: false,
    });
    expect((await lift(customerId, restrictionId)).body.type).toBe('/problems/restriction.ended');
    expect((await lift(customerId, `rst_${'0'.repeat(26)}`)).status).toBe(404);
    const { isRestricted, items } = await list(customerId);
    expect(isRestricted).toBe(false);
    expect(items).toMatchObject([
      { restrictionId, isOpen: false, reason: 'is wrong', actor: 'tok_administrator' },
    ]);
    expect(await list(customerId, { at: between, knownAt: between })).toMatchObject({
      isRestricted: true,
      items: [{ isOpen: true }],
    });
  });

  it('of one is that of both while they are merged, and of that one alone after', async () => {
    const [a, b] = [await newCustomer(), await newCustomer()];
    await place(b);
    await hub.call('mergeCustomers', { params: { customerId: a }, body: { with: b } });
    expect(await decide(a)).toMatchObject({ allowed: false });
    expect((await list(a)).items).toMatchObject([{ customerId: b }]);
    await hub.call('unmergeCustomer', { params: { customerId: a }, body: { customerId: b } });
    expect(await decide(a)).toMatchObject({ allowed: true });
    expect(await decide(b)).toMatchObject({ allowed: false });
  });

  it('counts apart from consents, so that who hears of those hears them without gaps', async () => {
    const customerId = await newCustomer();
    const say = async () => {
      const params = { customerId, purpose: 'delivery' };
      const collection = { method: 'web-form' };
      const body = { status: 'given', jurisdiction: 'GB', collection };
      return (await hub.call('putConsent', { params, body })).body.sequence;
    };
    expect(await say()).toBe(1);
    expect((await place(customerId)).body.sequence).toBe(1);
    expect(await say()).toBe(2);
    expect((await place(customerId)).body.sequence).toBe(2);
    const { items } = await hub.services.audit.entries(`consent:${customerId}`, { limit: 10 });
    expect(items.map(({ action }) => action)).toEqual([
      'consent.given',
      'restriction.placed',
      'consent.given',
      'restriction.placed',
    ]);
    const { body } = await hub.call('readConsentHistory', { params: { customerId } });
    expect(body.items).toHaveLength(2);
    const placed = await hub.services.consents.restrictionHistory([customerId]);
    expect(placed.map(({ proof }) => proof?.collection.method)).toEqual(['staff', 'staff']);
  });

  it('is placed by who answers for privacy, and by nobody who merely reads or stewards', async () => {
    const customerId = await newCustomer();
    expect((await place(customerId, {}, { role: 'privacy-officer' })).status).toBe(201);
    for (const role of ['steward', 'integrator', 'reader', 'auditor'] as const)
      expect((await place(customerId, {}, { role })).status).toBe(403);
  });

  it.each([
    [{ ground: 'legal-claim' }, '/ground'],
    [{ until: '2020-01-01T00:00:00Z' }, '/until'],
    [{ at: '2999-01-01T00:00:00Z' }, '/at'],
    [{ attributes: ['name'] }, '/attributes'],
    [{ restricts: true }, '/restricts'],
    [{ kind: 'legal-hold', ground: 'legal-claim', attributes: ['none'] }, '/attributes/0'],
    [
      { kind: 'legal-hold', ground: 'legal-claim', attributes: ['name'], restricts: true },
      '/restricts',
    ],
  ])('is refused where it breaks a rule: %j', async (more, pointer) => {
    const { status, body } = await place(await newCustomer(), more);
    expect(status).toBe(422);
    expect(body.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer);
  });
});

describe('a legal hold', () => {
  it('keeps its customer from being removed, also what it names a part of, until it is lifted', async () => {
    const customerId = await newCustomer();
    const hold = { kind: 'legal-hold', ground: 'legal-claim', attributes: ['emails'] };
    const { restrictionId } = (await place(customerId, hold)).body;
    const remove = async () => {
      const { headers } = await hub.call('readCustomer', { params: { customerId } });
      const of = { params: { customerId }, headers: { 'if-match': headers.etag ?? '' } };
      return hub.call('removeCustomer', of);
    };
    const refused = await remove();
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/customer.held' } });
    expect((await lift(customerId, restrictionId)).status).toBe(200);
    expect((await remove()).status).toBe(200);
  });

  it('restricts nothing unless it says so', async () => {
    const customerId = await newCustomer();
    const hold = { kind: 'legal-hold', ground: 'legal-claim' };
    await place(customerId, { ...hold, attributes: ['emails'] });
    expect(await decide(customerId)).toMatchObject({ allowed: true });
    await place(customerId, { ...hold, restricts: true });
    expect(await decide(customerId)).toMatchObject({ allowed: false });
  });
});
