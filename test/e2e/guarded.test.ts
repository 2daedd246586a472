import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
  for (const spoke of ['guarded-shop', 'guarded-bank'])
    await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'consolidation', trust: 50 } });
}, 120_000);
afterAll(() => hub.close());

const record = (given: string) => ({
  schema: 'person',
  updatedAt: '2026-01-01T00:00:00Z',
  attributes: {
    name: { given, family: 'Guarded' },
    emails: [{ value: `${given.toLowerCase()}.guarded@example.com` }],
  },
});
const originate = (given: string, headers: Readonly<Record<string, string>> = {}) => {
  const { schema, attributes } = record(given);
  return hub.ask('POST', '/customers', { body: { schema, attributes }, headers });
};
const makeToken = async (body: object): Promise<string> =>
  (await hub.ask('POST', '/tokens', { body: { title: 'of a test', ...body } })).body.token;

describe('changes that cross', () => {
  it('are refused without If-Match and with a stale one', async () => {
    const { customerId } = (await originate('Etta')).body;
    const path = `/customers/${customerId}`;
    const etag = (await hub.ask('GET', path)).headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const body = { attributes: { jobTitle: 'Watchmaker' } };
    expect((await hub.ask('PATCH', path, { body })).status).toBe(428);
    const edited = await hub.ask('PATCH', path, { body, headers: { 'if-match': etag } });
    expect(edited).toMatchObject({ status: 200, body: { attributes: body.attributes } });
    const stale = await hub.ask('PATCH', path, { body, headers: { 'if-match': etag } });
    expect(stale).toMatchObject({
      status: 412,
      body: { type: expect.stringMatching(/precondition\.failed$/) },
    });
    const removed = await hub.ask('DELETE', path, {
      headers: { 'if-match': edited.headers.get('etag') ?? '' },
    });
    expect(removed.status).toBe(200);
    expect((await hub.ask('GET', path)).status).toBe(410);
  });

  it('happen once under one Idempotency-Key, and another body under it is refused', async () => {
    const headers = { 'idempotency-key': 'one-and-the-same' };
    const first = await originate('Ida', headers);
    const again = await originate('Ida', headers);
    expect(first.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect((await originate('Ivan', headers)).status).toBe(422);
  });
});

describe('what is refused', () => {
  it.each([
    ['a value that its schema refuses', { birthDate: 'yesterday' }, '2026-01-01T00:00:00Z', 422],
    ['a time that is none', {}, 'soon', 400],
  ])('is a problem with the place of the fault: %s', async (_, more, updatedAt, status) => {
    const { schema, attributes } = record('Bob');
    const answer = await hub.ask('PUT', '/spokes/guarded-shop/records/bad', {
      body: { schema, attributes: { ...attributes, ...more }, updatedAt },
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const pointers = answer.body.errors.map((each: { pointer: string }) => each.pointer);
    expect(new Set(pointers)).toEqual(
      new Set([status === 422 ? '/attributes/birthDate' : '/updatedAt']),
    );
  });

  it.each([
    ['no token', null, 401],
    ['a token that nobody made', 'gsp_nobody-made-this', 401],
  ])('answers %s with a problem', async (_, token, status) => {
    const answer = await hub.ask('GET', '/spokes', { token });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, type: expect.any(String) });
  });

  it('answers what is not there with a problem', async () => {
    const missing = await hub.ask('GET', `/customers/cus_${'0'.repeat(26)}`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(missing.body.type).toMatch(/customer\.not-found$/);
  });

  it('answers a body that is no JSON', async () => {
    const answer = await hub.ask('POST', '/customers/match', { body: '{"schema":' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('an id of a spoke’s own', () => {
  it('is the same percent-encoded and as it is', async () => {
    const id = 'till:7@shop+a=b';
    const put = await hub.ask('PUT', `/spokes/guarded-shop/records/${encodeURIComponent(id)}`, {
      body: record('Percy'),
    });
    expect(put.status, JSON.stringify(put.body)).toBe(200);
    const { customerId } = put.body;
    for (const written of [id, encodeURIComponent(id)])
      expect((await hub.ask('GET', `/crosswalk/guarded-shop/${written}`)).body).toEqual({
        customerId,
      });
  });
});

describe('tokens', () => {
  it('of a reader change nothing', async () => {
    const token = await makeToken({ role: 'reader' });
    expect((await hub.ask('GET', '/spokes', { token })).status).toBe(200);
    const refused = await hub.ask('PUT', '/spokes/guarded-shop/records/r', {
      body: record('Rita'),
      token,
    });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
  });

  it('of a spoke write its own records and see no others', async () => {
    const token = await makeToken({ role: 'integrator', spoke: 'guarded-shop' });
    const own = '/spokes/guarded-shop/records/own';
    const others = '/spokes/guarded-bank/records/theirs';
    expect((await hub.ask('PUT', own, { body: record('Olga'), token })).status).toBe(200);
    expect((await hub.ask('PUT', others, { body: record('Theo') })).status).toBe(200);
    expect((await hub.ask('GET', own, { token })).status).toBe(200);
    expect((await hub.ask('GET', others, { token })).status).toBe(403);
    expect((await hub.ask('PUT', others, { body: record('Theo'), token })).status).toBe(403);
  });
});

describe('the reference', () => {
  it('is open to everybody', async () => {
    expect(await hub.ask('GET', '/health', { token: null })).toMatchObject({
      status: 200,
      body: { status: 'ok' },
    });
    const { body } = await hub.ask('GET', '/openapi.json', { token: null });
    expect(body.openapi).toMatch(/^3\.1/);
  });
});
