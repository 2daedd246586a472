import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { advance } from '#core/privacy-request/advance';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { requestKey, requestsOfKey } from '#store/keys';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
let next = 0;
const change = (at: string) => ({ actor: 'usr_1', action: 'test', correlationId: 'cor', at });

const take = async (receivedAt: string, more: Partial<PrivacyRequest> = {}): Promise<string> => {
  next += 1;
  const request: PrivacyRequest = {
    requestId: `req_${String(next).padStart(26, '0')}`,
    rights: ['access'],
    channel: 'steward',
    jurisdictions: ['US-CA'],
    state: 'received',
    receivedAt,
    verification: { needed: 'contact-point', tries: 0 },
    pauses: [],
    orders: {},
    isOrdered: false,
    work: {},
    attempt: 1,
    keepFor: { value: 24, unit: 'months' },
    actor: 'usr_1',
    correlationId: 'cor',
    ...more,
  };
  await hub.services.privacyRequests.create(request, { note: 'Ada asks' }, change(receivedAt));
  return request.requestId;
};
const reject = (requestId: string, at: string) =>
  hub.services.privacyRequests.move(
    requestId,
    (before) => advance(before, { type: 'reject', by: 'usr_1', at, code: 'excessive' }),
    change(at),
  );
const register = (query: Record<string, string>) => hub.call('readRequestRegister', { query });
const ids = async (query: Record<string, string>): Promise<string[]> => {
  const { body } = await register(query);
  const rest = body.cursor === undefined ? [] : await ids({ ...query, cursor: body.cursor });
  return [...body.items.map(({ requestId }: { requestId: string }) => requestId), ...rest];
};

let [early, late, open, other] = ['', '', '', ''];
const customerId = `cus_${'0'.repeat(26)}`;
beforeAll(async () => {
  hub = await startHub();
  other = await take('2024-12-30T00:00:00.000Z');
  await reject(other, '2025-01-03T00:00:00.000Z');
  late = await take('2025-12-30T00:00:00.000Z', { jurisdictions: ['EU'] });
  await reject(late, '2026-01-09T00:00:00.000Z');
  open = await take('2025-07-01T00:00:00.000Z');
  early = await take('2025-02-01T00:00:00.000Z', { customerId });
  await reject(early, '2025-02-05T00:00:00.000Z');
});
afterAll(() => hub.stop());

describe('the register', () => {
  it('has whoever asked in a year, whenever it ended, page by page', async () => {
    expect(await ids({ year: '2025', limit: '1' })).toEqual([early, late, open]);
    expect(await ids({ year: '2024' })).toEqual([other]);
    expect((await register({ year: '2025', cursor: 'WzEsMl0' })).status).toBe(400);
  });

  it('says nothing of who asked, and its export stands in the audit', async () => {
    const { body } = await register({ year: '2025' });
    expect(body.items[0]).toMatchObject({ requestId: early, reason: 'excessive', days: 4 });
    expect(JSON.stringify(body)).not.toMatch(/cus_|Ada/);
    const from = new Date(Date.now() - 60_000).toISOString();
    const to = new Date(Date.now() + 60_000).toISOString();
    const audit = await hub.call('listAudit', {
      query: { from, to, action: 'request-register.export' },
    });
    expect(audit.body.items).not.toEqual([]);
  });

  it('is a file, too, whose header leads on', async () => {
    const call = { query: { year: '2025', format: 'csv', limit: '2' } };
    const { headers, body } = await hub.call('readRequestRegister', call);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(body).toMatch(/^requestId,receivedAt,/);
    expect(body).toContain(early);
    expect(headers.link).toMatch(/cursor=[\w-]+>; rel="next"$/);
  });

  it('is for who may read requests everywhere', async () => {
    const asked = await hub.call('readRequestRegister', {
      query: { year: '2025' },
      role: 'integrator',
      spoke: 'crm',
    });
    expect(asked.status).toBe(403);
  });
});

describe('an ended request', () => {
  it('is kept as long as it must be, and its pointer with it; an open one has no end', async () => {
    const item = async (Key: object) =>
      (await hub.store.client.send(new GetCommand({ TableName: hub.store.names.main, Key }))).Item;
    const until = Date.parse('2027-02-05T00:00:00.000Z') / 1000;
    expect((await item(requestKey(early)))?.expiresAtSeconds).toBe(until);
    expect((await item(requestsOfKey(customerId, early)))?.expiresAtSeconds).toBe(until);
    expect((await item(requestKey(open)))?.expiresAtSeconds).toBeUndefined();
  });
});

describe('the metrics of a year', () => {
  it('count what was received in it, of all or of one law', async () => {
    const metrics = async (query: object) =>
      (await hub.call('readRequestMetrics', { query: { year: '2025', ...query } })).body;
    expect((await metrics({})).byRight.access).toMatchObject({
      received: 3,
      denied: 2,
      open: 1,
      days: { median: 7, mean: 7 },
    });
    expect((await metrics({ jurisdiction: 'US-CA' })).byRight.access.received).toBe(2);
  });
});
