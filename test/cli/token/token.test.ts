import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const asked: { authorization: string | undefined; path: string | undefined; body: unknown }[] = [];
let answer: { status: number; body: object };
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  asked.push({ authorization: request.headers.authorization, path: request.url, body });
  response.writeHead(answer.status).end(JSON.stringify(answer.body));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Exit status and what was written. */
async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { GOLDSPOKE_TOKEN: _, GOLDSPOKE_URL: __, ...rest } = process.env;
  const all = ['cli/goldspoke.ts', 'token', 'create', ...args];
  return promisify(execFile)(process.execPath, all, { env: { ...rest, ...env } })
    .then(({ stdout, stderr }) => ({ code: 0, stdout, stderr }))
    .catch((error: { code: number; stdout: string; stderr: string }) => error);
}
const made = { tokenId: 'tok_1', role: 'integrator', orgUnit: 'north', token: 'gsp_secret' };

describe('goldspoke token create', () => {
  it('writes the secret, and nothing else, to standard output', async () => {
    answer = { status: 201, body: made };
    const { code, stdout, stderr } = await run(
      ['--role', 'integrator', '--org', 'north', '--spoke', 'web', '--purpose', 'a', 'b'],
      { GOLDSPOKE_URL: url, GOLDSPOKE_TOKEN: 'gsp_admin' },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'gsp_secret\n' });
    expect(stderr).toBe('tok_1: integrator at north, without an end\n');
    expect(asked.at(-1)).toEqual({
      authorization: 'Bearer gsp_admin',
      path: '/v1/tokens',
      body: {
        title: 'Made on the command line',
        role: 'integrator',
        orgUnit: 'north',
        spoke: 'web',
        purposes: ['a', 'b'],
      },
    });
  });

  it('says why the hub refused, and ends with 1', async () => {
    const errors = [{ pointer: '/role', rule: 'held', message: 'brings more than you hold' }];
    answer = { status: 403, body: { title: 'Nobody gives more.', errors } };
    const args = ['--role', 'steward', '--org', 'root', '--url', url, '--token', 'gsp_admin'];
    expect(await run(args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'error: Nobody gives more. /role brings more than you hold\n',
    });
  });

  it.each([
    ['no role', ['--org', 'root', '--token', 'x']],
    ['no unit', ['--role', 'reader', '--token', 'x']],
    ['no token', ['--role', 'reader', '--org', 'root']],
    ['an unknown option', ['--role', 'reader', '--org', 'root', '--token', 'x', '--loud']],
    ['days that are no number', ['--role', 'r', '--org', 'root', '--token', 'x', '--days', 'x']],
  ])('ends with 2 for %s', async (_, args) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: '' });
  });
});
