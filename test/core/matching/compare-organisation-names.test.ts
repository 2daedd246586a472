import { describe, expect, it } from 'vitest';
import { compareTwoOrganisationNames } from '#core/matching/compare-organisation-names';
import { standardOrganisationName } from '#core/standardise/organisation-name';

const compare = (one: string, other: string) => {
  const [a, b] = [standardOrganisationName(one), standardOrganisationName(other)];
  if (a === undefined || b === undefined) throw new Error('no name');
  return compareTwoOrganisationNames(a, b);
};

describe('names of companies', () => {
  it.each([
    ['Hazelbourne & Ellis Software', 'Hazelbourne & Ellis Motors Ltd'],
    ['Chadenault & Descourt Immobilier E.U.R.L.', 'Chadenault & Descourt Conseil S.A.R.L.'],
  ])('are other ones where the last words differ, however long the rest: %s and %s', (a, b) => {
    expect(compare(a, b)).toBe('different');
    expect(compare(b, a)).toBe('different');
  });

  it('hold another where it has a word more, however short that is', () => {
    expect(compare('Marmonault Vins', 'Marmonault')).toBe('contained');
    expect(compare('Fernfield & Hatherhamsett', 'Fernfield & Hatherhamsett Consulting')).toBe(
      'contained',
    );
  });

  it('are close where letters are mistaken', () => {
    expect(compare('Marmonault Vins', 'Marmonualt Vins')).toBe('close');
    expect(compare('Marmonaultvins', 'Marmonaltvins')).toBe('close');
  });
});
