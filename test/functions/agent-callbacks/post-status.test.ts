import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postStatusWith } from '#functions/agent-callbacks/post-status';

let server: Server;
let port: number;
const heard: { readonly url: string; readonly body: string; readonly status: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      heard.push({
        url,
        body: Buffer.concat(chunks).toString(),
        status: String(headers['goldspoke-status']),
      });
      if (url === '/silent') return;
      const redirect = { location: `http://127.0.0.1:${port}/elsewhere` };
      response.writeHead(Number(url.slice(1)) || 204, url === '/302' ? redirect : {});
      response.end(url === '/200' ? 'x'.repeat(1_000_000) : undefined);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const here = postStatusWith({ timeoutMs: 5000, isLoopbackAllowed: true });
const sending = (path: string, host = '127.0.0.1', scheme = 'http') => ({
  url: `${scheme}://${host}:${port}${path}`,
  body: '{"status":"fulfilled"}',
  headers: { 'goldspoke-status': 'signed' },
});

describe('a status that is posted', () => {
  it('arrives as it is, with what proves it', async () => {
    expect(await here(sending('/200'))).toBeUndefined();
    expect(heard.at(-1)).toEqual({
      url: '/200',
      body: '{"status":"fulfilled"}',
      status: 'signed',
    });
    expect(await here(sending('/202'))).toBeUndefined();
  });

  it('is not taken with any other status, and follows no redirect', async () => {
    expect(await here(sending('/302'))).toBe('status-302');
    expect(await here(sending('/410'))).toBe('status-410');
    expect(await here(sending('/503'))).toBe('status-503');
    expect(heard.map(({ url }) => url)).not.toContain('/elsewhere');
  });

  it('waits no longer than it may', async () => {
    const hurried = postStatusWith({ timeoutMs: 50, isLoopbackAllowed: true });
    expect(await hurried(sending('/silent'))).toBe('timeout');
  });

  it('finds nobody where nobody is', async () => {
    const resolve = async () => Promise.reject(new Error('ENOTFOUND'));
    const lost = postStatusWith({ timeoutMs: 5000, isLoopbackAllowed: true, resolve });
    expect(await lost(sending('/204', 'agent.example.com'))).toBe('unreachable');
  });
});

describe('a name that points inside', () => {
  const to = (...addresses: string[]) =>
    postStatusWith({
      timeoutMs: 5000,
      isLoopbackAllowed: false,
      resolve: async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    });

  it.each([
    ['this machine', ['127.0.0.1']],
    ['this machine, in IPv6', ['::1']],
    ['where clouds keep credentials', ['169.254.169.254']],
    ['a private network', ['10.0.0.7']],
    ['a private network, in IPv6', ['fd00::1']],
    ['an address wrapped in another', ['::ffff:127.0.0.1']],
    ['one inside among others', ['203.0.114.10', '192.168.1.1']],
    ['nowhere', []],
  ])('is not connected to: %s', async (_, addresses) => {
    const before = heard.length;
    const secure = sending('/204', 'agent.example.com', 'https');
    expect(await to(...addresses)(secure)).toBe('address');
    expect(heard).toHaveLength(before);
  });

  it('is called with TLS alone', async () => {
    await expect(to('203.0.114.10')(sending('/204', 'agent.example.com'))).rejects.toThrow(
      'https:',
    );
  });

  it('is asked about once: the addresses that were looked at are those connected to', async () => {
    const asked: string[] = [];
    const post = postStatusWith({
      timeoutMs: 5000,
      isLoopbackAllowed: true,
      resolve: async (host) => {
        asked.push(host);
        return [{ address: asked.length === 1 ? '127.0.0.1' : '10.0.0.7', family: 4 }];
      },
    });
    expect(await post(sending('/204', 'agent.example.com'))).toBeUndefined();
    expect(asked).toEqual(['agent.example.com']);
  });
});
