import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventViolations } from '#events/validate';
import { buildEvents } from '#functions/publisher/build-events';
import { glassPartition, noticeKey } from '#store/keys';
import { type Notice, noticeOf } from '#store/notice';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let customerId = '';
let elsewhere = '';
const steward: TestCall = { grants: [{ role: 'steward', orgUnit: 'north' }], actorId: 'usr_ada' };
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const broken = async (more: object = {}, who: TestCall = steward) =>
  hub.call('breakGlass', {
    body: { reason: 'A patient is in danger', minutes: 5, ...more },
    ...who,
  });
const read = (id: string, glassId: string, who: TestCall = steward) =>
  hub.call('readCustomer', {
    params: { customerId: id },
    headers: { 'x-goldspoke-break-glass': glassId },
    ...who,
  });
const birthDateOf = (answer: { body: { attributes?: { birthDate?: string } } }) =>
  answer.body.attributes?.birthDate;

beforeAll(async () => {
  hub = await startHub();
  for (const orgUnit of ['north', 'south'])
    await hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit } });
  await hub.spoke('till', 50, { orgUnit: 'north' });
  await hub.spoke('desk', 50, { orgUnit: 'south' });
  const put = async (spoke: string, family: string) =>
    (await hub.put(spoke, '1', { name: { family }, birthDate: '1971-03-14' })).body.customerId;
  customerId = await put('till', 'Quillfeather');
  elsewhere = await put('desk', 'Oxenholme');
});
afterAll(() => hub.stop());

describe('a broken glass', () => {
  it('shows everything in the units where it may be broken, and nothing elsewhere', async () => {
    const { body } = await broken();
    expect(body).toMatchObject({ orgUnits: ['north'] });
    expect(birthDateOf(await read(customerId, body.glassId))).toBe('1971-03-14');
    expect((await read(elsewhere, body.glassId)).status).toBe(404);
    expect(
      birthDateOf(await hub.call('readCustomer', { params: { customerId }, ...steward })),
    ).toBe(undefined);
  });

  it('opens nothing for anybody else, after its end, or of another customer', async () => {
    const { body } = await broken({ customerId });
    const other = { ...steward, actorId: 'usr_eve' };
    expect(code(await read(customerId, body.glassId, other))).toBe('access.glass-not-broken');
    expect(code(await read(elsewhere, body.glassId))).toBe('access.glass-not-broken');
    expect(code(await read(customerId, 'gls_unknown'))).toBe('access.glass-not-broken');
    const params = { glassId: body.glassId };
    expect(code(await hub.call('endGlass', { params, ...other }))).toBe('glass.not-found');
    const { endedAt } = (await hub.call('endGlass', { params, ...steward })).body;
    expect(Math.abs(Date.parse(endedAt) - Date.now())).toBeLessThan(60_000);
    expect(code(await read(customerId, body.glassId))).toBe('access.glass-not-broken');
  });

  it('of one customer shows nothing of another, also not beside him', async () => {
    const other = (await hub.put('till', '2', { name: { family: 'Bickerstaff' } })).body.customerId;
    const { body } = await broken({ customerId });
    const why = await hub.call('whyCustomers', {
      params: { customerId, otherId: other },
      headers: { 'x-goldspoke-break-glass': body.glassId },
      ...steward,
    });
    expect(code(why)).toBe('access.glass-not-broken');
  });

  it('takes a right that holds: one under a condition that is not met breaks none', async () => {
    const role = { title: 'x', permissions: ['access:break-glass'], reads: [] };
    const when = 'context has purpose && context.purpose == "rescue"';
    await hub.call('putRole', { params: { role: 'rescuer' }, body: { ...role, when } });
    const rescuer: TestCall = { grants: [{ role: 'rescuer', orgUnit: 'north' }] };
    expect(code(await broken({}, rescuer))).toBe('auth.forbidden');
  });

  it('is not looked through by repeating a request once it has ended', async () => {
    const { body } = await broken();
    const glass = { 'x-goldspoke-break-glass': body.glassId };
    const match = (headers: Record<string, string>) =>
      hub.call('matchCustomers', {
        body: {
          schema: 'person',
          attributes: { name: { family: 'Quillfeather' }, birthDate: '1971-03-14' },
        },
        headers: { 'idempotency-key': 'seen', ...headers },
        ...steward,
      });
    expect(JSON.stringify((await match(glass)).body)).toContain('1971-03-14');
    const without = await match({});
    expect(without.status).toBe(200);
    expect(JSON.stringify(without.body)).not.toContain('1971-03-14');
  });

  it('is over when its minutes are', async () => {
    const { body } = await broken({ minutes: 1 });
    const { clock } = hub.services;
    const later = () => new Date(Date.now() + 61_000).toISOString();
    (hub.services as { clock: () => string }).clock = later;
    expect(code(await read(customerId, body.glassId))).toBe('access.glass-not-broken');
    (hub.services as { clock: () => string }).clock = clock;
  });

  it('brings nothing once its actor may no longer break one', async () => {
    const { body } = await broken();
    const demoted = { grants: [{ role: 'reader', orgUnit: 'north' }], actorId: 'usr_ada' };
    expect(birthDateOf(await read(customerId, body.glassId, demoted))).toBe(undefined);
  });

  it('leaves entries of the audit: why it was broken, and of each request', async () => {
    const { body } = await broken();
    await read(customerId, body.glassId);
    const object = `glass:${body.glassId}`;
    const { items } = await hub.services.audit.entries(object, { limit: 10 });
    expect(items).toMatchObject([
      { action: 'access.break-glass', actor: 'usr_ada', reason: 'A patient is in danger' },
    ]);
    const [from, to] = [-1, 1].map((hours) =>
      new Date(Date.now() + hours * 3_600_000).toISOString(),
    );
    const found = await hub.services.audit.search(
      { action: 'access.under-broken-glass', from: from ?? '', to: to ?? '' },
      { limit: 50 },
    );
    expect(found.items).toContainEqual(
      expect.objectContaining({ about: `customer:${customerId}`, reason: body.glassId }),
    );
    const raw = JSON.stringify(await hub.store.governance.spokes());
    expect(raw).not.toContain('patient');
  });
});

describe('its notice', () => {
  it('becomes an event that fits its contract, and holds no reason', async () => {
    const { body } = await broken({ customerId });
    const key = noticeKey(glassPartition(body.glassId), 'access.glass-broken.v1');
    const { Item } = await hub.store.client.send(
      new GetCommand({ TableName: hub.store.names.main, Key: { ...key } }),
    );
    const notice = noticeOf(marshall(Item ?? {}));
    const [event, ...others] = buildEvents({ kind: 'notice', notice: notice as Notice }, []);
    expect(others).toEqual([]);
    expect(eventViolations('access.glass-broken.v1', event?.detail)).toEqual([]);
    expect(event?.detail).toMatchObject({ glassId: body.glassId, orgUnits: ['north'], customerId });
    expect(JSON.stringify(event)).not.toContain('patient');
  });
});

describe('an explanation', () => {
  const explain = (body: object, who: TestCall = steward) =>
    hub.call('explainAccess', { body, ...who });

  it('names the policy that permits, and where the thing lies', async () => {
    const { body } = await explain({ permission: 'customer:steward', customerId });
    expect(body).toEqual({
      allowed: true,
      because: [
        {
          policy: 'role:steward@north',
          says: 'The role steward, held at north, permits it there and below.',
        },
      ],
      grants: [{ role: 'steward', orgUnit: 'north' }],
      needed: [],
      orgUnits: ['north'],
    });
  });

  it('names no unit of which the asking person knows nothing', async () => {
    const person = {
      name: { given: 'Ida', family: 'Vantongeren' },
      emails: [{ value: 'ida@example.com' }],
    };
    const here = (await hub.put('till', '3', person)).body.customerId;
    expect((await hub.put('desk', '3', person)).body.customerId).toBe(here);
    const { body } = await explain({ permission: 'consent:govern', customerId: here });
    expect(body.orgUnits).toEqual(['north']);
    expect(JSON.stringify(body.needed)).not.toContain('south');
  });

  it('says what would be needed', async () => {
    const question = { permission: 'attribute:read', customerId, attribute: 'birthDate' };
    const { body } = await explain(question);
    expect(body).toMatchObject({ allowed: false, because: [] });
    expect(body.needed).toContain('privacy-officer@north');
    expect(body.needed).not.toContain('steward@north');
  });

  it('names the boundary that forbids', async () => {
    const integrator = { grants: [{ role: 'integrator', orgUnit: 'root' }], spoke: 'till' };
    const principal = { ...integrator };
    const { body } = await explain(
      { permission: 'record:write', spoke: 'desk', principal },
      { role: 'administrator' },
    );
    expect(body).toMatchObject({ allowed: false, because: [{ policy: 'boundary:spoke' }] });
  });

  it('tells nothing of what the asking person may not know', async () => {
    const ofCustomer = await explain({ permission: 'customer:read', customerId: elsewhere });
    expect(code(ofCustomer)).toBe('customer.not-found');
    for (const orgUnit of ['south', 'atlantis'])
      expect((await explain({ permission: 'customer:read', orgUnit })).status).toBe(403);
    for (const spoke of ['desk', 'nobody'])
      expect((await explain({ permission: 'record:read', spoke })).status).toBe(403);
    const principal = { grants: [{ role: 'steward', orgUnit: 'north' }] };
    const ofOthers = await explain({ permission: 'customer:read', customerId, principal });
    expect(ofOthers.status).toBe(403);
  });
});
