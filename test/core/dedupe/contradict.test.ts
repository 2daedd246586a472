import { describe, expect, it } from 'vitest';
import { isContradiction } from '#core/dedupe/contradict';
import {
  at,
  type ComparisonLevels,
  comparisonsOf,
  organisationBit,
  shifts,
} from '#core/dedupe/levels';

const levelOf = (
  kind: keyof typeof comparisonsOf,
  comparison: keyof typeof at,
  level: string,
): number => {
  const all: readonly ComparisonLevels[] = comparisonsOf[kind];
  const found = all[at[comparison]]?.levels.indexOf(level) ?? -1;
  expect(found).toBeGreaterThanOrEqual(0);
  return (found + 1) << (shifts[at[comparison]] as number);
};

describe('a contradiction', () => {
  it('is another birth date, unless an identifier is the same', () => {
    const born = levelOf('person', 'birthDate', 'different');
    expect(isContradiction(born)).toBe(true);
    expect(isContradiction(born | levelOf('person', 'identifier', 'same'))).toBe(false);
    expect(isContradiction(levelOf('person', 'birthDate', 'slip'))).toBe(false);
  });

  it('is another name of a company, but none that holds the other', () => {
    const named = (level: string) => organisationBit | levelOf('organisation', 'name', level);
    expect(isContradiction(named('different'))).toBe(true);
    expect(isContradiction(named('contained'))).toBe(false);
  });
});
