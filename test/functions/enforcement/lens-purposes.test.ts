import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Purpose } from '#core/consent/purpose';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let next = 0;
const newCustomer = async (more: object = {}, email?: string) => {
  next += 1;
  const tag = String(next).padStart(3, '0');
  const attributes = {
    name: { given: `Ada${tag}`, family: 'Example' },
    emails: [{ value: email ?? `person${tag}@example.com` }],
    phones: [{ value: `+447700900${tag}` }],
    ...more,
  };
  return (await hub.put('crm', `c-${tag}`, attributes)).body.customerId as string;
};
const say = async (customerId: string, status: string, purpose = 'ads', more: object = {}) => {
  const body = { status, jurisdiction: 'GB', collection: { method: 'web-form' }, ...more };
  const { status: code } = await hub.call('putConsent', { params: { customerId, purpose }, body });
  if (code > 201) throw new Error(String(code));
};
const define = (name: string, body: Pick<Purpose, 'legalBases' | 'channels'> & Partial<Purpose>) =>
  hub.call('putPurpose', { params: { name }, body: { title: name, kinds: [], ...body } });
const lens = (name: string, more: object = {}) =>
  hub.call('putLens', {
    params: { name },
    body: { title: name, attributes: ['name', 'emails', 'phones'], purpose: name, ...more },
  });
const seen = async (customerId: string, name = 'ads', call: TestCall = {}) => {
  const params = { customerId };
  const { body } = await hub.call('readCustomer', { params, query: { lens: name }, ...call });
  return Object.keys(body.attributes ?? {}).toSorted();
};

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await define('ads', { legalBases: ['consent'], channels: ['email', 'sms'] });
  await define('ship', { legalBases: ['contract'], channels: ['sms', 'post'] });
  await lens('ads');
  await lens('ship');
});
afterAll(() => hub.stop());

describe('a lens for a purpose', () => {
  it('shows nothing before a yes, what each channel allows after it, and nothing again after a no', async () => {
    const ada = await newCustomer();
    expect(await seen(ada)).toEqual([]);
    await say(ada, 'given', 'ads', { channels: ['email'] });
    expect(await seen(ada)).toEqual(['emails', 'name']);
    await say(ada, 'given', 'ads', { channels: ['sms'] });
    expect(await seen(ada)).toEqual(['emails', 'name', 'phones']);
    await say(ada, 'withdrawn', 'ads', { channels: ['email'] });
    expect(await seen(ada)).toEqual(['name', 'phones']);
    await say(ada, 'objected');
    expect(await seen(ada)).toEqual([]);
  });

  it('asks nobody where a contract is the ground, and shows no more than its channels', async () => {
    expect(await seen(await newCustomer(), 'ship')).toEqual(['name', 'phones']);
  });

  it('shows no address that was refused, whoever refused it', async () => {
    const shared = 'shared@example.com';
    const called = (given: string, family: string, birthDate: string) =>
      newCustomer({ phones: [], name: { given, family }, birthDate }, shared);
    const bob = await called('Bob', 'Sample', '1950-01-01');
    const ada = await called('Ada', 'Example', '1990-12-31');
    expect(ada).not.toBe(bob);
    for (const each of [ada, bob]) await say(each, 'given');
    expect([await seen(ada), await seen(bob)]).toEqual([
      ['emails', 'name'],
      ['emails', 'name'],
    ]);
    await say(bob, 'withdrawn', 'ads', { channels: ['email'], contactPoint: shared });
    expect(await seen(ada)).toEqual(['name']);
    expect(await seen(bob)).toEqual(['name']);
  });

  it('shows an address that was agreed to alone', async () => {
    const ada = await newCustomer({}, 'alone@example.com');
    await say(ada, 'given', 'ads', { channels: ['email'], contactPoint: 'alone@example.com' });
    expect(await seen(ada)).toEqual(['emails', 'name']);
  });

  it('obeys a restriction at once, and a child without a parent', async () => {
    const ada = await newCustomer();
    const restriction = { kind: 'restriction', ground: 'accuracy-contested', reason: 'wrong' };
    await hub.call('placeRestriction', { params: { customerId: ada }, body: restriction });
    expect(await seen(ada, 'ship')).toEqual([]);
    const kid = await newCustomer({ birthDate: `${new Date().getUTCFullYear() - 8}-01-01` });
    await say(kid, 'given');
    expect(await seen(kid)).toEqual([]);
    await say(kid, 'parental');
    expect(await seen(kid)).toEqual(['emails', 'name', 'phones']);
  });

  it('that needs consent stands on no other ground', async () => {
    await define('either', { legalBases: ['contract', 'consent'], channels: ['email', 'sms'] });
    await lens('either');
    await lens('strict', { purpose: 'either', needsConsent: true });
    const ada = await newCustomer();
    const asked = { params: { customerId: ada }, query: { lens: 'strict' } };
    expect(await seen(ada, 'either')).toEqual(['emails', 'name', 'phones']);
    expect((await hub.call('readCustomer', asked)).status).toBe(404);
    await say(ada, 'given', 'either', { channels: ['email'] });
    expect(await seen(ada, 'strict')).toEqual(['emails', 'name']);
  });

  it('shows the past only as far as everybody who was one then allows it today', async () => {
    const [ada, bob] = [await newCustomer(), await newCustomer()];
    for (const each of [ada, bob]) await say(each, 'given');
    await hub.call('mergeCustomers', { params: { customerId: ada }, body: { with: bob } });
    const asOf = new Date().toISOString();
    await hub.call('unmergeCustomer', { params: { customerId: ada }, body: { customerId: bob } });
    const past = async () => {
      const query = { lens: 'ads', asOf };
      const { body } = await hub.call('readCustomer', { params: { customerId: ada }, query });
      return JSON.stringify(body.attributes);
    };
    expect(await past()).toContain(`person${String(next).padStart(3, '0')}@example.com`);
    await say(bob, 'withdrawn');
    expect(await past()).toBe('{}');
    expect(await seen(ada)).toEqual(['emails', 'name', 'phones']);
  });

  it('shows no past that holds what a customer said who is removed', async () => {
    const [ada, bob] = [await newCustomer(), await newCustomer()];
    for (const each of [ada, bob]) await say(each, 'given');
    await hub.call('mergeCustomers', { params: { customerId: ada }, body: { with: bob } });
    const asOf = new Date().toISOString();
    await hub.call('unmergeCustomer', { params: { customerId: ada }, body: { customerId: bob } });
    const past = async () => {
      const query = { lens: 'ads', asOf };
      const { body } = await hub.call('readCustomer', { params: { customerId: ada }, query });
      return Object.keys(body.attributes);
    };
    expect(await past()).toContain('emails');
    const { headers } = await hub.call('readCustomer', { params: { customerId: bob } });
    await hub.call('removeCustomer', {
      params: { customerId: bob },
      headers: { 'if-match': headers.etag ?? '' },
    });
    expect(await past()).toEqual([]);
    expect(await seen(ada)).toEqual(['emails', 'name', 'phones']);
  });

  it('hears what was refused at an address that matching leaves out', async () => {
    const classification = 'personal';
    const attributes = [
      { name: 'email', type: 'email', classification },
      { name: 'billing', type: 'email', match: 'none', classification },
      {
        name: 'others',
        type: 'list',
        classification,
        items: {
          type: 'group',
          attributes: [{ name: 'value', type: 'email', match: 'none', classification }],
        },
      },
    ];
    const body = { title: 'Unmatched', kind: 'person', attributes };
    expect((await hub.call('putSchema', { params: { name: 'unmatched' }, body })).status).toBe(201);
    await lens('unmatched', {
      schema: 'unmatched',
      purpose: 'ads',
      attributes: ['email', 'billing', 'others'],
    });
    for (const [n, refused] of ['billing-0@example.com', 'other-1@example.com'].entries()) {
      const put = await hub.call('putRecord', {
        params: { spoke: 'crm', sourceId: refused },
        body: {
          schema: 'unmatched',
          updatedAt: '2025-01-01T00:00:00Z',
          attributes: {
            email: `first-${n}@example.com`,
            billing: `billing-${n}@example.com`,
            others: [{ value: `other-${n}@example.com` }],
          },
        },
      });
      const { customerId } = put.body;
      await say(customerId, 'given', 'ads', { channels: ['email'] });
      expect(await seen(customerId, 'unmatched')).toEqual(['billing', 'email', 'others']);
      await say(customerId, 'withdrawn', 'ads', { channels: ['email'], contactPoint: refused });
      expect(await seen(customerId, 'unmatched')).toEqual([]);
    }
  });

  it('finds and compares nobody by what does not leave', async () => {
    const ada = await newCustomer({}, 'hidden@example.com');
    const found = async () => {
      const query = { lens: 'ads', email: 'hidden@example.com' };
      const { body } = await hub.call('listCustomers', { query });
      const asked = { schema: 'person', attributes: { emails: [{ value: 'hidden@example.com' }] } };
      const match = await hub.call('matchCustomers', { body: asked, query: { lens: 'ads' } });
      return [body.items.length, match.body.candidates.length];
    };
    expect(await found()).toEqual([0, 0]);
    await say(ada, 'given');
    expect(await found()).toEqual([1, 1]);
  });

  it('cannot be for a purpose that nobody defined', async () => {
    expect(await lens('nobody')).toMatchObject({
      status: 422,
      body: { type: '/problems/lens.invalid', errors: [{ pointer: '/purpose' }] },
    });
  });

  it('asks nothing where a lens has no purpose', async () => {
    const { consents } = hub.services;
    const asked: string[] = [];
    const watched = new Proxy(consents, {
      get: (target, name: keyof typeof consents) => {
        asked.push(name);
        return target[name];
      },
    });
    Object.assign(hub.services, { consents: watched });
    const ada = await newCustomer();
    await hub.call('readCustomer', { params: { customerId: ada } });
    await hub.call('listCustomers');
    await hub.call('readLineage', { params: { customerId: ada } });
    Object.assign(hub.services, { consents });
    expect(asked.filter((each) => each !== 'contactPoint')).toEqual([]);
  });
});

describe('ages', () => {
  it('are listed, and decide once they are signed off', async () => {
    const { body } = await hub.call('listRules');
    const ages = body.items.filter((each: { age?: object }) => each.age !== undefined);
    const proposed = ages.find(({ decides }: { decides: boolean }) => !decides);
    expect(proposed).toMatchObject({ check: 'memory', age: { threshold: expect.any(Number) } });
    const params = { ruleId: proposed.ruleId };
    const signed = { isSignedOff: true, ground: 'An opinion' };
    const { body: after } = await hub.call('signOffRule', { params, body: signed });
    expect(after).toMatchObject({ decides: true, signOff: { ground: 'An opinion' } });
    const { items } = await hub.services.audit.entries(`sign-off:${proposed.ruleId}`, { limit: 5 });
    expect(items).toHaveLength(1);
  });
});

describe('notices and purposes', () => {
  it('are listed, and read as they were', async () => {
    const params = { name: 'privacy' };
    for (const en of ['First.', 'Second.'])
      await hub.call('putNotice', { params, body: { title: 'Privacy', texts: { en } } });
    const { body: list } = await hub.call('listNotices');
    expect(list.items).toMatchObject([
      { name: 'privacy', version: 2, hashes: { en: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
    const of = async (version: string) =>
      (await hub.call('readNotice', { params, query: { version } })).body;
    expect((await of('1')).texts.en.text).toBe('First.');
    expect((await of('2')).texts.en.text).toBe('Second.');
    expect((await of('3')).type).toBe('/problems/notice.not-found');
    const changed = { legalBases: ['contract'], channels: ['email'] } as const;
    await define('ads', changed);
    const purpose = async (query: Record<string, string>) =>
      (await hub.call('readPurpose', { params: { name: 'ads' }, query })).body.legalBases;
    expect(await purpose({})).toEqual(['contract']);
    expect(await purpose({ version: '1' })).toEqual(['consent']);
  });
});
