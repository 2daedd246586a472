import { describe, expect, it } from 'vitest';
import { isContradiction, makeContradict } from '#core/dedupe/contradict';
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

describe('two records', () => {
  const born = levelOf('person', 'birthDate', 'different');
  const judged = (weight: number, pattern: number, order: readonly [number, number] = [0, 1]) => {
    const asked: string[] = [];
    const contradict = makeContradict(
      {
        patternOf: (a, b) => {
          asked.push(`${a} ${b}`);
          return pattern;
        },
        bring: () => undefined,
        hasInitial: () => false,
        counts: { pairs: 0, lookedUp: 0, compared: 0 },
        forget: () => undefined,
      },
      { weigh: () => weight },
    );
    const answer = contradict(...order);
    expect(asked).toEqual(['0 1']);
    return answer;
  };

  it('are two customers where a contradiction leaves less than one chance in five', () => {
    expect([judged(-2.1, born), judged(-1.9, born), judged(-2.1, 0)]).toEqual([true, false, false]);
    expect(judged(-2.1, born, [1, 0])).toBe(true);
  });

  it('are two customers where nothing but chance is left, whatever they disagree in', () => {
    expect([judged(-12.1, 0), judged(-11.9, 0)]).toEqual([true, false]);
  });
});
