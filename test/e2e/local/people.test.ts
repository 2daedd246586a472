import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

let hub: LocalHub;
beforeAll(async () => {
  hub = await startLocalHub();
}, 110_000);
afterAll(async () => {
  await hub.stop();
  await hub.remove();
});

async function ask(method: string, path: string, token: string, body?: object) {
  const response = await fetch(`${hub.baseUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return { status: response.status, body: (await response.json()) as any };
}
const asAdmin = (method: string, path: string, body?: object) => ask(method, path, hub.token, body);

async function tokenFor(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${hub.baseUrl}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(form),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return { status: response.status, body: (await response.json()) as any };
}
const signedIn = (username: string, password: string) =>
  tokenFor({ grant_type: 'password', client_id: 'console', username, password });
const refreshed = (refresh_token: string) =>
  tokenFor({ grant_type: 'refresh_token', client_id: 'console', refresh_token });

async function letterTo(email: string): Promise<string> {
  const lines = (await readFile(join(hub.folder, 'letters.ndjson'), 'utf8')).trim().split('\n');
  const letters = lines.map((line) => JSON.parse(line) as { to: string; password: string });
  return letters.find(({ to }) => to === email)?.password ?? '';
}

describe('people of a hub on this machine', () => {
  it('are there from the start: the steward who is printed signs in, and is one', async () => {
    const [, email = '', password = ''] = /^Sign in as +(\S+) +(\S+) /m.exec(hub.printed()) ?? [];
    const { status, body } = await signedIn(email, password);
    expect(status).toBe(200);
    expect((await ask('GET', '/tasks', body.access_token)).status).toBe(200);
    expect((await ask('GET', '/tokens', body.access_token)).status).toBe(403);
    expect((await signedIn(email, `${password}x`)).body).toEqual({ error: 'invalid_grant' });
  });

  it('sign in with their letter, do what they were granted, and nothing once they left', async () => {
    const path = '/users/Mary.Anning@example.com';
    const reader = { grants: [{ role: 'reader' }] };
    expect((await asAdmin('PUT', path, reader)).status).toBe(201);
    const password = await letterTo('mary.anning@example.com');
    const { body: tokens } = await signedIn('mary.anning@example.com', password);
    expect((await ask('GET', '/customers', tokens.access_token)).status).toBe(200);
    expect((await ask('GET', '/tasks', tokens.access_token)).status).toBe(403);

    await asAdmin('PUT', path, { grants: [{ role: 'steward' }] });
    expect((await ask('GET', '/tasks', tokens.access_token)).status).toBe(200);
    const { body: renewed } = await refreshed(tokens.refresh_token);
    expect((await ask('GET', '/tasks', renewed.access_token)).status).toBe(200);
    expect((await refreshed(tokens.refresh_token)).status).toBe(400);

    await asAdmin('PUT', path, { grants: [{ role: 'steward' }], state: 'ended' });
    const gone = await ask('GET', '/tasks', renewed.access_token);
    const nobody = await ask('GET', '/tasks', 'gsp_nobody-knows-this-token');
    expect(gone.status).toBe(401);
    expect({ ...gone.body, correlationId: '' }).toEqual({ ...nobody.body, correlationId: '' });
    expect((await refreshed(renewed.refresh_token)).status).toBe(400);
    expect((await signedIn('mary.anning@example.com', password)).status).toBe(400);

    await asAdmin('PUT', path, reader);
    expect((await signedIn('mary.anning@example.com', password)).status).toBe(200);
  });

  it('sign in by a page and a code that only its asker can use, once', async () => {
    await asAdmin('PUT', '/users/caroline@example.com', { grants: [{ role: 'reader' }] });
    const verifier = randomBytes(32).toString('base64url');
    const asked = {
      response_type: 'code',
      client_id: 'console',
      redirect_uri: `${hub.baseUrl}/`,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'x"><script>',
    };
    const url = (more: object = {}) =>
      `${hub.baseUrl}/oauth2/authorize?${new URLSearchParams({ ...asked, ...more })}`;
    const page = await fetch(url());
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toContain('<script');
    for (const wrong of [
      { redirect_uri: 'https://elsewhere.example/' },
      { redirect_uri: `${hub.baseUrl}.elsewhere.example/` },
      { code_challenge_method: 'plain' },
      { code_challenge: '' },
    ])
      expect((await fetch(url(wrong))).status).toBe(400);

    const password = await letterTo('caroline@example.com');
    const post = (more: object) =>
      fetch(`${hub.baseUrl}/oauth2/authorize`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ ...asked, email: 'caroline@example.com', ...more }),
      });
    expect((await post({ password: 'wrong' })).status).toBe(401);
    const sent = await post({ password });
    const back = new URL(sent.headers.get('location') ?? '');
    expect([back.origin, back.searchParams.get('state')]).toEqual([hub.baseUrl, asked.state]);
    const exchange = (code: string, code_verifier: string) =>
      tokenFor({
        grant_type: 'authorization_code',
        client_id: 'console',
        redirect_uri: asked.redirect_uri,
        code,
        code_verifier,
      });
    const code = back.searchParams.get('code') ?? '';
    const { body } = await exchange(code, verifier);
    expect((await ask('GET', '/customers', body.access_token)).status).toBe(200);
    expect((await exchange(code, verifier)).status).toBe(400);
    const again = new URL((await post({ password })).headers.get('location') ?? '');
    expect((await exchange(again.searchParams.get('code') ?? '', 'another')).status).toBe(400);
  });
});

describe('machines that get tokens for themselves', () => {
  it('open with them what their record says, until it is ended; a new secret has a new id', async () => {
    const made = await asAdmin('POST', '/tokens', {
      title: 'warehouse',
      role: 'analyst',
      kind: 'oauth-client',
    });
    expect(made.status).toBe(201);
    expect(made.body.tokenUrl).toBe(`${hub.baseUrl}/oauth2/token`);
    const tokenOf = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) =>
      tokenFor(
        { grant_type: 'client_credentials', scope: 'goldspoke/api' },
        { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      );
    const { body: first } = await tokenOf(made.body);
    expect((await ask('GET', '/customers', first.access_token)).status).toBe(200);
    expect((await ask('GET', '/tasks', first.access_token)).status).toBe(403);
    expect((await tokenOf({ ...made.body, clientSecret: 'wrong' })).status).toBe(400);

    const path = `/tokens/${made.body.tokenId}`;
    const rotated = await asAdmin('POST', `${path}/rotate`, { overlapSeconds: 0 });
    expect(rotated.body.clientId).not.toBe(made.body.clientId);
    expect((await ask('GET', '/customers', first.access_token)).status).toBe(401);
    const { body: second } = await tokenOf(rotated.body);
    expect((await ask('GET', '/customers', second.access_token)).status).toBe(200);

    expect((await asAdmin('DELETE', path)).status).toBe(200);
    expect((await ask('GET', '/customers', second.access_token)).status).toBe(401);
    expect((await tokenOf(rotated.body)).status).toBe(400);
  });
});
