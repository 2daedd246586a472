import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';
import { ada } from '#test/support/people';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
});
afterAll(() => hub.stop());

const params = { spoke: 'crm', sourceId: 'bad-1' };
const put = (attributes: unknown, more: object = {}) =>
  hub.call('putRecord', {
    params,
    body: { schema: 'person', attributes, updatedAt: '2026-01-01T00:00:00Z', ...more },
  });
const nested = (depth: number): unknown => (depth === 0 ? 'x' : { a: nested(depth - 1) });
const many = Array.from({ length: 101 }, (_, n) => ({ value: `contact${n}@example.com` }));
// The surrogate is a lone half of a pair: text that is no Unicode.
const loneSurrogate = String.fromCharCode(0xd83d);

const cases: readonly [
  what: string,
  attributes: unknown,
  pointer: string,
  rule: string | RegExp,
][] = [
  ['an unknown attribute', { shoeSize: 42 }, '/attributes/shoeSize', 'unknown-attribute'],
  ['a wrong type', { name: 'Ada' }, '/attributes/name', 'type'],
  ['a list for a group', { name: ['Ada'] }, '/attributes/name', 'type'],
  ['a number for text', { jobTitle: 7 }, '/attributes/jobTitle', 'type'],
  ['101 contact points', { emails: many }, '/attributes/emails', 'max-items'],
  [
    'a name of 10 kB',
    { name: { given: 'x'.repeat(10_240) } },
    '/attributes/name/given',
    'max-length',
  ],
  [
    'control characters',
    { name: { given: 'A\u0000da' } },
    '/attributes/name/given',
    'control-characters',
  ],
  [
    'text that is no Unicode',
    { name: { given: `A${loneSurrogate}` } },
    '/attributes/name/given',
    /./,
  ],
  ['31 February', { birthDate: '1985-02-31' }, '/attributes/birthDate', 'date.exists'],
  ['a date of words', { birthDate: 'yesterday' }, '/attributes/birthDate', /date|type/],
  [
    'a phone of letters',
    { phones: [{ value: 'call me maybe' }] },
    '/attributes/phones/0/value',
    'phone.readable',
  ],
  [
    'an e-mail without @',
    { emails: [{ value: 'ada.example.com' }] },
    '/attributes/emails/0/value',
    'email.syntax',
  ],
  [
    'an unknown role',
    { emails: [{ value: 'a@example.com', role: 'moon' }] },
    '/attributes/emails/0/role',
    /./,
  ],
  ['nothing at all', {}, '/attributes', /./],
];

describe('bad input', () => {
  it.each(cases)(
    'refuses %s and names the place and the rule',
    async (_, attributes, pointer, rule) => {
      const { status, body } = await put(attributes);
      expect(status).toBe(422);
      expect(body.type).toBe('/problems/record.invalid');
      expect(body.errors).toContainEqual(
        expect.objectContaining({
          pointer,
          rule: typeof rule === 'string' ? rule : expect.stringMatching(rule),
        }),
      );
    },
  );

  it.each([
    [
      'a member named __proto__',
      '{"schema":"person","attributes":{"__proto__":{"x":1}},"updatedAt":"2026-01-01T00:00:00Z"}',
      '/attributes/__proto__',
    ],
    [
      'a member named constructor',
      '{"schema":"person","attributes":{"constructor":{"x":1}},"updatedAt":"2026-01-01T00:00:00Z"}',
      '/attributes/constructor',
    ],
    [
      'nesting of 40',
      JSON.stringify({
        schema: 'person',
        attributes: nested(40),
        updatedAt: '2026-01-01T00:00:00Z',
      }),
      /^\/attributes\/a/,
    ],
    [
      'an unknown member',
      JSON.stringify({
        schema: 'person',
        attributes: ada,
        updatedAt: '2026-01-01T00:00:00Z',
        extra: 1,
      }),
      '/extra',
    ],
    ['no updatedAt', JSON.stringify({ schema: 'person', attributes: ada }), '/updatedAt'],
    [
      'an updatedAt that is no time',
      JSON.stringify({ schema: 'person', attributes: ada, updatedAt: '2026-02-31T25:00:00Z' }),
      '/updatedAt',
    ],
  ])('refuses %s', async (_, body, pointer) => {
    const answer = await hub.call('putRecord', { params, body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toEqual(
      typeof pointer === 'string' ? pointer : expect.stringMatching(pointer),
    );
  });

  it.each([
    ['no JSON', '{"schema":', 400, 'request.malformed'],
    ['an empty body', '', 400, 'request.malformed'],
    ['nesting of 100,000', '['.repeat(100_000), 400, 'request.malformed'],
    [
      'a body above 256 KiB',
      JSON.stringify({ pad: 'x'.repeat(300_000) }),
      413,
      'request.too-large',
    ],
    ['a list', '[]', 400, 'request.invalid'],
    ['null', 'null', 400, 'request.invalid'],
  ])('refuses %s', async (_, body, status, code) => {
    const answer = await hub.call('putRecord', { params, body });
    expect(answer).toMatchObject({ status, body: { type: `/problems/${code}` } });
  });

  it.each([
    ['slashes', 'a/b'],
    ['spaces', 'a b'],
    ['Unicode', 'zoë'],
    ['a line break', 'a\nb'],
    ['257 characters', 'x'.repeat(257)],
    ['only dots', '..'],
  ])('refuses a source id with %s', async (_, sourceId) => {
    const answer = await hub.call('putRecord', {
      params: { spoke: 'crm', sourceId },
      body: { schema: 'person', attributes: ada, updatedAt: '2026-01-01T00:00:00Z' },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/sourceId', in: 'path' }] },
    });
  });

  it('refuses a type that is not JSON', async () => {
    const xml = await hub.call('putRecord', {
      params,
      body: '<x/>',
      headers: { 'content-type': 'text/xml' },
    });
    expect(xml).toMatchObject({
      status: 415,
      body: {
        type: '/problems/request.unsupported-media-type',
        errors: [{ pointer: '/content-type', message: 'must be application/json', in: 'header' }],
      },
    });
    const signed = await hub.call('exerciseDataRight', {
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(signed.body.errors).toMatchObject([{ message: 'must be text/plain' }]);
  });

  it('refuses bytes that are not UTF-8', async () => {
    const answer = await hub.call('putRecord', { params, body: Buffer.from([0x7b, 0xff, 0x7d]) });
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/request.malformed' } });
  });

  it.each([
    ['beyond the year 9999', '9999-12-31T23:59:59-12:00'],
    ['before the year 0', '0000-01-01T00:00:00+12:00'],
  ])('refuses a moment that is in UTC %s', async (_, updatedAt) => {
    const answer = await put(ada, { updatedAt });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/updatedAt' }] } });
  });

  it('refuses half a surrogate pair wherever a person writes words', async () => {
    const title = `A${loneSurrogate}`;
    const answers = await Promise.all([
      hub.call('createToken', { body: { title, role: 'reader' } }),
      hub.call('putSpoke', {
        params: { spoke: 'web' },
        body: { style: 'registry', trust: 1, title },
      }),
      put(ada, { reason: title }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.errors[0].pointer])).toEqual([
      [400, '/title'],
      [400, '/title'],
      [400, '/reason'],
    ]);
  });

  it('names at most a hundred things that are wrong', async () => {
    const members = Array.from({ length: 5_000 }, (_, n) => [`unknown${n}`, n]);
    const answer = await hub.call('createToken', { body: Object.fromEntries(members) });
    expect(answer.body.errors).toHaveLength(100);
  });

  it.each([
    ['too long for a key', 'x'.repeat(1_400)],
    ['no Unicode', loneSurrogate],
  ])('refuses a cursor whose place is %s', async (_, place) => {
    const cursor = Buffer.from(JSON.stringify([place, 'CUS#x', 'HEAD'])).toString('base64url');
    expect((await hub.call('listTasks', { query: { cursor } })).status).toBe(400);
  });

  it('refuses a page size of nothing, an unknown query and a made-up cursor', async () => {
    expect((await hub.call('listCustomers', { query: { limit: '0' } })).status).toBe(400);
    expect((await hub.call('listCustomers', { query: { orderBy: 'name' } })).status).toBe(400);
    expect((await hub.call('listCustomers', { query: { cursor: 'bm9uc2Vuc2U' } })).status).toBe(
      400,
    );
  });

  it('wrote nothing of all this', async () => {
    expect((await hub.call('readRecord', { params })).status).toBe(404);
    expect((await hub.call('listCustomers', {})).body.items).toEqual([]);
  });
});
