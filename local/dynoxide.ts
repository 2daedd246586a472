import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running Dynoxide: DynamoDB's API over one SQLite file. */
export interface Dynoxide {
  readonly url: string;
  readonly pid: number;
  /** Settles when the process ended without having been asked to. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

const startAttempts = 5;
const startTimeoutMs = 15_000;

/**
 * Starts Dynoxide on a free port over `file`. What a killed hub left running on this file (its pid
 * stands in `pidFile`) is ended first; and a guard ends this one if the hub dies in whatever way,
 * so that no orphan keeps the file.
 */
export async function startDynoxide(file: string, pidFile: string): Promise<Dynoxide> {
  await endLeftover(pidFile, file);
  const binary = dynoxideBinary();
  for (let attempt = 1; ; attempt++) {
    const started = await tryStart(binary, file, pidFile);
    if (started !== undefined) return started;
    if (attempt === startAttempts)
      throw new Error('Dynoxide, the embedded DynamoDB, did not start');
  }
}

/** The binary of the package for this platform; an error that says what else to do if there is none. */
export function dynoxideBinary(platform: string = `${process.platform}-${process.arch}`): string {
  const require = createRequire(import.meta.url);
  const suffix = platform.startsWith('win32') ? '.exe' : '';
  try {
    return require.resolve(`@dynoxide/${platform}/dynoxide${suffix}`);
  } catch {
    throw new Error(
      [
        `There is no embedded DynamoDB installed for ${platform}.`,
        `Either install it:       npm install --no-save @dynoxide/${platform}   (if npm has it)`,
        "or use Amazon's own:     docker run --rm -p 8000:8000 amazon/dynamodb-local",
        '                         DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npm start',
      ].join('\n'),
    );
  }
}

async function tryStart(binary: string, file: string, pidFile: string) {
  const port = await freePort();
  // Its own group: Ctrl-C in the terminal must reach the hub alone, which then ends it in order.
  const child = spawn(
    binary,
    ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', file],
    { stdio: ['ignore', 'ignore', 'ignore'], detached: true },
  );
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${binary} could not be started`);
  writeFileSync(pidFile, String(pid));
  const guard = guardOf(pid);
  const url = `http://127.0.0.1:${port}`;
  const isUp = await Promise.race([answers(url), exited.then(() => false)]);
  if (!isUp) {
    guard.kill('SIGKILL');
    child.kill('SIGKILL');
    await exited;
    return undefined;
  }
  return running(child, { url, pid, guard, exited, pidFile });
}

function running(
  child: ChildProcess,
  at: { url: string; pid: number; guard: ChildProcess; exited: Promise<void>; pidFile: string },
): Dynoxide {
  let isStopping = false;
  const died = at.exited.then(() => {
    at.guard.kill('SIGKILL');
    if (isStopping) return new Promise<never>(() => {});
    throw new Error('Dynoxide, the embedded DynamoDB, ended unexpectedly');
  });
  died.catch(() => {});
  return {
    url: at.url,
    pid: at.pid,
    died,
    stop: async () => {
      isStopping = true;
      at.guard.kill('SIGKILL');
      child.kill('SIGTERM');
      const gone = await Promise.race([at.exited.then(() => true), sleep(3000, false)]);
      if (!gone) child.kill('SIGKILL');
      await at.exited;
      rmSync(at.pidFile, { force: true });
    },
  };
}

/**
 * A shell that waits for the end of its standard input, which only this process holds open: the
 * kernel closes it even on SIGKILL, and the shell then ends the child.
 */
const guardOf = (pid: number): ChildProcess => {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -9 "$1"', 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  guard.stdin?.on('error', () => {});
  guard.unref();
  return guard;
};

async function answers(url: string): Promise<boolean> {
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    const up = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: '{}',
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return true;
      },
      () => false,
    );
    if (up) return true;
    await sleep(20);
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function endLeftover(pidFile: string, file: string): Promise<void> {
  const pid = pidIn(pidFile);
  if (pid === undefined) return;
  // The number may belong to someone else by now: only a process over this very file is ended.
  for (let waited = 0; commandOf(pid)?.includes(file); waited += 20) {
    if (waited > 5000) throw new Error(`process ${pid} still holds ${file}`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      break;
    }
    await sleep(20);
  }
  rmSync(pidFile, { force: true });
}

function pidIn(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Linux only, as is the shipped binary; elsewhere the guard alone does the work. */
function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return undefined;
  }
}
