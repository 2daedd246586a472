import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type LocalHub, startLocalHub } from './local-hub.ts';

/** The deployment that the environment names; without one the tests start a hub of this machine. */
const { GOLDSPOKE_URL, GOLDSPOKE_TOKEN, GOLDSPOKE_DEPLOYMENT } = process.env;

export const isDeployed = GOLDSPOKE_URL !== undefined;

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of the administrator's; `null` sends none. */
  readonly token?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

/** One line that the sample subscriber logged about an event. */
export interface Heard {
  readonly message: string;
  readonly type: string;
  /** Of an event about a customer. */
  readonly customerId?: string;
  readonly sequence?: number;
  /** Of the end of an import. */
  readonly importId?: string;
  /** Of a letter that is to be sent. */
  readonly letterId?: string;
}

export interface HubUnderTest {
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly token: string;
  /** `path` begins behind `/v1`. */
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Answer>;
  /** What the subscriber for the spoke `webshop` heard of a customer or an import so far, in any order. */
  readonly heard: (id: string) => Promise<readonly Heard[]>;
  /** What it heard of this type. */
  readonly heardOf: (type: string) => Promise<readonly Heard[]>;
  readonly close: () => Promise<void>;
}

/** The hub that end-to-end tests talk to, whichever it is. */
export async function hubUnderTest(): Promise<HubUnderTest> {
  if (GOLDSPOKE_URL !== undefined)
    return hubAt(GOLDSPOKE_URL, GOLDSPOKE_TOKEN ?? '', readCloudLog, async () => {});
  const local = await startLocalHub();
  return hubAt(
    `${local.baseUrl}/v1`,
    local.token,
    () => readLocalLog(local),
    async () => {
      await local.stop();
      await local.remove();
    },
  );
}

function hubAt(
  url: string,
  token: string,
  readLog: () => Promise<readonly string[]>,
  close: () => Promise<void>,
): HubUnderTest {
  return {
    url,
    token,
    close,
    ask: async (method, path, { body, headers, token: another = token } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(another !== null && { authorization: `Bearer ${another}` }),
          'content-type': 'application/json',
          ...headers,
        },
        ...(body !== undefined && {
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
    },
    heardOf: async (type) =>
      (await readLog())
        .filter((line) => line.includes(type) && line.includes('"message":"event '))
        .map((line): Heard => JSON.parse(line.slice(line.indexOf('{'))))
        .filter((each) => each.type === type),
    heard: async (id) => {
      const lines = await readLog();
      return lines
        .filter((line) => line.includes(id) && line.includes('"message":"event '))
        .map((line): Heard => JSON.parse(line.slice(line.indexOf('{'))))
        .filter(({ customerId, importId }) => customerId === id || importId === id);
    },
  };
}

const readLocalLog = async ({ folder }: LocalHub) =>
  (await readFile(join(folder, 'hub.log'), 'utf8')).split('\n');

async function readCloudLog(): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient();
  const logGroupName = `/goldspoke/${GOLDSPOKE_DEPLOYMENT}/functions/sample-subscriber`;
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({ logGroupName, ...(nextToken && { nextToken }) }),
    );
    for (const { message = '' } of page.events ?? []) lines.push(...message.split('\n'));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines;
}

/** Asks until the answer is as wanted; what follows a commit takes a moment. Throws with the last answer. */
export async function eventually<V>(
  read: () => Promise<V>,
  isWanted: (value: V) => boolean,
  withinMs = 20_000,
): Promise<V> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await read();
    if (isWanted(value)) return value;
    if (Date.now() > until) throw new Error(`still not so: ${JSON.stringify(value)}`);
    await sleep(200);
  }
}
