import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestCall, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  for (const [orgUnit, parent] of [
    ['north', 'root'],
    ['york', 'north'],
    ['south', 'root'],
  ] as const)
    await hub.call('putOrgUnit', { params: { orgUnit }, body: { title: orgUnit, parent } });
});
afterAll(() => hub.stop());

const at = (orgUnit: string): TestCall => ({ grants: [{ role: 'administrator', orgUnit }] });
const code = (answer: { body: { type?: string } }) => answer.body.type?.replace('/problems/', '');
const spokeBody = { style: 'consolidation', trust: 50 };
const schemaBody = {
  kind: 'person',
  title: 'Members',
  attributes: [{ name: 'name', type: 'person-name', classification: 'personal' }],
};

describe.each([
  [
    'a spoke',
    (name: string, more: object, who: TestCall) =>
      hub.call('putSpoke', { params: { spoke: name }, body: { ...spokeBody, ...more }, ...who }),
  ],
  [
    'a schema',
    (name: string, more: object, who: TestCall) =>
      hub.call('putSchema', { params: { name }, body: { ...schemaBody, ...more }, ...who }),
  ],
])('%s', (_, put) => {
  it('belongs to the unit that is told, of those where the caller governs', async () => {
    const made = await put('tills', { orgUnit: 'york' }, at('north'));
    expect(made).toMatchObject({ status: 201, body: { orgUnit: 'york' } });
    expect(code(await put('lifts', { orgUnit: 'south' }, at('north')))).toBe('auth.forbidden');
    // Unless told it belongs to the root.
    expect(code(await put('lifts', {}, at('north')))).toBe('auth.forbidden');
  });

  it('is changed and moved by who governs where it lies and where it is to lie', async () => {
    await put('doors', { orgUnit: 'york' }, at('root'));
    const renamed = { orgUnit: 'york', title: 'Others' };
    expect(code(await put('doors', renamed, at('south')))).toBe('auth.forbidden');
    expect(code(await put('doors', { orgUnit: 'south' }, at('south')))).toBe('auth.forbidden');
    expect(code(await put('doors', { orgUnit: 'south' }, at('north')))).toBe('auth.forbidden');
    expect((await put('doors', renamed, at('york'))).status).toBe(200);
    expect((await put('doors', { orgUnit: 'south' }, at('root'))).body.orgUnit).toBe('south');
  });

  it('belongs to no unit that is not there, nor to one that was removed', async () => {
    const gone = { params: { orgUnit: 'gone' }, body: { title: 'Gone' } };
    await hub.call('putOrgUnit', gone);
    await hub.call('deleteOrgUnit', { params: { orgUnit: 'gone' } });
    for (const orgUnit of ['gone', 'nowhere']) {
      const answer = await put('walls', { orgUnit }, at('root'));
      expect(code(answer)).toBe('org-unit.not-found');
      expect(answer.body.errors).toMatchObject([{ pointer: '/orgUnit' }]);
    }
    expect((await put('walls', { orgUnit: 'No Unit' }, at('root'))).status).toBeGreaterThan(399);
  });
});

describe('a schema of a unit', () => {
  it('is read there and below, and elsewhere it is not there', async () => {
    const params = { name: 'locals' };
    await hub.call('putSchema', { params, body: { ...schemaBody, orgUnit: 'north' } });
    for (const unit of ['root', 'north', 'york'])
      expect((await hub.call('readSchema', { params, ...at(unit) })).body.orgUnit).toBe('north');
    expect(code(await hub.call('readSchema', { params, ...at('south') }))).toBe('schema.not-found');
    const { body } = await hub.call('listSchemas', at('south'));
    expect(body.items.map(({ name }: { name: string }) => name)).not.toContain('locals');
  });
});
