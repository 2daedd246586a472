import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import { ada, byron, grace } from '#test/support/people';

let hub: TestHub;
const ids: Record<string, string> = {};

beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm', 70);
  for (const [name, person] of Object.entries({ ada, grace })) {
    const { body } = await hub.put('crm', name, person);
    ids[name] = body.customerId;
  }
  const acme = await hub.call('putRecord', {
    params: { spoke: 'crm', sourceId: 'acme' },
    body: {
      schema: 'organisation',
      updatedAt: '2026-01-01T00:00:00Z',
      attributes: {
        name: 'Acme Ltd',
        lifecycle: 'active',
        emails: [{ value: 'info@acme.example.com' }],
      },
    },
  });
  ids.acme = acme.body.customerId;
});
afterAll(() => hub.stop());

const found = async (query: Record<string, string>) => {
  const { status, body } = await hub.call('listCustomers', { query });
  expect(status).toBe(200);
  return body.items.map((each: { customerId: string }) => each.customerId);
};

describe('GET /customers', () => {
  it.each([
    ['a name in any case and order', { name: 'LOVELACE ada' }, 'ada'],
    ['a family name alone', { name: 'hopper' }, 'grace'],
    ['an e-mail address in any case', { email: 'Grace.Hopper@Example.com' }, 'grace'],
    ['a phone number in national spelling', { phone: '07700 900123' }, 'ada'],
    ['a name and an e-mail address', { name: 'ada', email: 'ada.lovelace@example.com' }, 'ada'],
    ['an organisation name', { name: 'acme' }, 'acme'],
  ])('finds by %s', async (_, query, who) => {
    expect(await found(query)).toEqual([ids[who]]);
  });

  it('finds nobody when one of several terms does not fit', async () => {
    expect(await found({ name: 'ada', email: 'grace.hopper@example.com' })).toEqual([]);
    expect(await found({ email: 'nobody@example.com' })).toEqual([]);
    expect(await found({ name: '--' })).toEqual([]);
  });

  it('narrows by schema and life cycle', async () => {
    expect(await found({ schema: 'organisation' })).toEqual([ids.acme]);
    expect(await found({ lifecycle: 'active' })).toEqual([ids.acme]);
    expect(await found({ name: 'ada', schema: 'organisation' })).toEqual([]);
  });

  it('pages through all without losing or repeating one', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { body } = await hub.call('listCustomers', {
        query: { limit: '1', ...(cursor !== undefined && { cursor }) },
      });
      expect(body.items.length).toBeLessThanOrEqual(1);
      seen.push(...body.items.map((each: { customerId: string }) => each.customerId));
      cursor = body.cursor;
    } while (cursor !== undefined);
    expect(seen.toSorted()).toEqual(Object.values(ids).toSorted());
  });
});

describe('POST /customers/match', () => {
  it('says whom attributes resemble and writes nothing', async () => {
    const match = (attributes: object) =>
      hub.call('matchCustomers', { body: { schema: 'person', attributes } });
    const same = await match(ada);
    expect(same.body).toMatchObject({
      outcome: 'link',
      candidates: [{ customerId: ids.ada, decision: 'match' }],
    });
    const twin = await match(byron);
    expect(twin.body.outcome).not.toBe('link');
    expect((await match({ name: { full: 'Nobody Known' } })).body).toMatchObject({
      outcome: 'new',
      candidates: [],
    });
    expect(await found({})).toHaveLength(3);
  });
});

describe('POST /customers', () => {
  it('originates a customer, and links instead of making a second one', async () => {
    const person = {
      name: { given: 'Born', family: 'Inhub' },
      emails: [{ value: 'born.inhub@example.com' }],
      birthDate: '1999-09-09',
    };
    const originate = () =>
      hub.call('originateCustomer', { body: { schema: 'person', attributes: person } });
    const first = await originate();
    expect(first).toMatchObject({ status: 201, body: { outcome: 'created' } });
    expect(first.headers.location).toBe(`/v1/customers/${first.body.customerId}`);
    const second = await originate();
    expect(second).toMatchObject({
      status: 200,
      body: { outcome: 'linked', customerId: first.body.customerId },
    });
    const { body } = await hub.call('readSources', {
      params: { customerId: first.body.customerId },
    });
    expect(body.items.map((each: { spoke: string }) => each.spoke)).toEqual(['hub', 'hub']);
  });
});

describe('lineage', () => {
  it('names the winner, its rule and what it beat', async () => {
    await hub.spoke('web', 20);
    await hub.put('web', 'lineage', { ...ada, name: { given: 'Ada', family: 'Lovelass' } });
    const { body } = await hub.call('readLineage', { params: { customerId: ids.ada ?? '' } });
    expect(body.lineage.name).toMatchObject({
      sources: [{ spoke: 'crm', sourceId: 'ada', trust: 70 }],
      runnersUp: [{ value: { family: 'Lovelass' }, sources: [{ spoke: 'web', trust: 20 }] }],
    });
  });
});

describe('styles of spokes', () => {
  it('lets a registry spoke speak only where no contributing spoke does', async () => {
    await hub.spoke('index', 100, { style: 'registry' });
    await hub.put('index', 'r', {
      ...grace,
      name: { given: 'Gracie', family: 'Hopper' },
      jobTitle: 'Admiral',
    });
    const { body } = await hub.call('readCustomer', { params: { customerId: ids.grace ?? '' } });
    expect(body.attributes.name.given).toBe('Grace');
    expect(body.attributes.jobTitle).toBe('Admiral');
  });
});
