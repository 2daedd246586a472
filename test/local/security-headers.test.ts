import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pageHeaders } from '#console/page';
import { referencePages } from '#console/reference-pages';
import { securityHeaders } from '#functions/shared/security-headers';
import { referencePage } from '#local/reference-page';
import { type RunningServer, startServer } from '#local/server';
import { signInPage } from '#local/sign-in-page';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    port: 0,
    // An answer of whoever forgot them.
    answer: async () => ({ statusCode: 200, body: '{}' }),
    page: referencePage,
    signIn: async () => signInPage(new URLSearchParams(), false),
  });
});
afterAll(() => server.close());

const { 'strict-transport-security': _, ...withoutTls } = securityHeaders;
const headersAt = async (path: string, init: RequestInit = {}) => {
  const { headers } = await fetch(`${server.url}${path}`, init);
  return Object.fromEntries(headers);
};

it.each(['/', ...referencePages.map(({ path }) => path)])('the page %s', async (path) => {
  expect(await headersAt(path)).toMatchObject(pageHeaders);
});

it.each([
  ['a page that is not there', '/nothing', {}],
  ['a page that is written to', '/', { method: 'POST', body: 'x' }],
  ['an answer of the API', '/v1/health', {}],
  ['a body that is too large', '/v1/x', { method: 'PUT', body: 'x'.repeat(1024 * 1024 + 1) }],
])('%s', async (_, path, init) => {
  expect(await headersAt(path, init)).toMatchObject(withoutTls);
});

it('what is no HTTP', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
    socket.on('data', (chunk) => resolve(String(chunk)));
  });
  for (const [name, text] of Object.entries(withoutTls))
    expect(answer).toContain(`${name}: ${text}`);
});

it('the sign-in page, which alone may send a form, and to its own origin', async () => {
  const form = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  expect(await headersAt('/oauth2/authorize')).toMatchObject({
    ...withoutTls,
    'content-security-policy': form,
  });
});

it('nothing asks for TLS, which this machine does not speak', async () => {
  for (const path of ['/', '/nothing', '/v1/health'])
    expect(await headersAt(path)).not.toHaveProperty('strict-transport-security');
});
