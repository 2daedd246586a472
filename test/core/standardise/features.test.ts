import { describe, expect, it } from 'vitest';
import type { AttributeDefinition } from '#core/schema/customer-schema';
import { featuresOf, rolesOf } from '#core/standardise/features';

const classification = 'personal' as const;
const contact = {
  name: 'contact',
  title: 'Contact',
  type: 'group' as const,
  classification,
  attributes: [
    { name: 'mail', title: 'Mail', type: 'email' as const, classification },
    { name: 'note', title: 'Note', type: 'text' as const, classification },
  ],
};
const contacts = {
  name: 'contacts',
  title: 'Contacts',
  type: 'list' as const,
  classification,
  items: { type: 'group' as const, attributes: contact.attributes },
};
const mail = { mail: 'ada@example.com', note: 'x' };

describe('the roles of an attribute', () => {
  it.each<[string, AttributeDefinition, unknown, readonly string[]]>([
    ['a group, by what is in it', contact, mail, ['email']],
    ['a list, by its items', contacts, [mail], ['email']],
    ['a group that is kept out, with all below', { ...contact, match: 'none' }, mail, []],
    ['a list that is kept out, with all below', { ...contacts, match: 'none' }, [mail], []],
    [
      'a group of one role, by the member that has it',
      { ...contact, match: 'email' },
      mail,
      ['email'],
    ],
    ['a group that is one account', { ...contact, match: 'social' }, mail, ['social']],
    [
      'a text that the schema gives a role',
      { ...contact, type: 'text', match: 'birth-date' },
      'x',
      ['birth-date'],
    ],
    ['a text', { ...contact, type: 'text' }, 'x', []],
  ])('are those that its values are found to have: %s', (_, definition, value, roles) => {
    expect(rolesOf(definition, definition.match)).toEqual(roles);
    const found = featuresOf({ [definition.name]: value as string }, [definition]);
    expect(found.map(({ role }) => role)).toEqual(roles);
  });
});
