import { describe, expect, it } from 'vitest';
import { compareFamilyWords, compareTwo } from '#core/matching/compare-names';

const named = (given: string, family: string) => ({
  given: [given],
  middle: [],
  family: [family],
  familyPrevious: [],
});

describe('family names', () => {
  it.each([
    ['brenford', 'brenfrod'],
    ['hazelbourne', 'hazelborne'],
    ['schmidt', 'szmit'],
  ])('are close by one slip or by their sound: %s and %s', (a, b) => {
    expect(compareFamilyWords([a], [b])).toBe('close');
  });

  it.each([
    ['bradgate', 'bradvale'],
    ['ferncroft', 'burncroft'],
  ])('are merely near where two letters differ: %s and %s', (a, b) => {
    expect(compareFamilyWords([a], [b])).toBe('near');
    expect(compareFamilyWords([b], [a])).toBe('near');
    expect(compareTwo(named('gareth', a), named('gareth', b))).toBe('close-both');
  });
});
