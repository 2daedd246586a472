import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

let hub: LocalHub;
beforeAll(async () => {
  hub = await startLocalHub();
  await call('PUT', '/spokes/crm', { style: 'consolidation', trust: 60 });
});
afterAll(async () => {
  await hub.stop();
  await hub.remove();
});

async function call(method: string, path: string, body?: object) {
  const answer = await fetch(`${hub.baseUrl}/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${hub.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return { status: answer.status, body: (await answer.json()) as any };
}

/** Announces, sends and starts; answers the import when it has ended. */
async function load(file: string, how: object) {
  const bytes = Buffer.byteLength(file);
  const announced = await call('POST', '/imports', {
    spoke: 'crm',
    schema: 'person',
    bytes,
    ...how,
  });
  expect(announced.status, JSON.stringify(announced.body)).toBe(201);
  const { id, upload } = announced.body;
  const sent = await fetch(upload.url, {
    method: upload.method,
    body: file,
    headers: upload.headers,
  });
  expect(sent.status, await sent.text()).toBe(200);
  const started = await call('POST', `/imports/${id}/start`);
  expect(started.status, JSON.stringify(started.body)).toBe(200);
  return untilEnded(id);
}

async function untilEnded(id: string) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { body } = await call('GET', `/imports/${id}`);
    if (body.endedAt !== undefined) return body;
    await sleep(100);
  }
  throw new Error('the import did not end');
}

const csv = [
  'Number;First name;Surname;E-mail;Changed;Note',
  '1;Ada;Lovelace;ada@example.com;2026-01-01;',
  '2;Grace;Hopper;grace@example.com;2026-01-01T10:00:00Z;"two',
  'lines; and a ""quote"""',
  '3;Alan;Turing;not an address;2026-01-01;',
  ';Nobody;Without;id@example.com;2026-01-01;',
  '1;Ada;Lovelace;ada@example.com;2026-01-01;the same again',
  '4;too;few',
  '5;Ada;Lovelace;ada@example.com;2026-01-01;another number, the same person',
  '6;"Joan";Clarke;joan@example.com;2026-01-01;"never closed',
  '7;Edith;Clarke;edith@example.com;2026-01-01;',
  '',
].join('\r\n');

const how = {
  format: 'csv',
  delimiter: ';',
  sourceIdColumn: 'Number',
  updatedAtColumn: 'Changed',
  map: { 'First name': 'name.given', Surname: 'name.family', 'E-mail': 'emails.0.value' },
  defaults: { 'emails.0.role': 'home' },
};

describe('a bulk import', () => {
  let first: Awaited<ReturnType<typeof load>>;

  it('loads a CSV file as PUT record would, and counts what became of each record', async () => {
    first = await load(csv, how);
    expect(first).toMatchObject({
      state: 'finished',
      bytesLoaded: expect.any(Number),
      counts: { read: 9, created: 3, linked: 1, updated: 0, unchanged: 1, review: 0, rejected: 4 },
    });
    const { body } = await call('GET', '/spokes/crm/records/2');
    expect(body.attributes).toMatchObject({
      name: { given: 'Grace', family: 'Hopper' },
      emails: [{ value: 'grace@example.com', role: 'home' }],
    });
    const [one, five] = await Promise.all(
      ['1', '5'].map((id) => call('GET', `/crosswalk/crm/${id}`)),
    );
    expect(one?.body.customerId).toBe(five?.body.customerId);
  });

  it('gives every rejected line back with its number and why, page by page', async () => {
    const { body } = await call('GET', `/imports/${first.id}/rejects?limit=3`);
    const rest = await call('GET', `/imports/${first.id}/rejects?cursor=${body.cursor}`);
    const all = [...body.items, ...rest.body.items];
    expect(rest.body.cursor).toBeUndefined();
    expect(all.map(({ line, code }) => [line, code])).toEqual([
      [5, 'record.invalid'],
      [6, 'request.invalid'],
      [8, 'import.line-malformed'],
      [10, 'import.line-too-large'],
    ]);
    expect(all[0].errors[0].pointer).toBe('/attributes/emails/0/value');
    expect(all[0].record).toBe('3;Alan;Turing;not an address;2026-01-01;');
  });

  it('changes nothing when the same file is loaded again', async () => {
    const again = await load(csv, how);
    expect(again.counts).toMatchObject({ read: 9, unchanged: 5, rejected: 4 });
  });

  it('loads lines of JSON', async () => {
    const lines = [
      { sourceId: 'n1', attributes: { name: { given: 'Mary', family: 'Jackson' } } },
      { sourceId: 'n2', attributes: { shoeSize: 44 } },
    ].map((each) => JSON.stringify(each));
    const ended = await load([...lines, 'no JSON'].join('\n'), { format: 'ndjson' });
    expect(ended.counts).toMatchObject({ read: 3, created: 1, rejected: 2 });
  });

  it('is told to its spoke, with counts and without values', async () => {
    const told = await event(first.id);
    expect(told).toMatchObject({
      'detail-type': 'import.finished.v1',
      detail: { spoke: 'crm', importId: first.id, state: 'finished', counts: first.counts },
    });
  });

  it('fails, saying where, when the header does not fit', async () => {
    const ended = await load('Number;Surname\n1;Lovelace\n', how);
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'import.header-invalid' } });
    expect(ended.failure.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(
      '/map/E-mail',
    );
  });

  it('takes no file of another size than announced', async () => {
    const { body } = await call('POST', '/imports', {
      spoke: 'crm',
      schema: 'person',
      bytes: 10,
      ...how,
    });
    const early = await call('POST', `/imports/${body.id}/start`);
    expect(early.body.type).toBe('/problems/import.upload-missing');
    expect(body.upload.url).toContain('X-Amz-SignedHeaders=content-length%3Bhost');
    await fetch(body.upload.url, { method: 'PUT', body: 'eleven byte' });
    const late = await call('POST', `/imports/${body.id}/start`);
    expect(late.body.type).toBe('/problems/import.upload-missing');
  });
});

async function event(importId: string) {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const lines = (await readFile(join(hub.folder, 'events.ndjson'), 'utf8')).trim().split('\n');
    const found = lines
      .map((line) => JSON.parse(line))
      .find(({ detail }) => detail.importId === importId);
    if (found !== undefined) return found;
    await sleep(100);
  }
  throw new Error('no event');
}
