import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient, type Item } from '#store/table-client';
import { type EmbeddedTable, startEmbeddedTable } from '#test/support/embedded-table';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

/** Found nowhere else: each is looked for in everything that is kept. */
const planted = {
  given: 'Zqxerin',
  family: 'Zqxerau',
  second: 'Zqxerbe',
  job: 'Zqxerjo',
  mail: 'zqxerma@example.com',
  phone: '+447700900859',
  city: 'Zqxerci',
  reason: 'Zqxerre',
  note: 'Zqxerno',
  consent: 'Zqxerco',
  uploaded: 'Zqxerup',
};

let engine: EmbeddedTable;
let hub: LocalHub;
beforeAll(async () => {
  engine = await startEmbeddedTable();
  hub = await startLocalHub({ GOLDSPOKE_SAMPLE: '0', DYNAMODB_ENDPOINT: engine.endpoint });
}, 120_000);
afterAll(async () => {
  await hub.remove();
  await engine.stop();
});

// biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
type Answer = { readonly status: number; readonly headers: Headers; readonly body: any };
async function ask(
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(`${hub.baseUrl}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.token}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}
async function ok(...call: Parameters<typeof ask>): Promise<Answer['body']> {
  const { status, body } = await ask(...call);
  expect(status, `${call[0]} ${call[1]} ${JSON.stringify(body)}`).toBeLessThan(300);
  return body;
}
async function until(path: string, isSo: (body: Answer['body']) => boolean) {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const body = await ok('GET', path);
    if (isSo(body)) return body;
    await sleep(100);
  }
  throw new Error(`${path} ${JSON.stringify(await ok('GET', path))}`);
}

const person = (more: object = {}) => ({
  schema: 'person',
  updatedAt: '2026-01-01T00:00:00Z',
  attributes: {
    name: { given: planted.given, family: planted.family },
    birthDate: '1980-02-29',
    emails: [{ value: planted.mail }],
    phones: [{ value: planted.phone, country: 'GB' }],
    addresses: [{ role: 'home', city: planted.city, country: 'GB' }],
    ...more,
  },
});

async function everyItem(which: 'main' | 'vault'): Promise<readonly Item[]> {
  const dynamo = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const TableName = TableNames.find((name) => name.includes('vault') === (which === 'vault'));
  const { Items = [] } = await documentClient(dynamo).send(new ScanCommand({ TableName }));
  dynamo.destroy();
  return Items;
}
/** Wrapped keys of these subjects, as the database holds them. */
const keysOf = async (subjects: readonly string[], keyClass: string) =>
  (await everyItem('vault'))
    .filter(({ PK, SK }) => subjects.some((id) => PK === `SUB#${id}` && SK === `KEY#${keyClass}`))
    .map(({ wrapped }) => Buffer.from(wrapped as Uint8Array));

const base64 = (key: Buffer): Buffer => Buffer.from(key.toString('base64'));

describe('an erasure, through the whole hub', () => {
  let customerId: string;
  let requestId: string;
  let keys: readonly Buffer[];
  /** Of what belongs to nobody: found where the others are looked for. */
  let living: readonly Buffer[];

  it('takes a person with all that there may be of one', async () => {
    for (const spoke of ['crm', 'web'])
      await ok('PUT', `/spokes/${spoke}`, { style: 'consolidation', trust: 50 });
    await ok('PUT', '/purposes/marketing', {
      title: 'News',
      legalBases: ['consent'],
      channels: ['email'],
    });
    ({ customerId } = await ok('PUT', '/spokes/crm/records/1', {
      ...person({ jobTitle: planted.job }),
      reason: planted.reason,
    }));
    const other = await ok('PUT', '/spokes/web/records/2', {
      schema: 'person',
      updatedAt: '2026-01-01T00:00:00Z',
      attributes: { name: { given: planted.second, family: planted.family } },
    });
    await ok('POST', `/customers/${customerId}/merge`, { with: other.customerId });
    const { headers } = await ask('GET', `/customers/${customerId}`);
    await ok(
      'PATCH',
      `/customers/${customerId}`,
      { attributes: { jobTitle: `${planted.job} again` } },
      { 'content-type': 'application/merge-patch+json', 'if-match': headers.get('etag') ?? '' },
    );
    await ok('PUT', `/customers/${customerId}/consents/marketing`, {
      status: 'given',
      channels: ['email'],
      jurisdiction: 'GB',
      collection: { method: 'web-form', spoke: 'web', touchpoint: planted.consent },
    });
    // Somebody alike, for a review task; a repeated answer; an upload.
    const { schema, attributes } = person();
    await ok(
      'POST',
      '/customers/match',
      { schema, attributes },
      { 'idempotency-key': 'erased-later' },
    );
    const line = { sourceId: '9', attributes: person({ jobTitle: planted.uploaded }).attributes };
    const file = JSON.stringify(line);
    const made = await ok('POST', '/imports', {
      spoke: 'crm',
      schema: 'person',
      format: 'ndjson',
      bytes: Buffer.byteLength(file),
      updatedAt: '2026-01-01T00:00:00Z',
    });
    const { url, method, headers: signed } = made.upload;
    expect((await fetch(url, { method, headers: signed, body: file })).status).toBe(200);
    await ok('POST', `/imports/${made.id}/start`);
    const job = await until(`/imports/${made.id}`, ({ endedAt }) => endedAt !== undefined);
    expect(job.counts).toMatchObject({ read: 1, rejected: 0 });

    const opened = await ok('POST', '/privacy-requests', {
      rights: ['erasure'],
      customerId,
      jurisdiction: 'GB',
      channel: 'steward',
      note: planted.note,
    });
    requestId = opened.id;
    expect(await ok('GET', '/crosswalk/crm/9')).toMatchObject({ customerId });
    keys = [...(await keysOf([customerId, other.customerId, requestId], 'profile'))];
    living = await keysOf(['system'], 'profile');
    expect(keys).toHaveLength(3);
  }, 60_000);

  it('is worked off with the spokes, and certified', async () => {
    const path = `/privacy-requests/${requestId}`;
    await ok('POST', `${path}/verify`, { method: 'steward' });
    await ok('POST', `${path}/approve`);
    await until(path, ({ work }) => work.erasure?.state === 'done');
    for (const spoke of ['crm', 'web'])
      await ok('POST', `${path}/acknowledgements/${spoke}`, { status: 'done' });
    await until(path, ({ state }) => state === 'fulfilled');
    expect((await ask('GET', `/customers/${customerId}`)).status).toBe(410);
    const { certificate } = await ok('GET', `${path}/certificate`);
    expect(certificate.split('.')).toHaveLength(3);
    // The details' key goes after the request has ended.
    for (let n = 0; n < 100 && (await keysOf([requestId], 'profile')).length > 0; n += 1)
      await sleep(50);
    expect(await keysOf([customerId, requestId], 'profile')).toEqual([]);
  }, 60_000);

  it('leaves an audit that still verifies', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['cli/goldspoke.ts', 'audit', 'verify', '--customer', customerId],
      { env: { ...process.env, GOLDSPOKE_URL: hub.baseUrl, GOLDSPOKE_TOKEN: hub.token } },
    );
    expect(stdout).toMatch(/verif|intact/i);
  }, 30_000);

  it('leaves nothing readable in the database, the objects, the logs, the events and the queues', async () => {
    const sealed = (await everyItem('main')).filter(({ PK }) => PK === `CUS#${customerId}`);
    // What is left of the person is there, and is ciphertext.
    expect(sealed.some(({ sealed: bytes }) => bytes instanceof Uint8Array)).toBe(true);
    expect(await hub.stop()).toBe(0);
    const { file } = engine;
    const contents = await contentsOf([hub.folder, ...(file === undefined ? [] : [dirname(file)])]);
    const found = contents.flatMap(([name, content]) =>
      Object.values(planted)
        .flatMap((text) => [text, text.replace('+', ''), Buffer.from(text).toString('hex')])
        .filter((text) => content.includes(text.toLowerCase()))
        .map((text) => `${text} in ${name}`),
    );
    expect(found).toEqual([]);
    expect(hub.printed().toLowerCase()).not.toContain('zqxer');
  }, 60_000);

  it('leaves no copy of a destroyed key in the database, once its free pages are gone', async () => {
    const { file } = engine;
    if (file === undefined) return;
    const compact = join(dirname(file), 'compact.db');
    const database = new DatabaseSync(file);
    database.exec(`VACUUM INTO '${compact}'`);
    database.close();
    const content = await readFile(compact);
    expect(content.includes(customerId)).toBe(true);
    const isThere = (key: Buffer) => content.includes(key) || content.includes(base64(key));
    expect(living.map(isThere)).toEqual([true]);
    expect(keys.filter(isThere)).toEqual([]);
  });
});

async function contentsOf(
  folders: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const names = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((each) => each.isFile())
        .map((each) => join(each.parentPath, each.name)),
    ),
  );
  return Promise.all(
    names
      .flat()
      .map(
        async (name) => [name, (await readFile(name)).toString('latin1').toLowerCase()] as const,
      ),
  );
}
