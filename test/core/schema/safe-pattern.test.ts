import { describe, expect, it } from 'vitest';
import { patternFault } from '#core/schema/safe-pattern';

/** What repeats what repeats, or has more paths than the limit. */
const tooManyWays = /must not itself repeat|could take too long/;

describe('patternFault', () => {
  it('takes the patterns that schemas need', () => {
    for (const pattern of [
      '^[A-Z]{3}$',
      '^[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}$',
      '^https?://[^/ ]+(/.*)?$',
      '^(?:[0-9]{3})+$',
      '^\\p{Lu}\\p{L}+ \\p{L}+$',
      '[)(*+]+',
      '^(red|green)$',
    ]) {
      expect(patternFault(pattern, 1000), pattern).toBeUndefined();
    }
  });

  it('refuses what is no pattern, and what looks around or back', () => {
    for (const [pattern, fault] of [
      ['[', 'not a regular expression'],
      ['(', 'not a regular expression'],
      ['(?=a)', 'Look-around'],
      ['(?<!a)b', 'Look-around'],
      ['(a)\\1', 'Back-references'],
      ['(?<x>a)\\k<x>', 'Back-references'],
      ['\\8', 'not a regular expression'],
      ['(?i:a)', 'Flags'],
      ['x'.repeat(201), 'at most 200 characters'],
    ] as const) {
      expect(patternFault(pattern, 10), pattern).toContain(fault);
    }
  });

  it('refuses patterns that backtrack without bounds', () => {
    for (const pattern of [
      '(a+)+$',
      '(a*)*$',
      '([a-z]+)*$',
      '(a|a)*$',
      '(a|ab)+$',
      '((a|b))*$',
      '(a?b?)+$',
      '(\\d{2,4})+$',
      '(?:x{1,9}){20}$',
      '^a*a*a*a*b$',
      `^${'a?'.repeat(40)}${'a'.repeat(40)}$`,
    ]) {
      expect(patternFault(pattern, 1000), pattern).toMatch(tooManyWays);
    }
  });

  it('counts what the length of the text allows', () => {
    expect(patternFault('^[^@]+@[^@]+\\.[^@]+$', 254)).toBeUndefined();
    expect(patternFault('^[^@]+@[^@]+\\.[^@]+$', 1000)).toMatch(tooManyWays);
    expect(patternFault('a*a*b', 1000)).toMatch(tooManyWays);
    expect(patternFault('^a*a*b', 1000)).toBeUndefined();
  });

  it('keeps the worst text of an accepted pattern fast', () => {
    const started = performance.now();
    /^a*a*b$/u.test('a'.repeat(1000));
    /^[^@]+@[^@]+\.[^@]+$/u.test('@.'.repeat(127));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
