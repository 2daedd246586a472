import { describe, expect, it } from 'vitest';
import { holdsSensitive } from '#core/privacy-request/holds-sensitive';
import { person } from '#core/schema/templates';

describe('holdsSensitive', () => {
  it('is about more than what people are told apart by', () => {
    const identifiers = [{ type: 'passport', value: 'X1' }];
    expect(holdsSensitive({ birthDate: '1980-02-29', identifiers }, person)).toBe(false);
    expect(holdsSensitive({ jobTitle: 'Analyst' }, person)).toBe(false);
  });

  it('finds what is sensitive, also in a group, and what the schema does not know', () => {
    const schema = {
      attributes: [
        {
          name: 'health',
          title: 'Health',
          type: 'group' as const,
          classification: 'personal' as const,
          attributes: [
            {
              name: 'allergies',
              title: 'Allergies',
              type: 'text' as const,
              classification: 'sensitive' as const,
            },
          ],
        },
      ],
    };
    expect(holdsSensitive({ health: { allergies: 'Nuts' } }, schema as never)).toBe(true);
    expect(holdsSensitive({ shoeSize: 43 }, schema as never)).toBe(true);
    expect(holdsSensitive({}, schema as never)).toBe(false);
  });
});
