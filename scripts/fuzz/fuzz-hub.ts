import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '#lib/repository-root';
import { endGroup, startGroup } from '../rehearse/process-group.ts';

export interface FuzzHub {
  readonly url: string;
  /** An administrator's. */
  readonly token: string;
  /** What the functions logged as failed: each line is a defect. */
  readonly failures: () => Promise<readonly string[]>;
  readonly end: () => Promise<void>;
}

const token = 'token-of-the-fuzzing-administrator';

/** An empty hub of this machine, in a process and a data folder of its own, both gone at `end`. */
export async function startFuzzHub(): Promise<FuzzHub> {
  const folder = await mkdtemp(join(tmpdir(), 'goldspoke-fuzz-'));
  const child = startGroup(process.execPath, ['local/start.ts'], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      GOLDSPOKE_DATA: folder,
      GOLDSPOKE_SAMPLE: '0',
      GOLDSPOKE_TOKEN: token,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = async () => {
    await endGroup(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      child.once('exit', () => reject(new Error(`the hub ended:\n${printed}`)));
      child.stdout?.on('data', (chunk) => {
        printed += chunk;
        const found = /^Goldspoke is ready on (\S+)/m.exec(printed)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    return { url, token, failures: () => failuresIn(join(folder, 'hub.log')), end };
  } catch (error) {
    await end();
    throw error;
  }
}

const failuresIn = async (log: string): Promise<readonly string[]> =>
  (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes('"level":"ERROR"'));
