import { describe, expect, it } from 'vitest';
import type { Lens } from '#core/access/lens';
import { lensViolations } from '#core/access/lens-violations';
import { templates } from '#core/schema/templates';

const world = {
  schemas: [templates.person, templates.organisation],
  units: new Map([
    ['root', undefined],
    ['north', 'root'],
  ]),
  purposes: ['marketing'],
};
const lens = (more: Partial<Lens>): Lens => ({
  name: 'one',
  title: 'One',
  attributes: ['name', 'emails'],
  ...more,
});
const wrongIn = (more: Partial<Lens>) =>
  lensViolations(lens(more), world).map(({ pointer, rule }) => `${pointer} ${rule}`);

describe('the definition of a lens', () => {
  it('may name what any schema of its customers has', () => {
    expect(wrongIn({})).toEqual([]);
    expect(wrongIn({ attributes: ['birthDate', 'legalForm'] })).toEqual([]);
    expect(wrongIn({ schema: 'person', attributes: ['birthDate', 'legalForm'] })).toEqual([
      '/attributes/1 known',
    ]);
    expect(wrongIn({ attributes: ['shoeSize'] })).toEqual(['/attributes/0 known']);
  });

  it('names a schema and units that exist', () => {
    expect(wrongIn({ schema: 'club' })).toEqual(['/schema known']);
    expect(wrongIn({ orgUnits: ['north', 'nowhere'] })).toEqual(['/orgUnits/1 known']);
    expect(wrongIn({ orgUnit: 'nowhere' })).toEqual(['/orgUnit known']);
    expect(wrongIn({ orgUnit: 'north', orgUnits: ['root'] })).toEqual([]);
  });

  it('masks what it shows, as the type allows in every schema', () => {
    expect(wrongIn({ masks: { emails: 'domain', name: 'hidden' } })).toEqual([]);
    expect(wrongIn({ masks: { birthDate: 'year' } })).toEqual(['/masks/birthDate shown']);
    expect(wrongIn({ masks: { emails: 'year' } })).toEqual(['/masks/emails mask.type']);
    expect(wrongIn({ masks: { name: 'last-four' } })).toEqual(['/masks/name mask.type']);
  });

  it('says which masks a type takes', () => {
    const [violation] = lensViolations(lens({ masks: { emails: 'year' } }), world);
    expect(violation?.message).toBe('this type takes hidden, domain');
  });

  it('is for a purpose that is defined', () => {
    expect(wrongIn({ purpose: 'marketing' })).toEqual([]);
    expect(wrongIn({ purpose: 'never-defined' })).toEqual(['/purpose known']);
  });

  it('needs consent only to a purpose', () => {
    expect(wrongIn({ needsConsent: true })).toEqual(['/purpose required']);
    expect(wrongIn({ needsConsent: true, purpose: 'marketing' })).toEqual([]);
  });
});
