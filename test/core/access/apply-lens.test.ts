import { describe, expect, it } from 'vitest';
import { applyLens } from '#core/access/apply-lens';
import { type Lens, namesAttribute, showsCustomer, wholeLens } from '#core/access/lens';
import { orgTreeOf } from '#core/access/org-tree';
import { templates } from '#core/schema/templates';

const ada = {
  name: { given: 'Ada', family: 'Example' },
  birthDate: '1980-02-29',
  emails: [{ value: 'ada@example.com', role: 'home' }],
  lifecycle: 'active',
};
const delivery: Lens = {
  name: 'delivery',
  title: 'Delivery',
  attributes: ['name', 'birthDate', 'emails', 'phones'],
  masks: { birthDate: 'year', emails: 'hidden', phones: 'hidden' },
};

describe('what is seen through a lens', () => {
  it('is what it names, masked as it says; the rest is absent', () => {
    expect(applyLens(delivery, ada, templates.person)).toEqual({
      attributes: { name: ada.name, birthDate: '1980' },
      hidden: ['emails'],
    });
  });

  it('is everything through the built-in one, which names nothing', () => {
    expect(applyLens(wholeLens, ada, templates.person)).toEqual({ attributes: ada, hidden: [] });
    expect(namesAttribute(wholeLens, 'name')).toBe(false);
    expect(namesAttribute(delivery, 'name')).toBe(true);
  });

  it('says of a masked attribute that the schema has no more only that it is there', () => {
    const schema = {
      attributes: templates.person.attributes.filter((each) => each.name === 'name'),
    };

    expect(applyLens(delivery, ada, schema)).toEqual({
      attributes: { name: ada.name },
      hidden: ['birthDate', 'emails'],
    });
  });
});

describe('whom a lens shows', () => {
  const tree = orgTreeOf([
    { name: 'root', title: 'All' },
    { name: 'north', title: 'North', parent: 'root' },
    { name: 'york', title: 'York', parent: 'north' },
  ]);
  const shows = (more: Partial<Lens>, units: readonly string[], schema = 'person') =>
    showsCustomer({ ...delivery, ...more }, { schema, units }, tree);

  it('everybody, unless it names a schema or units', () => {
    expect(shows({}, ['york'])).toBe(true);
    expect(shows({ schema: 'person' }, ['york'])).toBe(true);
    expect(shows({ schema: 'organisation' }, ['york'])).toBe(false);
  });

  it('customers of its units and below, of whatever units they are besides', () => {
    expect(shows({ orgUnits: ['north'] }, ['york'])).toBe(true);
    expect(shows({ orgUnits: ['york'] }, ['north'])).toBe(false);
    expect(shows({ orgUnits: ['york'] }, ['root', 'york'])).toBe(true);
    expect(shows({ orgUnits: [] }, ['york'])).toBe(false);
  });
});
