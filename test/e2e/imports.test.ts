import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type HubUnderTest, hubUnderTest } from '#test/support/hub-under-test';

let hub: HubUnderTest;
beforeAll(async () => {
  hub = await hubUnderTest();
  for (const spoke of ['import-crm', 'webshop'])
    await hub.ask('PUT', `/spokes/${spoke}`, { body: { style: 'consolidation', trust: 60 } });
}, 120_000);
afterAll(() => hub.close());

const announce = (bytes: number, how: object) =>
  hub.ask('POST', '/imports', { body: { spoke: 'import-crm', schema: 'person', bytes, ...how } });

/** Announces, sends and starts; answers the import when it has ended. */
async function load(file: string, how: object) {
  const announced = await announce(Buffer.byteLength(file), how);
  expect(announced.status, JSON.stringify(announced.body)).toBe(201);
  const { id, upload } = announced.body;
  const sent = await fetch(upload.url, {
    method: upload.method,
    body: file,
    headers: upload.headers,
  });
  expect(sent.status, await sent.text()).toBe(200);
  const started = await hub.ask('POST', `/imports/${id}/start`);
  expect(started.status, JSON.stringify(started.body)).toBe(200);
  const ended = await eventually(
    () => hub.ask('GET', `/imports/${id}`),
    ({ body }) => body.endedAt !== undefined,
    60_000,
  );
  return ended.body;
}

const csv = [
  'Number;First name;Surname;E-mail;Changed;Note',
  '1;Ada;Lovelace;ada@imports.example.com;2026-01-01;',
  '2;Grace;Hopper;grace@imports.example.com;2026-01-01T10:00:00Z;"two',
  'lines; and a ""quote"""',
  '3;Alan;Turing;not an address;2026-01-01;',
  ';Nobody;Without;id@imports.example.com;2026-01-01;',
  '1;Ada;Lovelace;ada@imports.example.com;2026-01-01;the same again',
  '4;too;few',
  '5;Ada;Lovelace;ada@imports.example.com;2026-01-01;another number, the same person',
  '6;"Joan";Clarke;joan@imports.example.com;2026-01-01;"never closed',
  '7;Edith;Clarke;edith@imports.example.com;2026-01-01;',
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
    const { body } = await hub.ask('GET', '/spokes/import-crm/records/2');
    expect(body.attributes).toMatchObject({
      name: { given: 'Grace', family: 'Hopper' },
      emails: [{ value: 'grace@imports.example.com', role: 'home' }],
    });
    const [one, five] = await Promise.all(
      ['1', '5'].map((id) => hub.ask('GET', `/crosswalk/import-crm/${id}`)),
    );
    expect(one?.body.customerId).toBe(five?.body.customerId);
  });

  it('gives every rejected line back with its number and why, page by page', async () => {
    const { body } = await hub.ask('GET', `/imports/${first.id}/rejects?limit=3`);
    const rest = await hub.ask('GET', `/imports/${first.id}/rejects?cursor=${body.cursor}`);
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
    const file = `${JSON.stringify({ sourceId: 'told', attributes: { name: { given: 'Betty', family: 'Holberton' } } })}\n`;
    const ended = await load(file, { format: 'ndjson', spoke: 'webshop' });
    const [told] = await eventually(
      () => hub.heard(ended.id),
      (lines) => lines.length > 0,
      60_000,
    );
    expect(told).toMatchObject({
      type: 'import.finished.v1',
      spoke: 'webshop',
      importId: ended.id,
      state: 'finished',
      counts: ended.counts,
    });
    expect(JSON.stringify(told)).not.toContain('Holberton');
  });

  it('fails, saying where, when the header does not fit', async () => {
    const ended = await load('Number;Surname\n1;Lovelace\n', how);
    expect(ended).toMatchObject({ state: 'failed', failure: { code: 'import.header-invalid' } });
    expect(ended.failure.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(
      '/map/E-mail',
    );
  });

  it('takes no file of another size than announced', async () => {
    const { body } = await announce(10, how);
    const early = await hub.ask('POST', `/imports/${body.id}/start`);
    expect(early.body.type).toBe('/problems/import.upload-missing');
    expect(body.upload.url).toContain('X-Amz-SignedHeaders=content-length%3Bhost');
    await fetch(body.upload.url, { method: 'PUT', body: 'eleven byte' });
    const late = await hub.ask('POST', `/imports/${body.id}/start`);
    expect(late.body.type).toBe('/problems/import.upload-missing');
  });
});
