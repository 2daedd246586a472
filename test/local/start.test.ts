import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/temporary-folder.ts';

const run = promisify(execFile);

/** `npm start` as a process of its own, without the sample, on a free port. */
function start(folder: string, env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../local/start.ts', import.meta.url))],
    {
      env: { ...process.env, PORT: '0', GOLDSPOKE_SAMPLE: '0', GOLDSPOKE_DATA: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const said = { text: '' };
  const ready = Promise.withResolvers<string>();
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const hear = (chunk: Buffer) => {
    said.text += chunk;
    const url = /^Goldspoke is ready on (\S+)/m.exec(said.text)?.[1];
    if (url !== undefined) ready.resolve(url);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  ended.then((code) => ready.reject(new Error(`ended with ${code}: ${said.text}`)));
  ready.promise.catch(() => {});
  return { child, said, ready: ready.promise, ended };
}

const wordsOf = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

describe('npm start', () => {
  it('prints three commands that work when pasted, ends cleanly, and has everything after a restart', async () => {
    const folder = temporaryFolder();
    const first = start(folder);
    const url = await first.ready;
    expect(wordsOf(first.said.text)).toMatch(/^Goldspoke is ready/);
    const curls = first.said.text.split('\n').filter((line) => line.startsWith('curl '));
    expect(curls).toHaveLength(3);
    const answers: { stdout: string }[] = [];
    for (const curl of curls) answers.push(await run('/bin/sh', ['-c', curl]));
    const customerId = JSON.parse(answers[1]!.stdout).customerId;
    expect(JSON.parse(answers[2]!.stdout).items[0].customerId).toBe(customerId);

    const second = start(folder);
    expect(await second.ended).toBe(1);
    expect(second.said.text).toContain('Another Goldspoke hub is using');
    expect(second.said.text).toContain('GOLDSPOKE_DATA');

    first.child.kill('SIGTERM');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();

    const third = start(folder);
    const token = /API token\s+(\S+)/.exec(first.said.text)?.[1] ?? '';
    const read = await fetch(`${await third.ready}/v1/customers/${customerId}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(read.status).toBe(200);
    expect(await read.json()).toMatchObject({ attributes: { name: { full: 'Ada Lovelace' } } });
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(0);

    for (const file of ['hub.log', 'events.ndjson']) {
      const text = readFileSync(`${folder}/${file}`, 'utf8');
      expect(text).toContain(customerId);
      expect(text).not.toMatch(/Lovelace|ada@example/i);
      expect(text).not.toContain(token);
    }
  }, 60_000);

  it('takes the given administrator token and no other', async () => {
    const hub = start(temporaryFolder(), { GOLDSPOKE_TOKEN: 'a-token-of-the-operator' });
    const url = await hub.ready;
    const status = async (token: string) =>
      (await fetch(`${url}/v1/customers`, { headers: { authorization: `Bearer ${token}` } }))
        .status;
    expect(await status('a-token-of-the-operator')).toBe(200);
    expect(await status('another-token-entirely')).toBe(401);
    hub.child.kill('SIGINT');
    expect(await hub.ended).toBe(0);
  }, 60_000);

  it.each([
    ['PORT', 'many', /PORT must be a number/],
    ['GOLDSPOKE_TOKEN', 'short', /GOLDSPOKE_TOKEN must be 8 to 512/],
  ])(
    'refuses a %s of %j with a reason',
    async (name, value, reason) => {
      const hub = start(temporaryFolder(), { [name]: value });
      expect(await hub.ended).toBe(1);
      expect(hub.said.text).toMatch(reason);
    },
    60_000,
  );
});
