import { connect } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import { type Authorizer, gateway } from '#local/gateway';
import { referencePage } from '#local/reference-page';
import { type RunningServer, startServer } from '#local/server';

const contract = (method: Contract['method'], path: string, permission: Contract['permission']) =>
  ({
    method,
    path,
    summary: '',
    permission,
    response: z.object({}),
    refusals: [],
  }) satisfies Contract;

const authorizer: Authorizer = async (event) => {
  const [, secret] = (event.headers?.authorization ?? '').split(' ');
  if (secret === 'unlucky') throw new Error('no answer from the table of tokens');
  if (secret !== 'good' && secret !== 'denied') throw new Error('Unauthorized');
  const Effect = secret === 'good' ? 'Allow' : 'Deny';
  return {
    principalId: 'tok_1',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'x', Effect, Resource: '*' }] },
    context: { actorId: 'tok_1', role: 'reader' },
  };
};

let server: RunningServer;
let writes = 0;

beforeAll(async () => {
  const echo = async (event: APIGatewayProxyEvent) => {
    if (event.queryStringParameters?.fail) throw new Error('secret detail');
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json', etag: '"1"' },
      body: JSON.stringify(event),
    };
  };
  const answer = gateway({
    capabilities: {
      echo: {
        contracts: {
          open: contract('GET', '/open', null),
          read: contract('GET', '/things/{id}', 'customer:read'),
          put: contract('PUT', '/things/{id}', 'customer:write'),
        },
        load: async () => ({ handler: echo }),
      },
    },
    authorizer,
    onWrite: () => (writes += 1),
  });
  server = await startServer({ port: 0, answer, page: referencePage });
});
afterAll(async () => {
  await server.close();
});

const good = { authorization: 'Bearer good' };
const call = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { redirect: 'manual', ...init });
const problemIn = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { type, status } = (await response.json()) as { type: string; status: number };
  expect(status).toBe(response.status);
  return [status, type];
};
const raw = (bytes: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8');
    socket
      .on('data', (chunk) => (text += chunk))
      .on('close', () => resolve(text))
      .on('error', reject);
  });

describe('the local API server', () => {
  it('hands the function the event that API Gateway would', async () => {
    const response = await call('/v1/things/a%2Fb%20%C3%A9?tag=x&tag=y&q=1%262', {
      method: 'PUT',
      headers: { ...good, 'content-type': 'application/json', 'x-thing': 'one' },
      body: '{"name":"Zoë"}',
    });

    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe('"1"');
    expect(await response.json()).toMatchObject({
      httpMethod: 'PUT',
      resource: '/v1/things/{id}',
      path: '/v1/things/a%2Fb%20%C3%A9',
      pathParameters: { id: 'a%2Fb%20%C3%A9' },
      queryStringParameters: { tag: 'y', q: '1&2' },
      multiValueQueryStringParameters: { tag: ['x', 'y'] },
      headers: { 'x-thing': 'one' },
      multiValueHeaders: { 'x-thing': ['one'] },
      body: '{"name":"Zoë"}',
      isBase64Encoded: false,
      requestContext: { authorizer: { principalId: 'tok_1', actorId: 'tok_1', role: 'reader' } },
    });
    expect(writes).toBe(1);
  });

  it('does not resolve dots in a path: an id may be just that', async () => {
    const answer = await raw(
      'GET /v1/things/%2e%2e HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\nconnection: close\r\n\r\n',
    );
    expect(answer).toContain('"pathParameters":{"id":"%2e%2e"}');
  });

  it('asks the authorizer, except where a route is open to all', async () => {
    expect((await call('/v1/open')).status).toBe(200);
    const refused = await call('/v1/things/1');
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await problemIn(refused)).toEqual([401, '/problems/auth.unauthenticated']);
    const denied = await call('/v1/things/1', { headers: { authorization: 'Bearer denied' } });
    expect(await problemIn(denied)).toEqual([403, '/problems/auth.forbidden']);
  });

  it('says when to come back where the authorizer finds no answer', async () => {
    const logged = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const unlucky = await call('/v1/things/1', { headers: { authorization: 'Bearer unlucky' } });
    expect(unlucky.headers.get('retry-after')).toBe('5');
    expect(await problemIn(unlucky)).toEqual([503, '/problems/overloaded']);
    expect(String(logged.mock.calls)).toContain('authorizer failed');
    logged.mockRestore();
  });

  it('answers an unknown path with 404 and another method with 405, as problems', async () => {
    expect(await problemIn(await call('/v1/nothing'))).toEqual([404, '/problems/route.not-found']);
    const other = await call('/v1/things/1', { method: 'DELETE' });
    expect(other.headers.get('allow')).toBe('GET, PUT');
    expect(await problemIn(other)).toEqual([405, '/problems/route.method-not-allowed']);
  });

  it('answers 500 without details when a function throws', async () => {
    const failed = await call('/v1/things/1?fail=1', { headers: good });
    const text = await failed.text();
    expect(failed.status).toBe(500);
    expect(text).not.toContain('secret');
  });

  it('refuses a body over 1 MiB with 413, declared or chunked, and serves on', async () => {
    const body = 'x'.repeat(1024 * 1024 + 1);
    const declared = await call('/v1/things/1', { method: 'PUT', headers: good, body });
    expect(await problemIn(declared)).toEqual([413, '/problems/request.too-large']);

    const chunked = await raw(
      `PUT /v1/things/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);

    const largest = await call('/v1/things/1', {
      method: 'PUT',
      headers: good,
      body: body.slice(1),
    });
    expect(largest.status).toBe(200);
  });

  it('gives bytes that are not UTF-8 to the function as base64, to refuse them', async () => {
    const response = await call('/v1/things/1', {
      method: 'PUT',
      headers: good,
      body: new Uint8Array([0x7b, 0xff]),
    });
    expect(await response.json()).toMatchObject({ isBase64Encoded: true, body: 'e/8=' });
  });

  it('answers what is not HTTP, and headers over 16 KiB, with a problem', async () => {
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*request\.malformed/);
    const many = `GET /v1/open HTTP/1.1\r\nhost: x\r\nx-large: ${'y'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(many)).toMatch(/^HTTP\/1\.1 431 [\s\S]*application\/problem\+json/);
  });

  it('serves the reference page and its files from this machine only', async () => {
    const page = await call('/');
    const html = await page.text();
    expect(html).toMatch(/<html/);
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';/,
    );
    for (const path of [
      '/reference/swagger-ui-bundle.js',
      '/reference/swagger-ui.css',
      '/reference/start.js',
    ])
      expect((await call(path)).status, path).toBe(200);
    for (const path of [
      '/reference/package.json',
      '/reference/..%2f..%2fpackage.json',
      '/package.json',
      '/reference/constructor',
    ])
      expect((await call(path)).status, path).toBe(404);
  });

  it('finishes the request that runs before it closes', async () => {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const own = await startServer({
      port: 0,
      answer: async () => {
        arrived.resolve();
        await released.promise;
        return { statusCode: 200, body: 'done' };
      },
      page: async () => undefined,
    });
    const running = fetch(`${own.url}/v1/x`);
    await arrived.promise;
    const closing = own.close();
    released.resolve();
    expect(await (await running).text()).toBe('done');
    await closing;
    await expect(fetch(`${own.url}/v1/x`)).rejects.toThrow();
  });

  it('says which port is taken', async () => {
    const again = startServer({
      port: server.port,
      answer: async () => ({ statusCode: 200, body: '' }),
      page: referencePage,
    });
    await expect(again).rejects.toThrow(`Port ${server.port} is taken. Set PORT to another one.`);
  });
});
