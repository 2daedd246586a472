import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, createLocalJWKSet } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { controllerBody } from '#test/support/controller';
import { type HubUnderTest, hubUnderTest, isDeployed } from '#test/support/hub-under-test';

const root = new URL('../../', import.meta.url).pathname;
const run = Date.now().toString(36);
const purpose = `receipts-${run}`;
let hub: HubUnderTest;
let folder: string;
beforeAll(async () => {
  hub = await hubUnderTest();
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-receipts-'));
});
afterAll(async () => {
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});

const done = async (method: string, path: string, body?: object) => {
  const answer = await hub.ask(method, path, { ...(body && { body }) });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(202);
  return answer.body;
};
/** As a program that is not ours reads it, and without a token. */
const textAt = async (url: string, headers: Record<string, string> = {}) =>
  (await fetch(url, { headers })).text();

it('a customer keeps a receipt that anybody can check without the hub', async () => {
  await done('PUT', '/controller', controllerBody);
  await done('PUT', `/purposes/${purpose}`, {
    title: 'News',
    legalBases: ['consent'],
    channels: ['email'],
  });
  await done('PUT', `/spokes/shop-${run}`, { style: 'consolidation', trust: 50 });
  const { customerId } = await done('PUT', `/spokes/shop-${run}/records/1`, {
    schema: 'person',
    updatedAt: '2026-01-01T00:00:00Z',
    attributes: {
      name: { given: 'Rita', family: `Receipt ${run}` },
      emails: [{ value: `rita-${run}@example.com` }],
    },
  });
  const path = `/customers/${customerId}/consents/${purpose}`;
  const said = await done('PUT', path, {
    status: 'given',
    jurisdiction: 'GB',
    collection: { method: 'web-form' },
  });

  const text = await textAt(`${hub.url}${path}/receipt`, { authorization: `Bearer ${hub.token}` });
  const keys = await textAt(`${hub.url}/.well-known/jwks.json`);
  if (!isDeployed) expect(await textAt(new URL('/.well-known/jwks.json', hub.url).href)).toBe(keys);
  const { payload } = await compactVerify(
    JSON.parse(text).receipt,
    createLocalJWKSet(JSON.parse(keys)),
  );
  expect(JSON.parse(Buffer.from(payload).toString('utf8'))).toMatchObject({
    sub: customerId,
    jti: said.eventId,
    outcome: { status: 'given', channels: ['email'] },
    iso27560: { '@type': 'dpv:ConsentReceipt' },
    kantara: { version: 'KI-CR-v1.1.0' },
  });

  const [receipt, jwks] = [join(folder, 'receipt.json'), join(folder, 'jwks.json')];
  writeFileSync(jwks, keys);
  const verify = (content: string) => {
    writeFileSync(receipt, content);
    return spawnSync(
      process.execPath,
      ['cli/goldspoke.ts', 'receipt', 'verify', receipt, '--jwks', jwks],
      { cwd: root, encoding: 'utf8', env: { ...process.env, GOLDSPOKE_URL: 'http://127.0.0.1:9' } },
    );
  };
  expect(verify(text)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`receipt ${said.eventId} of customer ${customerId}`),
  });
  const middle = Math.floor(text.length / 2);
  const other = text[middle] === 'A' ? 'B' : 'A';
  expect(verify(text.slice(0, middle) + other + text.slice(middle + 1))).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^NOT VALID/),
  });
}, 60_000);
