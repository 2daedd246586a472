import { describe, expect, it } from 'vitest';
import { cedarSchema, templatesOf } from '#core/access/policies';
import { breakGlassRole, builtInRoles, type RoleDefinition } from '#core/access/roles';
import { accessOf } from '#functions/shared/access';
import { loadCedar } from '#functions/shared/cedar-engine';
import type { Caller } from '#functions/shared/handle';
import { governanceOf } from '#test/support/governance-of';

/** root ─ north ─ york, root ─ south; the spoke `york-till` lies in york. */
const services = {
  governance: governanceOf({
    orgUnits: [
      { name: 'root', title: 'All' },
      { name: 'north', title: 'North', parent: 'root' },
      { name: 'york', title: 'York', parent: 'north' },
      { name: 'south', title: 'South', parent: 'root' },
    ],
    spokes: [{ name: 'york-till', style: 'registry', trust: 1, orgUnit: 'york' }],
  }),
};

const caller = (text: string, more: Partial<Caller> = {}): Caller => {
  const [role = '', orgUnit = ''] = text.split('@');
  return { actorId: 'usr_1', grants: [{ role, orgUnit }], ...more };
};
const access = (text: string, more?: Partial<Caller>) => accessOf(caller(text, more), services);
const customerIn = (...units: string[]) => ({ kind: 'Customer', units, spokes: [] }) as const;

describe('what a caller may do', () => {
  it.each([
    ['reader@root', 'york', true],
    ['reader@north', 'york', true],
    ['reader@york', 'york', true],
    ['reader@york', 'north', false],
    ['reader@south', 'york', false],
    ['reader@york', 'root', false],
    ['reader@york', 'a-unit-that-was-never-made', false],
    ['reader@root', 'a-unit-that-was-never-made', true],
  ])('%s reads a customer of %s: %s', async (grant, unit, expected) => {
    expect((await access(grant)).may('customer:read', customerIn(unit))).toBe(expected);
  });

  it('needs one of the units where a customer lies in several', async () => {
    const reader = await access('reader@south');
    expect(reader.may('customer:read', customerIn('york', 'south'))).toBe(true);
    expect(reader.may('customer:read', customerIn('york', 'north'))).toBe(false);
  });

  it('is nothing that the role does not permit', async () => {
    const reader = await access('reader@root');
    expect(reader.may('customer:write', customerIn('york'))).toBe(false);
    expect(reader.may('audit:read', reader.unit())).toBe(false);
  });

  it('reads attributes by classification, and sensitive ones only where the role says so', async () => {
    const seen = async (grant: string, more?: Partial<Caller>) => {
      const by = await access(grant, more);
      return (['public', 'personal', 'sensitive'] as const).filter((each) =>
        by.reads(each, customerIn('york')),
      );
    };
    expect(await seen('administrator@root')).toEqual(['public', 'personal', 'sensitive']);
    expect(await seen('steward@york')).toEqual(['public', 'personal']);
    expect(await seen('analyst@root')).toEqual(['public']);
    expect(await seen('auditor@root')).toEqual([]);
    expect(await seen('steward@south')).toEqual([]);
  });

  it('reads a sensitive attribute through a lens that names it, as an integrator only', async () => {
    const through = { isNamed: true, lens: 'claims' };
    const integrator = await access('integrator@root');
    const reader = await access('reader@root');
    expect(integrator.reads('sensitive', customerIn('york'), through)).toBe(true);
    expect(integrator.reads('sensitive', customerIn('york'))).toBe(false);
    expect(reader.reads('sensitive', customerIn('york'), through)).toBe(false);
  });

  it('keeps a machine to its spoke and to its purposes', async () => {
    const bound = await access('integrator@root', { spoke: 'york-till', purposes: ['service'] });
    expect(bound.may('record:write', bound.spoke('york-till'))).toBe(true);
    expect(bound.may('record:write', bound.spoke('web'))).toBe(false);
    expect(bound.reads('personal', customerIn('york'), { purpose: 'service' })).toBe(true);
    expect(bound.reads('personal', customerIn('york'), { purpose: 'marketing' })).toBe(false);
    expect(bound.reads('personal', customerIn('york'))).toBe(false);
  });

  it('knows where a spoke lies', async () => {
    const north = await access('integrator@north');
    expect(north.may('record:write', north.spoke('york-till'))).toBe(true);
    expect(north.may('record:write', north.spoke('web'))).toBe(false);
  });
});

describe('the policies', () => {
  it.each([...Object.values<RoleDefinition>(builtInRoles), breakGlassRole])(
    'of the role $name fit the schema',
    async (role) => {
      const cedar = await loadCedar();
      const answer = cedar.validate({
        schema: cedarSchema,
        policies: { templates: { ...templatesOf(role) } },
      });
      expect(answer).toMatchObject({
        type: 'success',
        validationErrors: [],
        validationWarnings: [],
      });
    },
  );
});
