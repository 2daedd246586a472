import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The hub as `npm start` runs it, in a process and a data folder of its own. */
export interface LocalHub {
  readonly baseUrl: string;
  readonly token: string;
  readonly folder: string;
  /** What it printed. */
  readonly printed: () => string;
  /** SIGTERM; resolves with the exit status. */
  readonly stop: () => Promise<number | null>;
  readonly remove: () => Promise<void>;
}

const readyWithinMs = 100_000;

export async function startLocalHub(
  environment: Readonly<Record<string, string>> = { GOLDSPOKE_SAMPLE: '0' },
): Promise<LocalHub> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspoke-hub-'));
  const port = await freePort();
  const token = 'test-token-of-the-administrator';
  const child = spawn(process.execPath, ['local/start.ts'], {
    env: {
      ...process.env,
      GOLDSPOKE_DATA: folder,
      GOLDSPOKE_TOKEN: token,
      PORT: String(port),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  await ready(child, () => printed);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    token,
    folder,
    printed: () => printed,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const ready = (child: ChildProcess, printed: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the hub ${why}:\n${printed()}`));
    const timer = setTimeout(() => fail('was not ready in time'), readyWithinMs);
    child.once('exit', () => fail('ended'));
    child.stdout?.on('data', () => {
      if (!/^Goldspoke is ready/m.test(printed())) return;
      clearTimeout(timer);
      resolve();
    });
  });

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
