import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultModels } from '#core/matching/default-models';
import { modelFor } from '#core/matching/model-for';
import { defineSchema } from '#core/schema/define';
import { organisation, person } from '#core/schema/templates';

const attribute = (more: object) => ({
  name: 'a',
  type: 'text',
  classification: 'public',
  ...more,
});
const schema = (...attributes: readonly unknown[]) => ({
  kind: 'person',
  title: 'Test',
  attributes,
});
const faults = (input: unknown, name = 'test') => {
  const result = defineSchema(input, name);
  return 'violations' in result
    ? result.violations.map(({ pointer, rule }) => `${rule} ${pointer}`)
    : [];
};
const nested = (levels: number): object =>
  levels === 1 ? attribute({}) : attribute({ type: 'group', attributes: [nested(levels - 1)] });

describe('defineSchema', () => {
  it('takes its own templates back unchanged', () => {
    for (const template of [person, organisation]) {
      expect(defineSchema(JSON.parse(JSON.stringify(template)), template.name)).toEqual({
        schema: template,
      });
    }
  });

  describe('a match model of its own', () => {
    const { priorWeight, comparisons, thresholds } = defaultModels.person;
    const weights = { priorWeight, comparisons, thresholds };
    const told = (matchModel: object) => ({ ...schema(attribute({})), matchModel });
    const [name, ...others] = comparisons;

    it('is taken as it is told, and customers of the schema are matched by it', () => {
      const defined = defineSchema(told(weights), 'mine');
      if ('violations' in defined) throw new Error('it was refused');
      expect(defined.schema.matchModel).toEqual(weights);
      expect(modelFor(defined.schema)).toEqual({
        name: 'mine',
        version: 1,
        kind: 'person',
        ...weights,
      });
      expect(modelFor(person)).toBe(defaultModels.person);
    });

    it('is refused with comparisons or levels that there are not, or twice', () => {
      const renamed = { ...name, comparison: 'organisationName' };
      expect(faults(told({ ...weights, comparisons: [renamed] }))).toEqual([
        'match-model /matchModel/comparisons/0/comparison',
      ]);
      const level = { level: 'similar', m: 0.5, u: 0.1 };
      expect(
        faults(told({ ...weights, comparisons: [{ comparison: 'name', levels: [level] }] })),
      ).toEqual(['match-model /matchModel/comparisons/0/levels/0/level']);
      expect(faults(told({ ...weights, comparisons: [name, ...others, name] }))).toEqual([
        `match-model /matchModel/comparisons/${comparisons.length}/comparison`,
      ]);
      const same = { level: 'same', m: 0.5, u: 0.1 };
      expect(
        faults(told({ ...weights, comparisons: [{ comparison: 'name', levels: [same, same] }] })),
      ).toEqual(['match-model /matchModel/comparisons/0/levels/1/level']);
    });

    it('is refused with shares that are none, and thresholds that ask where they link', () => {
      const none = { comparison: 'name', levels: [{ level: 'same', m: 0.5, u: 0 }] };
      expect(faults(told({ ...weights, comparisons: [none] }))).toEqual([
        'type /matchModel/comparisons/0/levels/0/u',
      ]);
      expect(faults(told({ ...weights, thresholds: { link: 0.8, review: 0.9 } }))).toEqual([
        'type /matchModel/thresholds',
      ]);
    });
  });

  it('takes the name from the route, which must be a plain one', () => {
    expect(
      defineSchema({ ...schema(attribute({})), name: 'other', version: 7 }, 'mine'),
    ).toMatchObject({
      schema: { name: 'mine', version: 1 },
    });
    expect(faults(schema(attribute({})), 'Not/Plain')).toEqual(['name /name']);
  });

  it('refuses names that are not plain, that repeat, or that JavaScript keeps', () => {
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      'prototype',
      '1a',
      'A',
      '',
      'x'.repeat(64),
    ]) {
      expect(faults(schema(attribute({ name })))).toEqual(['type /attributes/0/name']);
    }
    expect(faults(schema(attribute({}), attribute({})))).toEqual([
      'name.unique /attributes/1/name',
    ]);
    const inner = attribute({ type: 'group', attributes: [attribute({}), attribute({})] });
    expect(faults(schema(inner))).toEqual(['name.unique /attributes/0/attributes/1/name']);
  });

  it('refuses unknown types, unknown members and missing ones', () => {
    expect(faults(schema(attribute({ type: 'blob' })))).toEqual(['type /attributes/0/type']);
    expect(faults(schema(attribute({ colour: 1 })))).toEqual(['type /attributes/0/colour']);
    expect(faults(schema({ name: 'a', type: 'text' }))).toEqual([
      'type /attributes/0/classification',
    ]);
    expect(faults(schema(attribute({ type: 'enumeration', values: [] })))).toEqual([
      'type /attributes/0/values',
    ]);
    expect(faults(schema(attribute({ type: 'list' })))).toEqual(['type /attributes/0/items']);
    expect(faults({ ...schema(attribute({})), kind: 'robot' })).toEqual(['type /kind']);
    expect(faults(schema())).toEqual(['type /attributes']);
  });

  it('allows four levels and a hundred attributes on each', () => {
    expect(faults(schema(nested(4)))).toEqual([]);
    expect(faults(schema(nested(5)))[0]).toMatch(/^depth /);
    const many = Array.from({ length: 101 }, (_, at) => attribute({ name: `a${at}` }));
    expect(faults(schema(...many))).toEqual(['type /attributes']);
    expect(faults(schema(...many.slice(1)))).toEqual([]);
  });

  it('asks for rules that fit their type, with ids of their own', () => {
    const range = { id: 'r', kind: 'range', min: 1 };
    expect(faults(schema(attribute({ rules: [range] })))).toEqual([
      'rule.type /attributes/0/rules/0/kind',
    ]);
    expect(faults(schema(attribute({ type: 'number', rules: [range, range] })))).toEqual([
      'rule.unique /attributes/0/rules/1/id',
    ]);
    expect(faults(schema(attribute({ type: 'number', rules: [{ ...range, max: 0 }] })))).toEqual([
      'rule.range /attributes/0/rules/0/min',
    ]);
    const since = { id: 'd', kind: 'date-range', notBefore: '2023-02-29' };
    expect(faults(schema(attribute({ type: 'date', rules: [since] })))).toEqual([
      'type /attributes/0/rules/0/notBefore',
    ]);
  });

  it('asks for match roles and survivorship that fit the type', () => {
    expect(faults(schema(attribute({ match: 'email' })))).toEqual([
      'match.type /attributes/0/match',
    ]);
    expect(faults(schema(attribute({ match: 'none' })))).toEqual([]);
    expect(
      faults(schema(attribute({ type: 'list', items: { type: 'email' }, match: 'email' }))),
    ).toEqual([]);
    expect(faults(schema(attribute({ survivorship: 'union' })))).toEqual([
      'survivorship.union /attributes/0/survivorship',
    ]);
  });

  it('lets a retention stand only where what runs out leaves a valid record', () => {
    const retention = { value: 2, unit: 'years', after: 'last-update' };
    const defined = defineSchema(schema(attribute({ retention })), 'mine');
    if ('violations' in defined) throw new Error('it was refused');
    expect(defined.schema.attributes[0]).toMatchObject({ retention });
    expect(faults(schema(attribute({ required: true, retention })))).toEqual([
      'retention.required /attributes/0/retention',
    ]);
    const inGroup = attribute({ type: 'group', attributes: [attribute({ retention })] });
    expect(faults(schema(inGroup))).toEqual([
      'retention.level /attributes/0/attributes/0/retention',
    ]);
    for (const wrong of [{ after: 'consent-end' }, { value: 0 }, { unit: 'hours' }])
      expect(faults(schema(attribute({ retention: { ...retention, ...wrong } })))).toEqual([
        `type /attributes/0/retention/${Object.keys(wrong)[0]}`,
      ]);
  });

  it('refuses numbers and texts that no table keeps', () => {
    const range = (more: object) =>
      faults(schema(attribute({ type: 'number', rules: [{ id: 'r', kind: 'range', ...more }] })));
    expect(range({ max: 1e20 })).toEqual(['type /attributes/0/rules/0/max']);
    expect(range({ min: 1e-200 })).toEqual(['type /attributes/0/rules/0/min']);
    expect(range({ min: 0, max: 0.25 })).toEqual([]);
    const half = `A${String.fromCharCode(0xd83d)}`;
    expect(faults({ ...schema(attribute({})), title: half })).toEqual(['type /title']);
    expect(faults(schema(attribute({ type: 'enumeration', values: [half] })))).toEqual([
      'type /attributes/0/values/0',
    ]);
  });

  it('answers any JSON without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        expect(faults(input).length).toBeGreaterThan(0);
        expect(faults(schema(input)).length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
