import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importStepsOf } from '#functions/import-steps/index';
import * as contracts from '#functions/imports/contract';
import { routesWith } from '#functions/imports/index';
import type { ImportServices } from '#functions/imports/services';
import type { Contract } from '#functions/shared/contract';
import { afterDeath } from '#functions/shared/died';
import { answerOf } from '#test/support/answer-of';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { useWorkBucket } from '#test/support/work-bucket';

let hub: TestHub;
let services: ImportServices;
const started: string[] = [];

const work = useWorkBucket();
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await hub.spoke('web');
  services = {
    ...hub.services,
    work: work(),
    workflows: { startImport: async (name) => void started.push(name) },
  };
});
afterAll(() => hub.stop());

function call(contract: Contract, request: TestCall = {}) {
  return answerOf(
    routesWith(() => services),
    services,
    contract,
    request,
  );
}

const announce = (file: string, more: TestCall = {}) =>
  call(contracts.createImport, {
    body: {
      spoke: 'crm',
      schema: 'person',
      format: 'csv',
      bytes: Buffer.byteLength(file),
      updatedAt: '2026-01-01T00:00:00Z',
    },
    ...more,
  });

/** Announces, sends and starts; answers its id. The workflow is the test's to run. */
async function begun(file: string): Promise<string> {
  const { body } = await announce(file);
  const { upload, id } = body;
  await fetch(upload.url, { method: upload.method, body: file, headers: upload.headers });
  const { body: answer } = await call(contracts.startImport, { params: { importId: id } });
  expect(answer.state).toBe('running');
  return id;
}

const step = (event: object, with_: ImportServices = services, remainingMs = 900_000) =>
  importStepsOf(() => with_)(event as never, { getRemainingTimeInMillis: () => remainingMs });

/** What the workflow does, one step after the other. */
async function runToEnd(importId: string): Promise<void> {
  for (;;) {
    const planned = (await step({ step: 'plan', importId })) as { chunks?: readonly number[] };
    if (planned.chunks === undefined) break;
    for (const chunk of planned.chunks) await step({ step: 'load', importId, chunk });
  }
  await step({ step: 'finish', importId });
}

const read = async (importId: string) =>
  (await call(contracts.readImport, { params: { importId } })).body;

const people = (count: number, prefix: string) =>
  [
    'id,name.given,name.family',
    ...Array.from(
      { length: count },
      (_, at) => `${prefix}${at},${prefix}${at},Unalike${prefix}${at}`,
    ),
    '',
  ].join('\n');

describe('an import that is interrupted', () => {
  it('counts each record once, whatever step is repeated', async () => {
    const importId = await begun(people(250, 'once'));
    let calls = 0;
    const dying: ImportServices = {
      ...services,
      imports: {
        ...services.imports,
        advance: async (...all) => {
          calls += 1;
          if (calls === 2) throw new Error('killed');
          await services.imports.advance(...all);
        },
      },
    };
    await step({ step: 'plan', importId });
    await expect(step({ step: 'load', importId, chunk: 1 }, dying)).rejects.toThrow('killed');
    expect((await read(importId)).counts.read).toBe(100);

    await runToEnd(importId);
    await runToEnd(importId);

    const { counts, state } = await read(importId);
    // The batch that was cut off is known by now; nothing is counted twice and nothing is lost.
    expect({ state, ...counts }).toMatchObject({ state: 'finished', read: 250, rejected: 0 });
    const { created, linked, updated, unchanged, review } = counts;
    expect(created + linked + updated + unchanged + review).toBe(250);
    expect(counts.unchanged).toBeLessThanOrEqual(100);
  });

  it('is loaded by two at once without counting twice', async () => {
    const importId = await begun(people(150, 'both'));
    await step({ step: 'plan', importId });
    await Promise.all([1, 2].map(() => step({ step: 'load', importId, chunk: 1 })));
    await runToEnd(importId);
    expect((await read(importId)).counts.read).toBe(150);
  });

  it('pauses before the time of its function ends', async () => {
    const importId = await begun(people(3, 'late'));
    await step({ step: 'plan', importId });
    const paused = await step({ step: 'load', importId, chunk: 1 }, services, 1000);
    expect(paused).toEqual({ state: 'more' });
    expect((await read(importId)).counts.read).toBe(0);
  });

  it('stops at an outage instead of rejecting what is good', async () => {
    const importId = await begun(people(20, 'down'));
    await step({ step: 'plan', importId });
    const broken: ImportServices = {
      ...services,
      customers: {
        ...services.customers,
        crosswalkState: async () => {
          throw new Error('the table is away');
        },
      },
    };
    await expect(step({ step: 'load', importId, chunk: 1 }, broken)).rejects.toThrow(/too many/);
    expect((await read(importId)).counts.read).toBe(0);
  });
});

describe('an upload that is replaced after the start', () => {
  async function replaced(after: 'start' | 'plan'): Promise<string> {
    const file = people(3, `first-${after}`);
    const { body } = await announce(file);
    const { upload, id } = body;
    const send = (text: string) =>
      fetch(upload.url, { method: upload.method, body: text, headers: upload.headers });
    await send(file);
    await call(contracts.startImport, { params: { importId: id } });
    if (after === 'plan') await step({ step: 'plan', importId: id });
    await send(file.replaceAll('Unalike', 'Another'));
    return id;
  }

  it.each(['start', 'plan'] as const)(
    'ends the import, nothing of it loaded, after the %s',
    async (after) => {
      const importId = await replaced(after);
      if (after === 'plan')
        expect(await step({ step: 'load', importId, chunk: 1 })).toEqual({ state: 'done' });
      await runToEnd(importId);
      expect(await read(importId)).toMatchObject({
        state: 'failed',
        failure: { code: 'import.upload-changed' },
        counts: { read: 0 },
      });
    },
  );

  it('ends the import, too, where it is gone', async () => {
    const importId = await begun(people(3, 'gone'));
    await services.work.remove(`imports/${importId}/upload`);
    await runToEnd(importId);
    expect((await read(importId)).failure.code).toBe('import.upload-changed');
  });

  it('is not taken by a start that is repeated', async () => {
    const importId = await begun(people(3, 'kept'));
    await services.imports.keepUpload(importId, '"another"');
    await runToEnd(importId);
    expect((await read(importId)).state).toBe('finished');
  });
});

describe('an import whose execution died', () => {
  it('says that it failed, and one that has ended stays what it is', async () => {
    const importId = await begun(people(1, 'died'));
    await step(afterDeath(importId));
    expect(await read(importId)).toMatchObject({ state: 'failed', failure: { code: 'internal' } });

    const ended = await begun(people(1, 'lived'));
    await runToEnd(ended);
    await step(afterDeath(ended));
    expect((await read(ended)).state).toBe('finished');
    // A map's executions bear names that are no imports.
    await step(afterDeath('2f9f3c0e'));
  });
});

describe('an import that is cancelled', () => {
  it('ends at once before its start', async () => {
    const { body } = await announce('id\n');
    const params = { importId: body.id };
    expect((await call(contracts.cancelImport, { params })).body.state).toBe('cancelled');
    const again = await call(contracts.cancelImport, { params });
    expect(again.body.type).toBe('/problems/import.ended');
  });

  it('keeps what is loaded and loads no more', async () => {
    const importId = await begun(people(5, 'stop'));
    await step({ step: 'plan', importId });
    const asked = await call(contracts.cancelImport, { params: { importId } });
    expect(asked.body.state).toBe('cancelling');
    await step({ step: 'load', importId, chunk: 1 });
    await runToEnd(importId);
    expect(await read(importId)).toMatchObject({ state: 'cancelled', counts: { read: 0 } });
  });
});

describe('a file that is written otherwise', () => {
  it('is not taken for one of a single line where lines end with carriage returns', async () => {
    const id = await begun(people(2, 'mac').replaceAll('\n', '\r'));
    await runToEnd(id);
    expect(await read(id)).toMatchObject({
      state: 'failed',
      failure: { code: 'import.line-malformed', errors: [{ rule: 'line-end' }] },
    });
  });

  it('has lines rejected that are from the future, as PUT refuses them', async () => {
    const far = new Date(Date.now() + 25 * 3_600_000).toISOString();
    const file = `id,name.given,name.family,changed\nf1,Ada,Future,${far}\nf2,Eve,Past,2026-01-01\n`;
    const { body } = await announce(file, {
      body: {
        spoke: 'crm',
        schema: 'person',
        format: 'csv',
        bytes: Buffer.byteLength(file),
        updatedAtColumn: 'changed',
      },
    });
    const { id: importId, upload } = body;
    await fetch(upload.url, { method: upload.method, body: file, headers: upload.headers });
    await call(contracts.startImport, { params: { importId } });
    await runToEnd(importId);

    expect((await read(importId)).counts).toMatchObject({ read: 2, created: 1, rejected: 1 });
    const rejects = await call(contracts.readRejects, { params: { importId } });
    expect(rejects.body.items).toMatchObject([
      { line: 2, code: 'record.invalid', errors: [{ pointer: '/updatedAt', rule: 'not-ahead' }] },
    ]);
  });

  it('has lines rejected that hold more than one record', async () => {
    const id = await begun('id,name.given,name.family\nr1,Ada,Odd\rr2,Eve,Even\n');
    await runToEnd(id);
    expect((await read(id)).counts).toMatchObject({ read: 1, rejected: 1 });
  });

  it.each(['sourceIdColumn', 'map', 'defaults'])(
    'is not announced with half of a character in %s',
    async (name) => {
      const half = { sourceIdColumn: '\ud800', map: { '\ud800': 'name.given' } };
      const given = { ...half, defaults: { 'name.given': '\ud800' } }[name];
      const body = { spoke: 'crm', schema: 'person', format: 'csv', bytes: 1, [name]: given };
      expect((await announce('', { body })).status).toBe(400);
    },
  );
});

describe('who may import', () => {
  it('a token of a spoke for that spoke alone', async () => {
    const forCrm = await announce('id\n', { role: 'integrator', spoke: 'web' });
    expect(forCrm.body.type).toBe('/problems/auth.forbidden');
    const own = await announce('id\n', { role: 'integrator', spoke: 'crm' });
    expect(own.status).toBe(201);
    const other = await call(contracts.readImport, {
      params: { importId: own.body.id },
      role: 'integrator',
      spoke: 'web',
    });
    expect(other.body.type).toBe('/problems/import.not-found');
  });
});

describe('what an import leaves behind', () => {
  it('an audit entry for each change of it, and no upload', async () => {
    const importId = await begun(people(1, 'trail'));
    await runToEnd(importId);
    const { items } = await services.audit.entries(`import:${importId}`, { limit: 50 });
    expect(items.map(({ action }) => action)).toEqual([
      'import.create',
      'import.start',
      'import.end',
    ]);
    expect(await services.work.size(`imports/${importId}/upload`)).toBeUndefined();
  });

  it('starts its workflow under its own id: repeated, it is the same execution', async () => {
    const importId = await begun(people(1, 'again'));
    await call(contracts.startImport, { params: { importId } });
    expect(started.filter((name) => name === importId)).toHaveLength(1);
  });
});

describe('an import with consents', () => {
  const consent = (more: object = {}) => ({
    purpose: 'letters',
    status: 'withdrawn',
    jurisdiction: 'GB',
    collection: { method: 'import' },
    at: '2025-01-01T00:00:00Z',
    ...more,
  });
  const line = (sourceId: string, consents: readonly object[]) =>
    JSON.stringify({
      sourceId,
      attributes: { emails: [{ value: `${sourceId}@example.com` }] },
      consents,
    });
  const file = [line('said-1', [consent()]), line('said-2', [consent({ purpose: 'none' })])].join(
    '\n',
  );
  const beginAs = async (more: TestCall = {}) => {
    const body = {
      spoke: 'crm',
      schema: 'person',
      format: 'ndjson',
      bytes: Buffer.byteLength(file),
    };
    const { id, upload } = (await call(contracts.createImport, { body, ...more })).body;
    await fetch(upload.url, { method: upload.method, body: file, headers: upload.headers });
    await call(contracts.startImport, { params: { importId: id } });
    return id as string;
  };
  const historyOf = async (sourceId: string) => {
    const { body } = await hub.call('readCrosswalk', { params: { spoke: 'crm', sourceId } });
    const params = { customerId: body.customerId };
    return (await hub.call('readConsentHistory', { params })).body.items;
  };

  it('adds each once, whatever step is repeated, and rejects a line whose consents are wrong', async () => {
    await hub.call('putPurpose', {
      params: { name: 'letters' },
      body: { title: 'Letters', legalBases: ['consent'], channels: ['post'] },
    });
    const importId = await beginAs();
    const dying: ImportServices = {
      ...services,
      imports: { ...services.imports, advance: () => Promise.reject(new Error('killed')) },
    };
    await step({ step: 'plan', importId });
    await expect(step({ step: 'load', importId, chunk: 1 }, dying)).rejects.toThrow('killed');
    await runToEnd(importId);

    expect((await read(importId)).counts).toMatchObject({ read: 2, rejected: 1 });
    expect(await historyOf('said-1')).toMatchObject([
      { kind: 'imported', status: 'withdrawn', collection: { method: 'import', spoke: 'crm' } },
    ]);
    const { body } = await hub.call('readCrosswalk', {
      params: { spoke: 'crm', sourceId: 'said-2' },
    });
    expect(body.type).toBe('/problems/record.not-found');
  });

  it('rejects lines with consents of who may not write any', async () => {
    await hub.call('putRole', {
      params: { role: 'loader' },
      body: { title: 'Loads', permissions: ['import:run', 'import:read'], reads: [] },
    });
    const importId = await beginAs({ grants: [{ role: 'loader', orgUnit: 'root' }] });
    await runToEnd(importId);

    expect((await read(importId)).counts).toMatchObject({ read: 2, rejected: 2 });
  });
});
