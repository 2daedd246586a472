import { describe, expect, it } from 'vitest';
import { fitsMask, masked } from '#core/access/mask';
import type { AttributeType } from '#core/schema/customer-schema';
import { templates } from '#core/schema/templates';

const typeOf = (name: string): AttributeType => {
  const found = templates.person.attributes.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const text = { type: 'text' } as const;

describe('a mask', () => {
  it.each([
    ['year', 'birthDate', '1980-02-29', '1980'],
    [
      'domain',
      'emails',
      [{ value: 'ada@x@example.com', role: 'home' }],
      [{ value: '****@example.com', role: 'home' }],
    ],
    [
      'last-four',
      'phones',
      [{ value: '+447700900123', country: 'GB', role: 'home' }],
      [{ value: '****0123', country: '****', role: 'home' }],
    ],
    [
      'last-four',
      'identifiers',
      [{ type: 'loyalty', value: 'L-0012345', country: 'GB' }],
      [{ type: 'loyalty', value: '****2345' }],
    ],
    ['last-four', 'segments', ['frequent-buyer', 'vip'], ['****uyer', '****']],
  ] as const)(
    '%s shows of %s only its part, and what is public beside it',
    (mask, name, value, shown) => {
      expect(masked(mask, value, typeOf(name))).toEqual(shown);
    },
  );

  it('hidden shows nothing of anything', () => {
    for (const { name } of templates.person.attributes)
      expect(masked('hidden', 'something', typeOf(name))).toBeUndefined();
  });

  it('last-four shows nothing of a text of which it would show more than half', () => {
    expect(masked('last-four', '1234567', text)).toBe('****');
    expect(masked('last-four', '12345678', text)).toBe('****5678');
    expect(masked('last-four', '𝟙𝟚𝟛𝟜', text)).toBe('****');
  });

  it('shows nothing of a value that is not of the type, and keeps the place of such an item', () => {
    expect(masked('year', 'in the spring of 1980', typeOf('birthDate'))).toBeUndefined();
    expect(masked('year', 1980, typeOf('birthDate'))).toBeUndefined();
    expect(
      masked('domain', [{ value: 'no address' }, 'ada@example.com'], typeOf('emails')),
    ).toEqual([{}, {}]);
    expect(masked('last-four', 'not a list', typeOf('phones'))).toBeUndefined();
    expect(masked('last-four', ['no identifier'], typeOf('identifiers'))).toEqual([{}]);
    expect(masked('last-four', '+447700900123', typeOf('birthDate'))).toBeUndefined();
  });

  it.each([
    ['year', ['birthDate']],
    ['domain', ['emails']],
    ['last-four', ['phones', 'identifiers', 'segments', 'socials']],
  ] as const)('%s makes sense for %s among others, and not for a name', (mask, names) => {
    for (const name of names) expect(fitsMask(mask, typeOf(name)), name).toBe(true);
    for (const name of ['name', 'addresses', 'lifecycle'])
      expect(fitsMask(mask, typeOf(name)), name).toBe(false);
    expect(fitsMask('hidden', typeOf('name'))).toBe(true);
  });
});
