import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';
import { putContractPurposes } from '#test/support/purposes';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await putContractPurposes(hub.services, 'delivery');
  for (const [name, parent] of [
    ['north', 'root'],
    ['york', 'north'],
    ['south', 'root'],
  ] as const)
    await hub.services.governance.orgUnits.put(
      { name, title: name, parent },
      {
        actor: 'tok_1',
        action: 'org-unit.put',
        correlationId: 'cor',
        at: '2026-01-01T00:00:00.000Z',
      },
    );
});
afterAll(() => hub.stop());

const delivery = {
  title: 'Delivery',
  attributes: ['name', 'phones', 'birthDate'],
  masks: { phones: 'last-four' },
};
const put = (name: string, body: object, more: TestCall = {}) =>
  hub.call('putLens', { params: { name }, body, ...more });

describe('a lens', () => {
  it('is defined, changed under its ETag, listed beside the built-in one, and audited', async () => {
    expect(await put('delivery', delivery)).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: { name: 'delivery', ...delivery, revision: 1 },
    });
    expect(await put('delivery', delivery)).toMatchObject({ status: 200, body: { revision: 1 } });
    const changed = { ...delivery, purpose: 'delivery' };
    const ifFirst = { headers: { 'if-match': '"1"' } };
    expect(await put('delivery', changed, ifFirst)).toMatchObject({ status: 200 });
    expect(await put('delivery', delivery, ifFirst)).toMatchObject({ status: 412 });

    const { body } = await hub.call('listLenses');
    expect(body.items).toMatchObject([
      { name: 'delivery', revision: 2, purpose: 'delivery' },
      { name: 'whole', revision: 0, attributes: 'all' },
    ]);
    expect((await hub.call('readLens', { params: { name: 'none' } })).status).toBe(404);
    const { items } = await hub.services.audit.entries('lens:delivery', { limit: 10 });
    expect(items.map(({ action, changed }) => [action, changed])).toEqual([
      ['lens.put', ['attributes', 'masks', 'name', 'title']],
      ['lens.put', ['purpose']],
    ]);
  });

  it('is refused where it breaks a rule, and cannot take the place of the built-in one', async () => {
    expect(await put('bad', { ...delivery, masks: { name: 'year' } })).toMatchObject({
      status: 422,
      body: { type: '/problems/lens.invalid', errors: [{ pointer: '/masks/name' }] },
    });
    expect(await put('bad', { ...delivery, attributes: 'all' })).toMatchObject({ status: 400 });
    expect(await put('bad', { ...delivery, attributes: ['name', 'name'] })).toMatchObject({
      status: 400,
    });
    expect(await put('whole', delivery)).toMatchObject({ status: 400 });
  });

  it('is changed by who may where it belongs, and where it is to belong', async () => {
    const at = (orgUnit: string): TestCall => ({ grants: [{ role: 'administrator', orgUnit }] });
    expect(await put('roots', delivery, at('north'))).toMatchObject({ status: 403 });
    expect(await put('norths', { ...delivery, orgUnit: 'york' }, at('north'))).toMatchObject({
      status: 201,
    });
    const moved = { ...delivery, orgUnit: 'south' };
    expect(await put('norths', moved, at('north'))).toMatchObject({ status: 403 });
    expect(await put('norths', moved, at('south'))).toMatchObject({ status: 403 });
    expect(await put('norths', moved)).toMatchObject({ status: 200 });
  });

  it('is what a spoke names, if there is one', async () => {
    const spoke = (lens: string) =>
      hub.call('putSpoke', {
        params: { spoke: 'van' },
        body: { style: 'registry', trust: 1, lens },
      });
    expect(await spoke('delivery')).toMatchObject({ status: 201, body: { lens: 'delivery' } });
    expect(await spoke('whole')).toMatchObject({ status: 200 });
    expect(await spoke('no-such')).toMatchObject({
      status: 404,
      body: { type: '/problems/lens.not-found', errors: [{ pointer: '/lens' }] },
    });
  });
});

describe('configuration as of a moment', () => {
  it('answers what stood then, and 404 for what did not', async () => {
    const before = new Date(Date.now() - 1).toISOString();
    await put('later', delivery);
    const first = await hub.call('readLens', { params: { name: 'later' } });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await put('later', { ...delivery, title: 'Changed' });

    const asOf = first.body.updatedAt;
    const then = await hub.call('readLens', { params: { name: 'later' }, query: { asOf } });
    expect(then.body).toEqual(first.body);
    const gone = await hub.call('readLens', { params: { name: 'later' }, query: { asOf: before } });
    expect(gone.status).toBe(404);
    const listed = await hub.call('listLenses', { query: { asOf: before } });
    expect(listed.body.items.map((each: { name: string }) => each.name)).not.toContain('later');
  });

  it('is not told of what lies elsewhere today', async () => {
    await put('moving', { ...delivery, orgUnit: 'south' });
    const asOf = new Date(Date.now() + 1).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const south: TestCall = { grants: [{ role: 'reader', orgUnit: 'south' }] };
    const read = (query: object) =>
      hub.call('readLens', { params: { name: 'moving' }, query, ...south } as TestCall);
    expect((await read({})).status).toBe(200);
    await put('moving', { ...delivery, orgUnit: 'north' });
    expect([(await read({})).status, (await read({ asOf })).status]).toEqual([404, 404]);
    const { body } = await hub.call('listLenses', { query: { asOf }, ...south } as TestCall);
    expect(JSON.stringify(body.items)).not.toContain('moving');
  });

  it('is there for spokes and schemas, too', async () => {
    const asOf = '2020-01-01T00:00:00Z';
    await hub.spoke('till');
    const spokes = await hub.call('listSpokes', { query: { asOf } });
    expect(spokes.body.items.map((each: { name: string }) => each.name)).toEqual(['hub']);
    expect(
      (await hub.call('readSpoke', { params: { spoke: 'till' }, query: { asOf } })).status,
    ).toBe(404);
    const schemas = await hub.call('listSchemas', { query: { asOf } });
    expect(schemas.body.items.map((each: { version: number }) => each.version)).toEqual([1, 1]);
    const person = await hub.call('readSchema', { params: { name: 'person' }, query: { asOf } });
    expect(person.body.version).toBe(1);
  });
});
