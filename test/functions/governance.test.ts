import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.stop());

describe('spokes', () => {
  const put = (body: object, headers: Record<string, string> = {}) =>
    hub.call('putSpoke', { params: { spoke: 'till' }, body, headers });

  it('registers, changes and lists a spoke, guarded by its ETag', async () => {
    const made = await put({ style: 'consolidation', trust: 30 });
    expect(made).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { name: 'till', trust: 30 },
    });
    const same = await put({ style: 'consolidation', trust: 30 });
    expect(same).toMatchObject({ status: 200, body: { revision: 1 } });
    const changed = await put({ style: 'coexistence', trust: 35 }, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { revision: 2, style: 'coexistence' } });
    expect(await put({ style: 'registry', trust: 1 }, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
    });

    const { body } = await hub.call('listSpokes');
    expect(body.items.map((each: { name: string }) => each.name).toSorted()).toEqual([
      'hub',
      'till',
    ]);
    const audit = await hub.call('listAudit', { query: { object: 'spoke:till' } });
    expect(audit.body.items.map((each: { action: string }) => each.action)).toEqual([
      'spoke.put',
      'spoke.put',
    ]);
  });

  it('is changed by no machine that acts for another spoke', async () => {
    const bound = { grants: [{ role: 'administrator', orgUnit: 'root' }], spoke: 'web' };
    for (const spoke of ['till', 'new-till']) {
      const body = { style: 'coexistence', trust: 35 };
      expect((await hub.call('putSpoke', { params: { spoke }, body, ...bound })).status).toBe(403);
    }
  });

  it('has a name, and not that of something else in the language the hub is written in', async () => {
    const params = { spoke: 'constructor', sourceId: '1' };
    expect((await hub.call('readRecord', { params })).status).toBe(400);
  });

  it('refuses a trust above 100, an unknown style and the name of the built-in spoke', async () => {
    expect(await put({ style: 'consolidation', trust: 101 })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/trust' }] },
    });
    expect(await put({ style: 'other', trust: 1 })).toMatchObject({ status: 400 });
    const hubItself = await hub.call('putSpoke', {
      params: { spoke: 'hub' },
      body: { style: 'registry', trust: 1 },
    });
    expect(hubItself).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/spoke', in: 'path' }] },
    });
    expect((await hub.call('readSpoke', { params: { spoke: 'nobody' } })).status).toBe(404);
  });
});

describe('schemas', () => {
  const club = {
    kind: 'person',
    title: 'Club member',
    attributes: [
      { name: 'name', type: 'person-name', classification: 'personal', required: true },
      {
        name: 'level',
        type: 'enumeration',
        values: ['gold', 'silver'],
        classification: 'public',
      },
    ],
  };
  const put = (body: object) => hub.call('putSchema', { params: { name: 'club' }, body });

  it('defines a schema, keeps its versions, and holds records to it', async () => {
    expect(await put(club)).toMatchObject({ status: 201, body: { name: 'club', version: 1 } });
    expect(await put(club)).toMatchObject({ status: 200, body: { version: 1 } });
    const next = {
      ...club,
      attributes: [...club.attributes, { name: 'since', type: 'date', classification: 'public' }],
    };
    expect(await put(next)).toMatchObject({ status: 200, body: { version: 2 } });
    const first = await hub.call('readSchema', {
      params: { name: 'club' },
      query: { version: '1' },
    });
    expect(first.body.attributes).toHaveLength(2);

    await hub.spoke('till');
    const record = (attributes: object) =>
      hub.call('putRecord', {
        params: { spoke: 'till', sourceId: 'm-1' },
        body: { schema: 'club', attributes, updatedAt: '2026-01-01T00:00:00Z' },
      });
    expect(await record({ level: 'bronze', name: { full: 'Cleo Club' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/attributes/level' }] },
    });
    expect(await record({ level: 'gold' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/attributes/name', rule: 'required' }] },
    });
    expect((await record({ level: 'gold', name: { full: 'Cleo Club' } })).status).toBe(200);
  });

  it('refuses a definition that breaks a rule, and names the place', async () => {
    const broken = await put({ ...club, attributes: [...club.attributes, club.attributes[0]] });
    expect(broken).toMatchObject({ status: 422, body: { type: '/problems/schema.invalid' } });
    expect(broken.body.errors[0].pointer).toMatch(/^\/attributes\/2/);
  });

  it('keeps the kind of a schema: its customers do not turn from persons into organisations', async () => {
    const turned = await hub.call('putSchema', {
      params: { name: 'person' },
      body: { ...club, kind: 'organisation' },
    });
    expect(turned).toMatchObject({
      status: 422,
      body: { type: '/problems/schema.invalid', errors: [{ pointer: '/kind', rule: 'kept' }] },
    });
  });

  it('has the two templates from the start', async () => {
    const templates = await hub.call('listSchemaTemplates');
    expect(templates.body.items.map((each: { name: string }) => each.name).toSorted()).toEqual([
      'organisation',
      'person',
    ]);
    expect((await hub.call('readSchema', { params: { name: 'person' } })).status).toBe(200);
    expect((await hub.call('readSchema', { params: { name: 'no-such' } })).status).toBe(404);
  });
});
