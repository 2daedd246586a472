import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';
import packageJson from '../../../package.json' with { type: 'json' };

/** The README as its reader runs it: every block in order, in one shell, against an empty hub. */
const blocks = [...(await readFile('README.md', 'utf8')).matchAll(/```sh\n([\s\S]*?)```/g)].map(
  ([, block = '']) => block.trim(),
);
/** Run by whoever runs this test, or far too long for it; each must be a script that exists. */
const byItself = /^(npm ci && )?npm (start|test|run (\S+))$/;

let hub: LocalHub;
beforeAll(async () => {
  // Without a token of ours the hub keeps one of its own in a file, which the README reads.
  hub = await startLocalHub({ GOLDSPOKE_SAMPLE: '0', GOLDSPOKE_TOKEN: '' });
}, 120_000);
afterAll(async () => {
  await hub.stop();
  await hub.remove();
});

describe('README', () => {
  it('names only scripts that exist', () => {
    const names = blocks.flatMap((block) => byItself.exec(block)?.slice(2) ?? []).filter(Boolean);
    const scripts = names.map((name) => (name ?? '').replace('run ', ''));
    expect(scripts).toEqual(expect.arrayContaining(['start', 'test', 'synth']));
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script);
  });

  it('has commands that all work when pasted', async () => {
    const pasted = blocks.filter((block) => !byItself.test(block));
    expect(pasted.length).toBeGreaterThan(5);
    const script = ['set -eu', ...pasted]
      .join('\n')
      .replaceAll('http://127.0.0.1:8787', hub.baseUrl)
      .replaceAll('.goldspoke/', `${hub.folder}/`);
    const file = join(hub.folder, 'readme.sh');
    await writeFile(file, script);
    const { status, output } = await run('bash', [file]);
    expect(status, output).toBe(0);
    expect(output).toContain('"outcome":"linked"');
    expect(output).toContain('"markedDifferent":true');
    const clusters = await readFile(join(hub.folder, 'clusters.csv'), 'utf8');
    expect(clusters).toMatch(/^id,cluster_id\n/);
  });
});

const run = (command: string, args: readonly string[]) =>
  new Promise<{ status: number | null; output: string }>((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.once('close', (status) => resolve({ status, output }));
  });
