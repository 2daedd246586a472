import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { putContractPurposes } from '#test/support/purposes';

let hub: TestHub;
let ada: string;
const change = {
  actor: 'tok_1',
  action: 'put',
  correlationId: 'cor',
  at: '2026-01-01T00:00:00.000Z',
};

const attributes = {
  name: { given: 'Ada', family: 'Example' },
  birthDate: '1980-02-29',
  emails: [{ value: 'ada@example.com', role: 'home' }],
  phones: [{ value: '+447700900123', country: 'GB', role: 'mobile' }],
  lifecycle: 'active',
};

const lens = async (name: string, body: object) => {
  const { status } = await hub.call('putLens', {
    params: { name },
    body: { title: name, ...body },
  });
  if (status > 201) throw new Error(`${name}: ${status}`);
};

beforeAll(async () => {
  hub = await startHub();
  for (const [name, parent] of [
    ['north', 'root'],
    ['york', 'north'],
    ['south', 'root'],
  ] as const)
    await hub.services.governance.orgUnits.put({ name, title: name, parent }, change);
  await putContractPurposes(hub.services, 'delivery', 'service', 'marketing');
  await lens('delivery', {
    attributes: ['name', 'birthDate', 'phones', 'emails'],
    masks: { phones: 'last-four', emails: 'hidden' },
    purpose: 'delivery',
  });
  await lens('service', { attributes: ['name', 'emails'], purpose: 'service' });
  await lens('names', { attributes: ['name'] });
  await lens('organisations', { attributes: ['name'], schema: 'organisation' });
  await lens('southern', { attributes: ['name'], orgUnits: ['south'], orgUnit: 'south' });
  await lens('northern', { attributes: ['name'], orgUnits: ['north'], orgUnit: 'north' });
  await lens('agreed', { attributes: ['name'], purpose: 'marketing', needsConsent: true });
  await hub.services.governance.putSpoke(
    { name: 'van', style: 'consolidation', trust: 50, lens: 'delivery', orgUnit: 'york' },
    change,
  );
  ada = (await hub.put('van', 'v-1', attributes)).body.customerId;
});
afterAll(() => hub.stop());

const van: TestCall = { role: 'integrator', spoke: 'van' };
const vanFor = (...purposes: string[]): TestCall => ({ ...van, purposes });
const read = (call: TestCall, query: Record<string, string> = {}) =>
  hub.call('readCustomer', { params: { customerId: ada }, query, ...call });

/** As the lens `delivery` shows her. */
const delivered = {
  name: attributes.name,
  birthDate: '1980-02-29',
  phones: [{ value: '****0123', country: '****', role: 'mobile' }],
};

describe('a token that acts for a spoke', () => {
  it('reads golden records through the lens of the spoke: sensitive values that it names, too', async () => {
    const { status, body } = await read(van);
    expect(status).toBe(200);
    expect(body.attributes).toEqual(delivered);
    expect(body.hidden).toEqual(['/emails']);
    const { body: list } = await hub.call('listCustomers', van);
    expect(list.items.map((each: { attributes: object }) => each.attributes)).toEqual([delivered]);
  });

  it('sees no more of them in their lineage, their history, their pins and in candidates', async () => {
    const params = { customerId: ada };
    const shown = await Promise.all([
      hub.call('readLineage', { params, ...van }),
      hub.call('readHistory', { params, ...van }),
      hub.call('listPins', { params, ...van }),
      hub.call('matchCustomers', { body: { schema: 'person', attributes }, ...van }),
    ]);
    for (const { status, body } of shown) {
      expect(status).toBe(200);
      const text = JSON.stringify(body);
      expect(text).not.toMatch(/ada@example\.com|7700900123|active|lifecycle/);
    }
    const [lineage, history] = shown;
    expect(Object.keys(lineage?.body.lineage).toSorted()).toEqual(['birthDate', 'name']);
    expect(
      history?.body.items[0].changed.map((each: { attribute: string }) => each.attribute),
    ).toEqual(['birthDate', 'emails', 'name', 'phones']);
  });

  it('finds nobody by what the lens masks or leaves out', async () => {
    const found = async (query: Record<string, string>, call: TestCall) =>
      (await hub.call('listCustomers', { query, ...call })).body.items.length;
    for (const query of [
      { phone: '07700 900123' },
      { email: 'ada@example.com' },
      { lifecycle: 'active' },
    ] as Record<string, string>[]) {
      expect(await found(query, {})).toBe(1);
      expect(await found(query, van)).toBe(0);
    }
    expect(await found({ name: 'Ada' }, van)).toBe(1);
    const byPhone = { schema: 'person', attributes: { phones: attributes.phones } };
    const { body } = await hub.call('matchCustomers', { body: byPhone, ...van });
    expect(body.candidates).toEqual([]);
  });

  it('reads its own source records as it sent them', async () => {
    const params = { spoke: 'van', sourceId: 'v-1' };
    const { body } = await hub.call('readRecord', { params, ...van });
    expect(body.attributes).toMatchObject({ phones: attributes.phones, lifecycle: 'active' });
  });

  it('looks through another lens only for a purpose that its token names', async () => {
    expect(await read(van, { lens: 'delivery' })).toMatchObject({ status: 200 });
    const refused = { status: 403, body: { type: '/problems/lens.not-allowed' } };
    expect(await read(van, { lens: 'service' })).toMatchObject(refused);
    expect(await read(van, { lens: 'whole' })).toMatchObject(refused);
    expect(await read(vanFor('delivery'), { lens: 'service' })).toMatchObject(refused);
    expect(await read(vanFor('delivery'), { lens: 'names' })).toMatchObject(refused);
    const served = await read(vanFor('delivery', 'service'), { lens: 'service' });
    expect(served.body.attributes).toEqual({ name: attributes.name, emails: attributes.emails });
  });

  it('sees nothing through the lens of its spoke for whose purpose it has no token', async () => {
    expect((await read(vanFor('service'))).body.attributes).toEqual({});
    expect((await read(vanFor('delivery'))).body.attributes).toEqual(delivered);
  });

  it('sees everything that its role reads when its spoke has no lens, and nothing when that is gone', async () => {
    await hub.services.governance.putSpoke({ name: 'shop', style: 'registry', trust: 1 }, change);
    await hub.services.governance.putSpoke(
      { name: 'lost', style: 'registry', trust: 1, lens: 'never-made' },
      change,
    );
    const { birthDate: _, ...whole } = attributes;
    const shop = await read({ role: 'integrator', spoke: 'shop' });
    expect(shop.body.attributes).toEqual(whole);
    const lost = await read({ role: 'integrator', spoke: 'lost' });
    expect(lost.body.attributes).toEqual({});
  });
});

describe('whoever acts for no spoke', () => {
  it('looks through any lens of his units, and reads no more than his role', async () => {
    const { birthDate: _, ...asReader } = delivered;
    expect((await read({ role: 'reader' }, { lens: 'delivery' })).body.attributes).toEqual(
      asReader,
    );
    expect((await read({ role: 'analyst' }, { lens: 'delivery' })).body.attributes).toEqual({});
    expect((await read({ role: 'integrator' }, { lens: 'delivery' })).body.attributes).toEqual(
      delivered,
    );
    const york: TestCall = { grants: [{ role: 'reader', orgUnit: 'york' }] };
    expect((await read(york, { lens: 'names' })).status).toBe(200);
    expect((await read(york, { lens: 'northern' })).status).toBe(200);
    expect((await read(york, { lens: 'southern' })).status).toBe(403);
    const north: TestCall = { grants: [{ role: 'reader', orgUnit: 'north' }] };
    expect((await read(north, { lens: 'northern' })).status).toBe(200);
  });

  it('with purposes, through lenses of these purposes alone', async () => {
    const app: TestCall = { role: 'integrator', purposes: ['service'] };
    expect((await read(app, { lens: 'service' })).body.attributes).toMatchObject({
      emails: attributes.emails,
    });
    expect((await read(app, { lens: 'delivery' })).status).toBe(403);
    expect((await read(app, { lens: 'names' })).status).toBe(403);
    expect((await read(app)).body.attributes).toEqual({});
  });

  it('is told that there is no such lens', async () => {
    expect(await read({}, { lens: 'none' })).toMatchObject({
      status: 404,
      body: { type: '/problems/lens.not-found', errors: [{ pointer: '/lens', in: 'query' }] },
    });
    expect((await hub.call('listCustomers', { query: { lens: 'none' } })).status).toBe(404);
  });
});

describe('whom a lens does not show', () => {
  it.each(['organisations', 'southern', 'agreed'])('is not there through %s', async (name) => {
    const query = { lens: name };
    expect(await read({}, query)).toMatchObject({
      status: 404,
      body: { type: '/problems/customer.not-found' },
    });
    expect((await hub.call('listCustomers', { query })).body.items).toEqual([]);
    const body = { schema: 'person', attributes };
    const match = await hub.call('matchCustomers', { query, body });
    expect(match.body).toMatchObject({ outcome: 'new', candidates: [] });
  });

  it('is there through a lens of her unit', async () => {
    expect((await read({}, { lens: 'northern' })).body.attributes).toEqual({
      name: attributes.name,
    });
  });

  it('is seen where her agreement to the purpose is on record', async () => {
    const say = async (status: string) =>
      hub.call('putConsent', {
        params: { customerId: ada, purpose: 'marketing' },
        body: { status, jurisdiction: 'GB', collection: { method: 'app' } },
      });
    const purpose = { title: 'Marketing', legalBases: ['consent'], channels: ['email', 'sms'] };
    await hub.call('putPurpose', { params: { name: 'marketing' }, body: purpose });
    const seen = async () => (await read({}, { lens: 'agreed' })).status;
    expect(await seen()).toBe(404);
    expect((await say('given')).status).toBe(200);
    expect(await seen()).toBe(200);
    await say('withdrawn');
    expect(await seen()).toBe(404);
  });
});

describe('the past through a lens', () => {
  it('is seen through the lens of then, but for what needs to be named today', async () => {
    await lens('narrowed', { attributes: ['name', 'birthDate', 'lifecycle'] });
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2));
    await lens('narrowed', { attributes: ['name'] });

    const then = { lens: 'narrowed', asOf };
    const { name, birthDate, lifecycle } = attributes;
    expect((await read({}, then)).body.attributes).toEqual({ name, birthDate, lifecycle });
    expect((await read({}, { lens: 'narrowed' })).body.attributes).toEqual({ name });
    const integrator: TestCall = { role: 'integrator' };
    expect((await read(integrator, then)).body.attributes).toEqual({ name, lifecycle });
    const before = { lens: 'narrowed', asOf: '2026-01-02T00:00:00Z' };
    expect(await read({}, before)).toMatchObject({ body: { type: '/problems/lens.not-found' } });
  });

  it('a spoke sees through its lens of today', async () => {
    await lens('slim', { attributes: ['name', 'emails'] });
    await hub.services.governance.putSpoke(
      { name: 'kiosk', style: 'registry', trust: 1, lens: 'slim' },
      change,
    );
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2));
    await lens('slim', { attributes: ['name'] });

    const kiosk: TestCall = { role: 'integrator', spoke: 'kiosk' };
    for (const query of [{ asOf }, { asOf, lens: 'slim' }])
      expect((await read(kiosk, query)).body.attributes).toEqual({ name: attributes.name });
  });

  it('is of whom the lens showed then, where the units lay then', async () => {
    const asOf = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 2));
    await hub.services.governance.orgUnits.put(
      { name: 'york', title: 'york', parent: 'south' },
      { ...change, at: new Date().toISOString() },
    );

    expect((await read({}, { lens: 'northern' })).status).toBe(404);
    expect((await read({}, { lens: 'northern', asOf })).status).toBe(200);
  });
});
