import { type ChildProcess, execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '#lib/repository-root';
import { startGroup } from './process-group.ts';

export interface Emulator {
  readonly endpoint: string;
  /** What a process needs to talk to it and to nothing else of AWS. */
  readonly environment: Readonly<Record<string, string>>;
  /** PEM; whoever was started without the environment must be told to trust it. */
  readonly certificate: string;
  readonly logTail: (lines: number) => string;
}

const readyWithinMs = 60_000;
const region = 'eu-west-1';

/**
 * MiniStack on a free port of the loopback interface, over TLS (the buckets and queues refuse
 * anything else) and with its enforcement of IAM policies on, so that each function can do what its
 * role allows and nothing more. Its environment is made here: nothing of the caller's comes in. What it
 * keeps lies in `work`; `endAllGroups` ends it with everything that it started.
 */
export async function startEmulator(tools: string, work: string): Promise<Emulator> {
  const folder = join(work, 'emulator');
  mkdirSync(folder);
  const at = (name: string) => join(folder, name);
  for (const name of ['state', 's3', 'tmp']) mkdirSync(at(name));
  execFileSync(join(tools, 'python'), [
    join(repositoryRoot, 'scripts/rehearse/certificate.py'),
    folder,
  ]);
  const port = await freePort();
  const common = {
    // The project's Node comes first: functions run on the version that Lambda runs.
    PATH: [join(repositoryRoot, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH]
      .filter(Boolean)
      .join(delimiter),
    HOME: folder,
    TMPDIR: at('tmp'),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_EXTRA_CA_CERTS: at('server.crt'),
  };
  const log = openSync(at('emulator.log'), 'a');
  // The functions that it runs are of its group.
  const child = startGroup(join(tools, 'ministack'), [], {
    cwd: folder,
    stdio: ['ignore', log, log],
    env: {
      ...common,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: at('server.crt'),
      MINISTACK_SSL_KEY: at('server.key'),
      STATE_DIR: at('state'),
      S3_DATA_DIR: at('s3'),
      // Both would listen on every interface.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  });
  closeSync(log);
  const logTail = (lines: number) =>
    existsSync(at('emulator.log'))
      ? readFileSync(at('emulator.log'), 'utf8').split('\n').slice(-lines).join('\n')
      : '';
  try {
    await ready(child, port);
  } catch (error) {
    throw new Error(`MiniStack did not start:\n${logTail(30)}`, { cause: error });
  }
  const endpoint = `https://127.0.0.1:${port}`;
  return {
    endpoint,
    environment: {
      ...common,
      AWS_ENDPOINT_URL: endpoint,
      AWS_CA_BUNDLE: at('server.crt'),
      CURL_CA_BUNDLE: at('server.crt'),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    certificate: readFileSync(at('server.crt'), 'utf8'),
    logTail,
  };
}

/** It takes connections; whoever talks to it first trusts the certificate by then. */
async function ready(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + readyWithinMs;
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`ended with ${child.exitCode ?? child.signalCode}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true));
      socket.once('connect', () => socket.destroy()).once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(200);
  }
  throw new Error('was not ready in time');
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
