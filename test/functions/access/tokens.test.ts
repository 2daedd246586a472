import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate } from '#functions/shared/authenticate';
import { hashOfClient } from '#functions/shared/token-hash';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
const make = async (more: object = {}, call: TestCall = {}) =>
  hub.call('createToken', { body: { title: 'till', role: 'integrator', ...more }, ...call });
const who = (secret: string, more: object = {}) =>
  authenticate(`Bearer ${secret}`, { ...hub.services, ...more });
const rotate = (tokenId: string, body: object = {}, more: TestCall = {}) =>
  hub.call('rotateToken', { params: { tokenId }, body, ...more });
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

beforeAll(async () => {
  hub = await startHub();
  for (const orgUnit of ['north', 'south'])
    await hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit } });
  await hub.spoke('crm');
});
afterAll(() => hub.stop());

describe('a machine’s token', () => {
  it('opens with its role at its unit, for its spoke and its purposes', async () => {
    const { body } = await make({
      orgUnit: 'north',
      spoke: 'crm',
      purposes: ['service', 'orders'],
    });
    expect(await who(body.token)).toEqual({
      actorId: body.tokenId,
      grants: [{ role: 'integrator', orgUnit: 'north' }],
      spoke: 'crm',
      purposes: ['service', 'orders'],
    });
  });

  it('ends in the future', async () => {
    const answer = await make({ expiresAt: inMs(-1000) });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/expiresAt']);
  });

  it('is made where one manages, and seen there alone', async () => {
    const north: TestCall = { grants: [{ role: 'administrator', orgUnit: 'north' }] };
    const { body } = await make({ orgUnit: 'north' }, north);
    expect(code(await make({ orgUnit: 'south' }, north))).toBe('org-unit.not-found');
    expect(code(await make({}, north))).toBe('org-unit.not-found');
    const { body: other } = await make({ orgUnit: 'south' });
    const { items } = (await hub.call('listTokens', north)).body;
    const ids = items.map((each: { tokenId: string }) => each.tokenId);
    expect([ids.includes(body.tokenId), ids.includes(other.tokenId)]).toEqual([true, false]);
    const absent = `tok_${'0'.repeat(26)}`;
    for (const tokenId of [other.tokenId, absent]) {
      expect(code(await rotate(tokenId, {}, north))).toBe('token.not-found');
      expect(code(await hub.call('revokeToken', { params: { tokenId }, ...north }))).toBe(
        'token.not-found',
      );
    }
    expect(await who(other.token)).toMatchObject({ actorId: other.tokenId });
  });

  it('acting for one spoke makes none for another or for all', async () => {
    await hub.call('putRole', {
      params: { role: 'spoke-admin' },
      body: { title: 'x', permissions: ['access:manage', 'access:read'], reads: [] },
    });
    const bound: TestCall = { grants: [{ role: 'spoke-admin', orgUnit: 'root' }], spoke: 'crm' };
    expect(code(await make({ role: 'spoke-admin' }, bound))).toBe('access.not-held');
    expect((await make({ role: 'spoke-admin', spoke: 'crm' }, bound)).status).toBe(201);
    const { body: free } = await make({ role: 'spoke-admin' });
    expect(code(await rotate(free.tokenId, {}, bound))).toBe('access.not-held');
    const grants = [{ role: 'spoke-admin', orgUnit: 'root' }];
    const user = { params: { email: 'mallory@example.com' }, body: { grants }, ...bound };
    expect(code(await hub.call('putUser', user))).toBe('access.not-held');
  });
});

describe('a new secret', () => {
  it('opens at once; the one before for the overlap, one before that no longer', async () => {
    const { body: first } = await make();
    const { body: second } = await rotate(first.tokenId, { overlapSeconds: 1 });
    expect(second.token).not.toBe(first.token);
    expect(await who(second.token)).toEqual(await who(first.token));
    await sleep(1050);
    expect(await who(first.token)).toBeUndefined();
    expect(await who(second.token)).toMatchObject({ actorId: first.tokenId });
    const { body: third } = await rotate(first.tokenId);
    const { body: fourth } = await rotate(first.tokenId);
    expect(await who(second.token)).toBeUndefined();
    expect([await who(third.token), await who(fourth.token)]).not.toContain(undefined);
    const { body } = await hub.call('listAudit', { query: { object: `token:${first.tokenId}` } });
    expect(body.items.map((each: { changed: string[] }) => each.changed.join())).toEqual([
      'createdAt,role,title,tokenId',
      'rotatedAt,secret',
      'secret',
      'secret',
    ]);
  });

  it('overlaps for a week at most, for a day unless told', async () => {
    const { body } = await make();
    expect((await rotate(body.tokenId, { overlapSeconds: 604_801 })).status).toBe(400);
    expect((await rotate(body.tokenId, { overlapSeconds: 604_800 })).status).toBe(200);
    const until = Date.parse((await rotate(body.tokenId)).body.previousClosesAt) - Date.now();
    expect(until / 3_600_000).toBeCloseTo(24, 1);
  });

  it('ends with the token, and is not given to one that has ended', async () => {
    const { body: first } = await make();
    const { body: second } = await rotate(first.tokenId);
    await hub.call('revokeToken', { params: { tokenId: first.tokenId } });
    expect([await who(first.token), await who(second.token)]).toEqual([undefined, undefined]);
    expect(code(await rotate(first.tokenId))).toBe('token.ended');
    const { body: short } = await make({ expiresAt: inMs(40) });
    await sleep(60);
    expect(code(await rotate(short.tokenId))).toBe('token.ended');
  });

  it('is never stored, not even sealed for a repeat of the request', async () => {
    const { body } = await make();
    const request = {
      params: { tokenId: body.tokenId },
      body: {},
      headers: { 'idempotency-key': 'r' },
    };
    const first = await hub.call('rotateToken', request);
    const again = await hub.call('rotateToken', request);
    expect(first.body.token).toMatch(/^gsp_/);
    expect(again.body).not.toHaveProperty('token');
    expect(await who(first.body.token)).toMatchObject({ actorId: body.tokenId });
  });
});

describe('the last use of a token', () => {
  const shown = async (tokenId: string) =>
    (await hub.call('listTokens', { query: { limit: '200' } })).body.items.find(
      (each: { tokenId: string }) => each.tokenId === tokenId,
    ).lastUsedAt;

  it('is shown to the hour, written once an hour, and stays when it ends', async () => {
    const { body } = await make();
    expect(await shown(body.tokenId)).toBeUndefined();
    const noted: string[] = [];
    const counting = {
      tokens: {
        ...hub.services.tokens,
        noteUse: (hash: string, at: string) => {
          noted.push(at);
          return hub.services.tokens.noteUse(hash, at);
        },
      },
    };
    const use = (clock: string) => who(body.token, { ...counting, clock: () => clock });
    await use('2026-01-01T10:00:00.000Z');
    await use('2026-01-01T10:59:59.000Z');
    expect(await shown(body.tokenId)).toBe('2026-01-01T10:00:00.000Z');
    await use('2026-01-01T11:00:01.000Z');
    expect(await shown(body.tokenId)).toBe('2026-01-01T11:00:01.000Z');
    expect(noted).toHaveLength(2);
    await hub.call('revokeToken', { params: { tokenId: body.tokenId } });
    expect(await shown(body.tokenId)).toBe('2026-01-01T11:00:01.000Z');
  });

  it('is written once by callers who meet', async () => {
    const { body } = await make();
    const at = '2026-01-01T10:00:00.000Z';
    const hash = 'f'.repeat(64);
    await Promise.all([who(body.token, { clock: () => at }), who(body.token, { clock: () => at })]);
    await hub.services.tokens.noteUse(hash, at);
    expect(await hub.services.tokens.byHash(hash)).toBeUndefined();
  });

  it('keeps nobody out and nobody waiting when it cannot be written', async () => {
    const { body } = await make();
    const broken = (noteUse: () => Promise<void>) => ({
      tokens: { ...hub.services.tokens, noteUse },
    });
    const failing = broken(() => Promise.reject(new Error('no table')));
    expect(await who(body.token, failing)).toMatchObject({ actorId: body.tokenId });
    expect(hub.logged.join()).toContain('use of a token not noted');
    const startedMs = Date.now();
    expect(
      await who(
        body.token,
        broken(() => new Promise(() => {})),
      ),
    ).toMatchObject({ actorId: body.tokenId });
    expect(Date.now() - startedMs).toBeLessThan(2000);
  });
});

describe('an OAuth client', () => {
  const signedBy = (clientId: string) =>
    authenticate('Bearer eyJh.eyJi.c2ln', {
      ...hub.services,
      readSignedToken: async () => ({ kind: 'client', clientId }),
    });

  it('is made at the pool, opens with its record, and goes with it', async () => {
    const { body } = await make({ kind: 'oauth-client', orgUnit: 'north' });
    expect(body).not.toHaveProperty('token');
    expect(body.clientSecret).toMatch(/^[0-9a-f]{48}$/);
    expect(await signedBy(body.clientId)).toEqual({
      actorId: body.tokenId,
      grants: [{ role: 'integrator', orgUnit: 'north' }],
    });
    expect(await who(body.clientSecret)).toBeUndefined();
    expect(await hub.services.tokens.byHash(hashOfClient(body.clientId))).toMatchObject({
      tokenId: body.tokenId,
    });
    const { body: next } = await rotate(body.tokenId);
    const { body: third } = await rotate(body.tokenId);
    expect(hub.directory.clients).toEqual(new Set([next.clientId, third.clientId]));
    expect(await signedBy(body.clientId)).toBeUndefined();
    await hub.call('revokeToken', { params: { tokenId: body.tokenId } });
    expect(hub.directory.clients.size).toBe(0);
    expect(await signedBy(third.clientId)).toBeUndefined();
  });

  it('is not left behind in the pool when its record could not be written', async () => {
    const { create } = hub.services.tokens;
    hub.services.tokens.create = () => Promise.reject(new Error('no table'));
    expect((await make({ kind: 'oauth-client' })).status).toBe(500);
    hub.services.tokens.create = create;
    expect(hub.directory.clients.size).toBe(0);
  });
});
