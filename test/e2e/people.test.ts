import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
}, 120_000);
afterAll(() => hub.close());

const unique = Date.now().toString(36);
const unit = `north-${unique}`;
const ask = (method: string, path: string, body?: object, token: string = hub.token) =>
  hub.ask(method, path, { token, ...(body !== undefined && { body }) });

describe('people, machines and org units', () => {
  it('are managed within one’s own subtree, and nobody raises himself', async () => {
    expect((await ask('PUT', `/org-units/${unit}`, { title: 'North' })).status).toBe(201);
    const made = await ask('POST', '/tokens', {
      title: 'northern administrator',
      role: 'administrator',
      orgUnit: unit,
    });
    const north = made.body.token as string;
    const below = { title: 'Oslo', parent: unit };
    expect((await ask('PUT', `/org-units/oslo-${unique}`, below, north)).status).toBe(201);
    expect((await ask('PUT', `/org-units/${unit}`, { title: 'N' }, north)).status).toBe(200);
    const atRoot = { title: 'x', role: 'reader' };
    expect((await ask('POST', '/tokens', atRoot, north)).status).toBe(404);
    const role = { title: 'Desk', permissions: ['customer:read'], reads: ['public'] };
    expect((await ask('PUT', `/roles/desk-${unique}`, role, north)).status).toBe(403);
    expect((await ask('PUT', `/roles/desk-${unique}`, role)).status).toBe(201);
    const desk = { title: 'desk', role: `desk-${unique}`, orgUnit: unit };
    const { body } = await ask('POST', '/tokens', desk, north);
    // A function that is warm hears of a new role within 15 seconds.
    const seen = () => ask('GET', '/customers', undefined, body.token);
    await eventually(seen, ({ status }) => status === 200);
    expect((await ask('GET', '/tasks', undefined, body.token)).status).toBe(403);
  });

  it('are invited, granted roles, and leave', async () => {
    const path = `/users/e2e-${unique}@example.com`;
    const grants = [{ role: 'reader', orgUnit: unit }];
    const made = await ask('PUT', path, { grants });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body).toMatchObject({ userId: expect.stringMatching(/^usr_/), grants });
    const ended = await ask('PUT', path, { grants, state: 'ended' });
    expect([ended.status, ended.body.state]).toEqual([200, 'ended']);
    expect((await ask('PUT', path, { grants })).body.userId).toBe(made.body.userId);
    expect((await ask('PUT', '/users/x@elsewhere.example', { grants })).status).toBe(422);
  });

  it('get clients of their own and new secrets', async () => {
    const client = { title: 'warehouse', role: 'reader', orgUnit: unit, kind: 'oauth-client' };
    const made = await ask('POST', '/tokens', client);
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    expect(made.body.clientSecret).toMatch(/^\S{20,}$/);
    const path = `/tokens/${made.body.tokenId}`;
    const rotated = await ask('POST', `${path}/rotate`, { overlapSeconds: 60 });
    expect([rotated.status, rotated.body.clientId === made.body.clientId]).toEqual([200, false]);
    expect((await ask('DELETE', path)).status).toBe(200);

    const { body: till } = await ask('POST', '/tokens', { title: 'till', role: 'reader' });
    const next = await ask('POST', `/tokens/${till.tokenId}/rotate`, {});
    for (const token of [till.token, next.body.token])
      expect((await ask('GET', '/customers', undefined, token)).status).toBe(200);
  });
});
