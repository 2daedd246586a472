import { describe, expect, it } from 'vitest';
import { compareTwoOrganisationNames } from '#core/matching/compare-organisation-names';
import { compareNumbers, formsDiffer } from '#core/matching/sister-companies';

const words = (text: string) => text.split(' ');

describe('compareNumbers', () => {
  it.each([
    ['fund 1', 'fund 2', 'differs'],
    ['fund iv', 'fund vi', 'differs'],
    ['fund ix', 'fund 9', undefined],
    ['fund 02', 'fund two', undefined],
    ['fund b', 'fund c', 'differs'],
    ['fund', 'fund 2', 'one-sided'],
    ['fund', 'fund 2012', undefined],
    ['fund 2', 'fund 2 marsh 7', undefined],
    ['fund', 'fund', undefined],
  ] as const)('%s and %s: %s', (one, other, expected) => {
    expect(compareNumbers(words(one), words(other))).toBe(expected);
    expect(compareNumbers(words(other), words(one))).toBe(expected);
  });
});

describe('formsDiffer', () => {
  it.each([
    ['ltd', 'llp', true],
    ['gmbh', 'ug', true],
    ['inc', 'corp', false],
    ['ltd', 'co', false],
    ['ltd', 'gmbh', false],
    ['ltd', undefined, false],
    ['something else', 'ltd', false],
  ] as const)('%s and %s: %s', (one, other, expected) => {
    expect(formsDiffer(one, other)).toBe(expected);
    expect(formsDiffer(other, one)).toBe(expected);
  });
});

describe('compareTwoOrganisationNames', () => {
  it.each([
    ['oxley plumbing', 'oxley properties', 'different'],
    ['meyer bergfeld consulting', 'meyer bergfeld backerei', 'different'],
    ['oxley', 'oxley plumbing', 'contained'],
    ['arts deli', 'arts delicatessen', 'overlap'],
    ['oxley plumbing', 'oxley plumbng', 'close'],
  ] as const)('%s and %s: %s', (one, other, expected) => {
    const [a, b] = [{ words: words(one) }, { words: words(other) }];
    expect(compareTwoOrganisationNames(a, b)).toBe(expected);
    expect(compareTwoOrganisationNames(b, a)).toBe(expected);
  });
});
