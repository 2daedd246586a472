import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate } from '#functions/shared/authenticate';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
});
afterAll(() => hub.stop());

const make = async (more: object = {}) => {
  const { status, body } = await hub.call('createToken', {
    body: { title: 'till 7', role: 'integrator', ...more },
  });
  expect(status).toBe(201);
  return body as { tokenId: string; token: string };
};
const who = (token: string) => authenticate(`Bearer ${token}`, hub.services);

describe('API tokens', () => {
  it('shows the secret once and keeps only its hash', async () => {
    const { tokenId, token } = await make();
    expect(token).toMatch(/^gsp_[\w-]{43}$/);
    const { body } = await hub.call('listTokens');
    expect(body.items).toContainEqual(expect.objectContaining({ tokenId, role: 'integrator' }));
    expect(JSON.stringify(body)).not.toContain(token);
    expect(hub.logged.join()).not.toContain(token);
  });

  it('opens with its role and spoke until it is ended', async () => {
    const { tokenId, token } = await make({ spoke: 'crm' });
    expect(await who(token)).toEqual({
      actorId: tokenId,
      grants: [{ role: 'integrator', orgUnit: 'root' }],
      spoke: 'crm',
    });
    const ended = await hub.call('revokeToken', { params: { tokenId } });
    expect(ended.body.revokedAt).toEqual(expect.any(String));
    expect(await who(token)).toBeUndefined();
    expect((await hub.call('revokeToken', { params: { tokenId } })).status).toBe(200);
  });

  it('closes when it expires', async () => {
    const soon = await make({ expiresAt: new Date(Date.now() + 50).toISOString() });
    await sleep(60);
    expect(await who(soon.token)).toBeUndefined();
    const later = await make({ expiresAt: '2099-01-01T00:00:00Z' });
    expect(await who(later.token)).toEqual({
      actorId: later.tokenId,
      grants: [{ role: 'integrator', orgUnit: 'root' }],
    });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer short',
    'Basic abcdefghijkl',
    `Bearer ${'x'.repeat(600)}`,
    'Bearer gsp_unknown-token',
  ])('does not open for %j', async (header) => {
    expect(await authenticate(header, hub.services)).toBeUndefined();
  });

  it('permits nothing to a role that the hub does not know, or no longer', async () => {
    for (const role of ['owner', 'constructor', '__proto__', 'break-glass'])
      expect(await hub.call('listTokens', { grants: [{ role, orgUnit: 'root' }] })).toMatchObject({
        status: 403,
      });
  });

  it('refuses a token for a spoke that does not exist', async () => {
    const answer = await hub.call('createToken', {
      body: { title: 'x', role: 'integrator', spoke: 'nobody' },
    });
    expect(answer).toMatchObject({ status: 404, body: { errors: [{ pointer: '/spoke' }] } });
  });

  it('binds nobody but an integrator to a spoke', async () => {
    for (const role of ['administrator', 'steward', 'reader'])
      expect(
        await hub.call('createToken', { body: { title: 'x', role, spoke: 'crm' } }),
      ).toMatchObject({ status: 400, body: { errors: [{ pointer: '/spoke' }] } });
  });

  it('never stores the secret, not even sealed for a repeat of the request', async () => {
    const request = {
      body: { title: 'till 9', role: 'reader' },
      headers: { 'idempotency-key': 'token-once' },
    };
    const first = await hub.call('createToken', request);
    const again = await hub.call('createToken', request);
    const { token, ...shown } = first.body;
    expect(token).toMatch(/^gsp_/);
    expect(again).toMatchObject({ status: 201, body: shown });
    expect(again.body).not.toHaveProperty('token');
  });

  it('writes each making and ending into the audit chain', async () => {
    const { tokenId } = await make();
    await hub.call('revokeToken', { params: { tokenId } });
    const { body } = await hub.call('listAudit', { query: { object: `token:${tokenId}` } });
    expect(body.items.map((each: { action: string }) => each.action)).toEqual([
      'token.create',
      'token.revoke',
    ]);
    expect(body.items[1].previousHash).toBe(body.items[0].hash);
  });
});
