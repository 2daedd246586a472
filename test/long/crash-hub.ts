import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const token = 'crash-test-administrator';

/** A hub started as `npm start` does, in a process of its own. */
export interface CrashableHub {
  /** The hub's address, or `undefined` when it ended before it was ready. */
  readonly ready: Promise<string | undefined>;
  /** How it ended, and its last words. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
  /** SIGKILL to the hub, to its DynamoDB, or to both at the same moment. */
  readonly kill: (whom: 'hub' | 'dynamodb' | 'both') => void;
  readonly terminate: () => void;
}

export function startCrashableHub(folder: string): CrashableHub {
  const { AWS_ACCESS_KEY_ID: _, DYNAMODB_ENDPOINT: __, ...env } = process.env;
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../local/start.ts', import.meta.url))],
    {
      env: {
        ...env,
        PORT: '0',
        GOLDSPOKE_DATA: folder,
        GOLDSPOKE_SAMPLE: '0',
        GOLDSPOKE_TOKEN: token,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  const ready = Promise.withResolvers<string | undefined>();
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
    const url = /^Goldspoke is ready on (\S+)/m.exec(said)?.[1];
    if (url !== undefined) ready.resolve(url);
  });
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
    child.once('close', (code) => {
      ready.resolve(undefined);
      resolve({ code, said });
    });
  });
  return {
    ready: ready.promise,
    ended,
    kill: (whom) => {
      const dynamoDb = whom === 'hub' ? undefined : pidIn(`${folder}/dynamodb.pid`);
      if (whom !== 'dynamodb' || dynamoDb === undefined) child.kill('SIGKILL');
      if (dynamoDb !== undefined) killQuietly(dynamoDb);
    },
    terminate: () => {
      child.kill('SIGTERM');
    },
  };
}

function pidIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended already.
  }
}
