import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
let customerId = '';
let merged = '';
let userId = '';
let tokenId = '';
let nowMs = Date.parse('2026-03-01T00:00:00.000Z');
const now = () => new Date(nowMs).toISOString();

const did = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(JSON.stringify(body));
  nowMs += 60_000;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return body as any;
};
const unit = (orgUnit: string, parent = 'root') =>
  did(hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit, parent } }));
const person = (body: object) =>
  did(hub.call('putUser', { params: { email: 'ada@example.com' }, body }));
const spoke = (name: string, orgUnit: string) =>
  did(
    hub.call('putSpoke', {
      params: { spoke: name },
      body: { style: 'consolidation', trust: 50, orgUnit },
    }),
  );
const role = (permissions: readonly string[], reads: readonly string[] = []) =>
  did(
    hub.call('putRole', {
      params: { role: 'clerk' },
      body: { title: 'Clerk', permissions, reads },
    }),
  );
const lens = (attributes: readonly string[]) =>
  did(hub.call('putLens', { params: { name: 'care' }, body: { title: 'Care', attributes } }));

/** Everything that changes below, asked of everybody; now, or of a moment. */
async function explained(asOf?: string) {
  const actors = [{ actorId: userId }, { actorId: tokenId }];
  const clerk = { grants: [{ role: 'clerk', orgUnit: 'north' }] };
  const questions = [
    { permission: 'customer:write', customerId },
    { permission: 'customer:write', customerId: merged },
    { permission: 'record:write', spoke: 'till' },
    { permission: 'customer:read', orgUnit: 'york' },
    { permission: 'attribute:read', customerId, attribute: 'birthDate', lens: 'care' },
  ];
  const answers = [];
  for (const principal of [...actors, clerk])
    for (const question of questions) {
      const body = { principal, ...question, ...(asOf && { asOf }) };
      const answer = await hub.call('explainAccess', { body });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      answers.push(answer.body);
    }
  return answers;
}
const ask = (body: object, more: TestCall = {}) => hub.call('explainAccess', { body, ...more });
let prepared = '';
const beginning = '2026-03-01T00:00:00.000Z';

beforeAll(async () => {
  hub = await startHub();
  (hub.services as { clock: () => string }).clock = now;
  await unit('north');
  await unit('south');
  await unit('york', 'north');
  await spoke('till', 'north');
  await spoke('desk', 'york');
  await role(['customer:read']);
  await lens(['name']);
  const put = async (from: string, family: string) =>
    (await did(hub.put(from, '1', { name: { family }, birthDate: '1971-03-14' }))).customerId;
  customerId = await put('till', 'Quillfeather');
  merged = await put('desk', 'Oxenholme');
  userId = (await person({ grants: [{ role: 'reader', orgUnit: 'north' }] })).userId;
  tokenId = (
    await did(
      hub.call('createToken', {
        body: { title: 'T', role: 'integrator', orgUnit: 'north', spoke: 'till' },
      }),
    )
  ).tokenId;
  prepared = now();
});
afterAll(() => hub.stop());

describe('what somebody might do at a moment', () => {
  it('equals what was explained then, whatever has changed since', async () => {
    const changes = [
      () => person({ grants: [{ role: 'steward', orgUnit: 'north' }] }),
      () => role(['customer:read', 'customer:write'], ['public', 'personal', 'sensitive']),
      () => lens(['name', 'birthDate']),
      () => did(hub.call('mergeCustomers', { params: { customerId }, body: { with: merged } })),
      () => unit('york', 'south'),
      () => spoke('till', 'south'),
      () => did(hub.call('revokeToken', { params: { tokenId } })),
      () => person({ grants: [], state: 'ended' }),
    ];
    const seen = [{ at: now(), what: await explained() }];
    for (const change of changes) {
      nowMs += 1000;
      await change();
      seen.push({ at: now(), what: await explained() });
    }
    for (const { at, what } of seen) expect(await explained(at), at).toEqual(what);
    // Each change told in some answer, so none went unasked.
    expect(new Set(seen.map(({ what }) => JSON.stringify(what))).size).toBe(seen.length);
  });

  it('is nothing for who was not there yet', async () => {
    const asked = { permission: 'customer:read', orgUnit: 'north', asOf: beginning };
    for (const actorId of [userId, tokenId])
      expect((await ask({ ...asked, principal: { actorId } })).body).toMatchObject({
        allowed: false,
        grants: [],
      });
    expect((await ask({ permission: 'customer:read', asOf: beginning })).body.grants).toEqual([]);
  });

  it('is told to nobody who may not look at the grants of then, in the same words as of nobody', async () => {
    const southern: TestCall = { grants: [{ role: 'administrator', orgUnit: 'south' }] };
    const asked = { permission: 'customer:read', orgUnit: 'south', asOf: prepared };
    expect((await ask({ ...asked, principal: { actorId: userId } })).body.grants).toHaveLength(1);
    const answers = await Promise.all(
      [userId, 'usr_nobody', tokenId, 'tok_nobody'].map((actorId) =>
        ask({ ...asked, principal: { actorId } }, southern),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  it('of a customer is for who may see him today', async () => {
    const asked = { permission: 'customer:read', customerId, asOf: now() };
    const north: TestCall = { grants: [{ role: 'administrator', orgUnit: 'north' }] };
    expect((await ask(asked, north)).status).toBe(404);
    const south: TestCall = { grants: [{ role: 'administrator', orgUnit: 'south' }] };
    expect((await ask(asked, south)).status).toBe(200);
  });

  it.each([
    [{ actorId: 'usr_1', grants: [{ role: 'reader', orgUnit: 'root' }] }],
    [{ actorId: 'usr_1', spoke: 'till' }],
    [{ spoke: 'till' }],
    [{ actorId: 'ada@example.com' }],
  ])('is not asked of %j', async (principal) => {
    expect((await ask({ permission: 'customer:read', principal })).status).toBe(400);
  });
});
