import { describe, expect, it } from 'vitest';
import { profileOf } from '#core/matching/profile';
import { templates } from '#core/schema/templates';
import { mostLetters, mostValues, mostWords } from '#core/standardise/bound';
import { standardise } from '#core/standardise/standardise';

const long = Array.from({ length: 60 }, (_, n) => `${'x'.repeat(60)}${n}`).join(' ');
const crowded = (mark: number) =>
  standardise(
    {
      name: { given: long, family: long },
      emails: Array.from({ length: 100 }, (_, n) => ({ value: `p${mark}.${n}@example.com` })),
      addresses: Array.from({ length: 100 }, (_, n) => ({
        line1: `${mark}${n} ${long}`,
        city: long,
      })),
    },
    templates.person,
  ).record;

describe('what matching compares', () => {
  it('is bounded in values, words and letters, whatever a record holds', () => {
    const { emails, addresses, personNames } = crowded(1);
    expect([emails.length, addresses.length]).toEqual([mostValues, mostValues]);
    const all = [
      ...addresses.map(({ street }) => street),
      ...personNames.flatMap(({ given, family }) => [given, family]),
    ];
    expect(Math.max(...all.map((words) => words.length))).toBeLessThanOrEqual(mostWords);
    expect(Math.max(...all.flat().map((word) => word.length))).toBeLessThanOrEqual(mostLetters);
    expect(Math.max(...addresses.map(({ city }) => city?.length ?? 0))).toBeLessThanOrEqual(
      mostLetters,
    );
  });

  it('is bounded for a customer of many records, and the same in any order of them', () => {
    const records = Array.from({ length: 6 }, (_, n) => ({
      recordId: String(n),
      record: crowded(n),
    }));
    const [first, ...rest] = records as [(typeof records)[number], ...typeof records];
    const [last, ...others] = records.toReversed() as [(typeof records)[number], ...typeof records];
    const profile = profileOf([first, ...rest], [first]);
    expect(profile.addresses).toHaveLength(mostValues);
    expect(profileOf([last, ...others], [first]).addresses).toEqual(profile.addresses);
  });
});
