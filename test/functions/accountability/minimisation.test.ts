import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHub, type TestHub } from '#test/support/hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.spoke('crm');
  await hub.put('crm', '1', {
    name: { given: 'Ada', family: 'Example' },
    language: 'en',
    lifecycle: 'active',
  });
  await hub.put('crm', '2', { name: { given: 'Boris', family: 'Sample' }, lifecycle: 'active' });
});
afterAll(() => hub.stop());

const unused = async (query: Record<string, string> = {}) => {
  const { body } = await hub.call('readMinimisation', { query });
  const person = body.schemas.find(({ schema }: { schema: string }) => schema === 'person');
  return {
    ...person,
    names: person.unused.map(({ name }: { name: string }) => name),
    holdersOf: (name: string) =>
      person.unused.find((each: { name: string }) => each.name === name)?.holders,
    spokesWithoutLens: body.spokesWithoutLens,
  };
};
const lens = (body: object) =>
  hub.call('putLens', { params: { name: 'mail' }, body: { title: 'Mail', ...body } });

describe('the minimisation report', () => {
  it('names what no lens shows and nothing matches, and how many hold it', async () => {
    const report = await unused();
    expect(report).toMatchObject({ sampled: 2, spokesWithoutLens: ['crm'] });
    expect(report.names).toContain('lifecycle');
    expect(report.names).not.toContain('name');
    expect(report.holdersOf('lifecycle')).toBe(2);
    expect(report.holdersOf('language')).toBe(1);
    expect((await unused({ sample: '1' })).sampled).toBe(1);
  });

  it('counts a lens that shows an attribute of this schema, and not one that hides it', async () => {
    await lens({ attributes: ['lifecycle'], masks: { lifecycle: 'hidden' } });
    expect((await unused()).names).toContain('lifecycle');
    await lens({ attributes: ['lifecycle'], schema: 'organisation' });
    expect((await unused()).names).toContain('lifecycle');
    await lens({ attributes: ['lifecycle'] });
    expect((await unused()).names).not.toContain('lifecycle');
  });

  it('tells no value, and nobody who may not read what is governed', async () => {
    const answer = await hub.call('readMinimisation');
    expect(JSON.stringify(answer.body)).not.toMatch(/Ada|Boris|active/);
    const grants = [{ role: 'administrator', orgUnit: 'north' }];
    expect((await hub.call('readMinimisation', { grants })).status).toBe(403);
  });
});
