import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

const root = new URL('../../../', import.meta.url).pathname;
let hub: LocalHub;
let folder: string;
let customerId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-audit-'));
  hub = await startLocalHub({ GOLDSPOKE_SAMPLE: '0', GOLDSPOKE_SCHEDULE_SECONDS: '1' });
  await ask('PUT', '/spokes/crm', { style: 'consolidation', trust: 80 });
  const record = (family: string, year: number) => ({
    schema: 'person',
    attributes: { name: { given: 'Ada', family } },
    updatedAt: `${year}-01-01T00:00:00Z`,
  });
  const put = await ask('PUT', '/spokes/crm/records/1', record('Lovelace', 2025));
  customerId = put.customerId;
  await ask('PUT', '/spokes/crm/records/1', record('King', 2026));
  await untilSigned(new Date().toISOString());
}, 120_000);
afterAll(async () => {
  await hub?.stop();
  await hub?.remove();
  rmSync(folder, { recursive: true, force: true });
});

// biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
async function ask(method: string, path: string, body?: object): Promise<any> {
  const response = await fetch(`${hub.baseUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status, path).toBeLessThan(300);
  return response.json();
}

/** Until a checkpoint has looked twice at everything that was written before, or is past it at least. */
async function untilSigned(instant: string) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { items } = await ask('GET', '/audit/checkpoints?limit=200');
    if (items.some(({ to }: { to: string }) => to > instant)) return;
    await sleep(500);
  }
  throw new Error(`no checkpoint beyond ${instant}`);
}

const goldspoke = (arguments_: readonly string[], environment: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['cli/goldspoke.ts', 'audit', ...arguments_],
    {
      cwd: root,
      encoding: 'utf8',
      env: {
        ...process.env,
        GOLDSPOKE_URL: hub.baseUrl,
        GOLDSPOKE_TOKEN: hub.token,
        ...environment,
      },
    },
  );
  return { status, said: stdout + stderr };
};
/** No hub answers there, and no token is known. */
const offline = { GOLDSPOKE_URL: 'http://127.0.0.1:9', GOLDSPOKE_TOKEN: '' };

describe('goldspoke audit', () => {
  it('verifies one customer and everything, straight from the hub', () => {
    const one = goldspoke(['verify', '--customer', customerId]);
    expect(one).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^intact: 2 entries of 1 chain/),
    });
    const all = goldspoke(['verify', '--all']);
    expect(all.said).toMatch(/^intact: \d+ entries of \d+ chains, [1-9]\d* checkpoints\nsigned by/);
    expect(all.status).toBe(0);
  });

  it('verifies an export with the network off, and names what was done to it', () => {
    const file = join(folder, 'all.ndjson');
    expect(goldspoke(['export', '--out', file])).toMatchObject({ status: 0 });
    expect(goldspoke(['verify', '--file', file], offline)).toMatchObject({
      status: 0,
      said: expect.stringMatching(/^intact/),
    });

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const at = lines.findIndex(
      (line) => line.includes('"kind":"entry"') && line.includes(`customer:${customerId}`),
    );
    expect(at).toBeGreaterThan(0);
    const verified = (changed: readonly string[]) => {
      writeFileSync(file, `${changed.join('\n')}\n`);
      return goldspoke(['verify', '--file', file], offline);
    };
    const name = `customer:${customerId} entry 1`;
    expect(verified(lines.with(at, lines[at]!.replace('"name"', '"nane"')))).toMatchObject({
      status: 1,
      said: expect.stringContaining(`${name}: changed`),
    });
    const removed = verified(lines.toSpliced(at, 1));
    expect(removed.said).toContain(`${name}: removed`);
    expect(removed.status).toBe(1);
    expect(verified(lines.toSpliced(at, 0, lines[at]!)).said).toContain(`${name}: duplicated`);
  });

  it('holds no value of a person, in no format', () => {
    for (const format of ['goldspoke', 'ocsf']) {
      const file = join(folder, `${format}.ndjson`);
      expect(goldspoke(['export', '--out', file, '--format', format])).toMatchObject({ status: 0 });
      const text = readFileSync(file, 'utf8');
      expect(text).not.toMatch(/Lovelace|King/);
      expect(text).toContain(customerId);
    }
    const events = readFileSync(join(folder, 'ocsf.ndjson'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(events[0]!)).toMatchObject({ class_uid: 3004, category_uid: 3 });
  });

  it('trusts the key that it is given', async () => {
    const { publicKey } = await ask('GET', '/audit/checkpoints/1');
    const key = join(folder, 'key.json');
    writeFileSync(key, JSON.stringify(publicKey));
    expect(goldspoke(['verify', '--all', '--key', key]).status).toBe(0);
    writeFileSync(key, JSON.stringify({ ...publicKey, x: publicKey.y }));
    expect(goldspoke(['verify', '--all', '--key', key]).status).toBe(1);
  });

  it('says with 2 that it cannot tell', () => {
    expect(goldspoke(['verify'])).toMatchObject({ status: 2 });
    expect(goldspoke(['verify', '--all'], offline)).toMatchObject({ status: 2 });
    expect(goldspoke(['verify', '--file', join(folder, 'none')])).toMatchObject({ status: 2 });
  });
});
