import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, jaroWinkler } from '#core/matching/text-similarity';

const few = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
const long = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 28, maxLength: 40 });

/** The textbook recursion, with no bound and no bands. */
const slowDistance = (a: string, b: string): number => {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    let cost = Math.min(
      at(i - 1, j) + 1,
      at(i, j - 1) + 1,
      at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
    );
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
      cost = Math.min(cost, at(i - 2, j - 2) + 1);
    }
    return cost;
  };
  return at(a.length, b.length);
};

describe('jaroWinkler', () => {
  it('gives the published values', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4);
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4);
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4);
  });

  it('is 1 for equal words only, 0 when nothing is shared, the same both ways', () => {
    expect(jaroWinkler('abc', 'xyz')).toBe(0);
    expect(jaroWinkler('', 'xyz')).toBe(0);
    fc.assert(
      fc.property(fc.oneof(few, long), fc.oneof(few, long), (a, b) => {
        const similarity = jaroWinkler(a, b);
        expect(similarity).toBe(jaroWinkler(b, a));
        expect(similarity >= 0 && similarity <= 1).toBe(true);
        expect(similarity === 1).toBe(a === b);
      }),
    );
  });

  it('reads words of more than 31 letters as well', () => {
    const word = 'abcdefghijklmnopqrstuvwxyzabcdefghij';
    expect(jaroWinkler(word, `${word}k`)).toBeGreaterThan(0.98);
    expect(jaroWinkler(word, word.toUpperCase())).toBe(0);
  });
});

describe('editDistance', () => {
  it('counts a swap of neighbours as one edit', () => {
    expect(editDistance('19850412', '19854012', 2)).toBe(1);
    expect(editDistance('smith', 'smiht', 2)).toBe(1);
  });

  it('equals the textbook distance up to its limit, and says limit + 1 beyond', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    fc.assert(
      fc.property(short, short, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
        expect(editDistance(a, b, limit)).toBe(Math.min(slowDistance(a, b), limit + 1));
      }),
    );
  });
});
