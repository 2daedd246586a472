import { describe, expect, it } from 'vitest';
import { hiddenRoles, withoutRoles } from '#core/access/hidden-roles';
import { classificationsIn, readableAt, readableOf } from '#core/access/readable';
import type { Classification, CustomerSchema } from '#core/schema/customer-schema';
import { person } from '#core/schema/templates';

const schema: Pick<CustomerSchema, 'attributes'> = {
  attributes: [
    { name: 'tier', type: 'text', classification: 'public' },
    {
      name: 'contacts',
      type: 'list',
      classification: 'personal',
      items: {
        type: 'group',
        attributes: [
          { name: 'value', type: 'email', classification: 'personal' },
          { name: 'code', type: 'text', classification: 'sensitive' },
        ],
      },
    },
    {
      name: 'health',
      type: 'group',
      classification: 'sensitive',
      attributes: [{ name: 'note', type: 'text', classification: 'public' }],
    },
    { name: 'papers', type: 'list', items: { type: 'identifier' }, classification: 'sensitive' },
  ],
};
const attributes = {
  tier: 'gold',
  contacts: [{ value: 'ada@example.com', code: 'c1' }, { code: 'c2' }],
  health: { note: 'n' },
  papers: [{ type: 'passport', value: 'P1' }],
};
const reads =
  (...own: Classification[]) =>
  (classification: Classification) =>
    own.includes(classification);

describe('what may be read', () => {
  it('leaves values out one by one, names each, and keeps the places of a list', () => {
    expect(readableOf(attributes, schema, reads('public', 'personal'))).toEqual({
      attributes: { tier: 'gold', contacts: [{ value: 'ada@example.com' }, {}] },
      hidden: [
        '/contacts/0/code',
        '/contacts/1/code',
        '/health/note',
        '/papers/0/type',
        '/papers/0/value',
      ],
    });
  });

  it('is nothing inside of what may not be read, however open the inside', () => {
    const { attributes: seen } = readableOf(attributes, schema, reads('public'));
    expect(seen).toEqual({ tier: 'gold' });
  });

  it('counts as sensitive what the schema does not define', () => {
    const odd = { tier: 'gold', odd: { deep: [1] } };
    expect(readableOf(odd, schema, reads('public', 'personal')).hidden).toEqual(['/odd/deep/0']);
    expect(readableOf(odd, schema, reads('sensitive')).attributes).toEqual({
      odd: { deep: [1] },
    });
  });

  it('is asked for each attribute by name, so that a lens may open one and not the other', () => {
    const mayRead = (_: Classification, name: string) => name === 'papers';
    expect(readableOf(attributes, schema, mayRead).attributes).toEqual({
      papers: attributes.papers,
    });
  });

  it('is told of a value at a key of the lineage, be it an item of a list', () => {
    const may = reads('public', 'personal');
    expect(readableAt('/contacts/0', attributes.contacts[0] ?? null, schema, may)).toEqual({
      value: 'ada@example.com',
    });
    expect(readableAt('papers', attributes.papers, schema, may)).toBeUndefined();
    expect(readableAt('/papers/0', attributes.papers[0] ?? null, schema, may)).toBeUndefined();
  });

  it('knows every classification of a schema with its attribute', () => {
    expect(classificationsIn(schema.attributes)).toContainEqual(['contacts', 'sensitive']);
    expect(classificationsIn(schema.attributes)).not.toContainEqual(['tier', 'sensitive']);
  });
});

describe('what matching may not use', () => {
  it('are the roles of what may not be read', () => {
    expect([...hiddenRoles(person, reads('public', 'personal'))].toSorted()).toEqual([
      'birth-date',
      'identifier',
    ]);
    expect(hiddenRoles(person, reads('public', 'personal', 'sensitive')).size).toBe(0);
  });

  it('leaves the score as if those values were missing', () => {
    const contribution = (comparison: string, matchWeight: number) => ({
      comparison,
      level: 'same',
      m: 0.9,
      u: 0.1,
      matchWeight,
    });
    const score = {
      matchProbability: 1,
      matchWeight: 10,
      priorWeight: -6,
      contributions: [contribution('name', 6), contribution('birthDate', 10)],
      model: { name: 'person', version: 1 },
    };
    const seen = withoutRoles(score, new Set(['birth-date']));
    expect(seen).toMatchObject({ matchWeight: 0, matchProbability: 0.5 });
    expect(seen.contributions.map(({ comparison }) => comparison)).toEqual(['name']);
    expect(withoutRoles(score, new Set(['phone']))).toBe(score);
  });
});
