import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
const run = Date.now().toString(36);
beforeAll(async () => {
  hub = await hubUnderTest();
});
afterAll(() => hub.close());

const done = async (method: string, path: string, body?: object, token?: string) => {
  const answer = await hub.ask(method, path, { ...(body && { body }), ...(token && { token }) });
  expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(203);
  return answer.body;
};

/** The story of docs/privacy-requests.md. */
it('a person gets a package and is forgotten, once three spokes have said what became of it', async () => {
  const spokes = [`till-${run}`, `mail-${run}`, `desk-${run}`] as const;
  const [till, mail, desk] = spokes;
  const tokens: Record<string, string> = {};
  for (const spoke of spokes) {
    await done('PUT', `/spokes/${spoke}`, { style: 'consolidation', trust: 50 });
    const made = await done('POST', '/tokens', { title: spoke, role: 'integrator', spoke });
    tokens[spoke] = made.token;
  }
  const attributes = {
    name: { given: 'Perdita', family: `Private ${run}` },
    emails: [{ value: `perdita-${run}@example.com` }],
  };
  const record = { schema: 'person', attributes, updatedAt: '2026-01-01T00:00:00Z' };
  const { customerId } = await done('PUT', `/spokes/${till}/records/1`, record, tokens[till]);
  await done('PUT', `/spokes/${desk}/records/9`, record, tokens[desk]);

  const opened = await done('POST', '/privacy-requests', {
    rights: ['access', 'erasure'],
    customerId,
    jurisdiction: 'EU',
    channel: 'steward',
  });
  expect(opened).toMatchObject({ state: 'received', dueAt: expect.any(String) });
  const path = `/privacy-requests/${opened.id}`;
  expect((await hub.ask('POST', `${path}/approve`)).status).toBe(409);
  await done('POST', `${path}/verify`, { method: 'document', documentHash: 'c'.repeat(64) });
  await done('POST', `${path}/approve`);

  const request = () => done('GET', path);
  const { orders } = await eventually(
    request,
    ({ work }) => work.erasure?.state === 'done',
    60_000,
  );
  expect(Object.keys(orders)).toEqual(expect.arrayContaining([...spokes]));
  expect((await hub.ask('GET', `/customers/${customerId}`)).status).toBe(410);
  const order = await done('GET', `${path}/orders/${desk}`, undefined, tokens[desk]);
  expect(order).toMatchObject({ customerIds: [customerId], sourceIds: ['9'] });
  const { [till]: tokenOfTill = '' } = tokens;
  const foreign = await hub.ask('GET', `${path}/orders/${desk}`, { token: tokenOfTill });
  expect(foreign.status).toBe(403);

  const answer = (spoke: string, status: string, token?: string) =>
    done('POST', `${path}/acknowledgements/${spoke}`, { status }, token);
  await answer(till, 'done', tokens[till]);
  await answer(mail, 'not-found', tokens[mail]);
  await answer(desk, 'accepted', tokens[desk]);
  for (const other of Object.keys(orders).filter((each) => !tokens[each]))
    await answer(other, 'not-found');
  expect((await request()).state).toBe('in-progress');
  await answer(desk, 'done', tokens[desk]);
  const ended = await eventually(request, ({ state }) => state !== 'in-progress', 60_000);
  expect(ended.state).toBe('fulfilled');

  const content = await hub.ask('GET', `${path}/package?format=json`);
  expect(JSON.stringify(content.body)).toContain(`perdita-${run}@example.com`);
  const { certificate } = await done('GET', `${path}/certificate`);
  const keys = createLocalJWKSet((await done('GET', '/.well-known/jwks.json')) as JSONWebKeySet);
  const { payload } = await compactVerify(certificate, keys);
  expect(Buffer.from(payload).toString('utf8')).toContain(opened.id);
  expect(Buffer.from(payload).toString('utf8')).not.toContain('Perdita');

  // A retry from before is refused, and stored nowhere.
  const again = { body: record, token: tokenOfTill };
  const late = await hub.ask('PUT', `/spokes/${till}/records/1`, again);
  expect([late.status, late.body.type]).toEqual([409, '/problems/record.erased']);
}, 180_000);

const finished = async (body: object) => {
  const { id } = await done('POST', '/retention-runs', body);
  const path = `/retention-runs/${id}`;
  const ended = await eventually(
    () => done('GET', path),
    ({ state }) => state !== 'running',
    60_000,
  );
  expect(ended.state).toBe('finished');
  return ended;
};

/** A schema of its own: nobody else's customers are looked at. */
it('an attribute that nobody confirms any more is told first, then gone, and its customer stays', async () => {
  const [schema, spoke] = [`guests-${run}`, `inn-${run}`];
  await done('PUT', `/spokes/${spoke}`, { style: 'consolidation', trust: 50 });
  await done('PUT', `/schemas/${schema}`, {
    kind: 'person',
    title: 'Guests',
    attributes: [
      { name: 'name', type: 'person-name', classification: 'personal' },
      {
        name: 'diet',
        type: 'text',
        classification: 'sensitive',
        retention: { value: 2, unit: 'years', after: 'last-update' },
      },
    ],
  });
  const put = (sourceId: string, given: string, updatedAt: string) =>
    done('PUT', `/spokes/${spoke}/records/${sourceId}`, {
      schema,
      updatedAt,
      attributes: { name: { given, family: `Retained ${run}` }, diet: `kosher-${run}` },
    });
  const { customerId } = await put('1', 'Perpetua', '2019-03-01T00:00:00Z');
  const recent = await put('2', 'Felicity', new Date().toISOString());

  const row = { customerId, attribute: 'diet', since: '2021-03-01T00:00:00.000Z' };
  const dry = await finished({ schema });
  expect(dry).toMatchObject({ dryRun: true, result: { customers: 2, unreadable: 0 } });
  expect(dry.report.items).toEqual([{ ...row, outcome: 'due' }]);
  expect((await done('GET', `/customers/${customerId}`)).attributes.diet).toBe(`kosher-${run}`);

  const real = await finished({ schema, dryRun: false });
  expect(real.report.items).toEqual([{ ...row, outcome: 'removed' }]);
  expect(real.result.finalAfter > real.endedAt).toBe(true);
  for (const of of ['', '/sources', '/lineage', '/history']) {
    const body = await done('GET', `/customers/${customerId}${of}`);
    expect(JSON.stringify(body), of).not.toContain(`kosher-${run}`);
  }
  const kept = await done('GET', `/customers/${recent.customerId}`);
  expect(kept.attributes.diet).toBe(`kosher-${run}`);
  const { items } = await done('GET', `/audit?object=retention-run:${real.id}`);
  expect(items.map(({ action }: { action: string }) => action)).toEqual([
    'retention.run',
    'retention.end',
  ]);
}, 180_000);
