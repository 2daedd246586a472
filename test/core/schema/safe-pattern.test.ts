import { describe, expect, it } from 'vitest';
import { patternFault } from '#core/schema/safe-pattern';

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
    for (const pattern of [
      '[',
      '(',
      '(?=a)',
      '(?<!a)b',
      '(a)\\1',
      '(?<x>a)\\k<x>',
      '\\8',
      'x'.repeat(201),
    ]) {
      expect(patternFault(pattern, 10), pattern).toBeDefined();
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
      expect(patternFault(pattern, 1000), pattern).toBeDefined();
    }
  });

  it('counts what the length of the text allows', () => {
    expect(patternFault('^[^@]+@[^@]+\\.[^@]+$', 254)).toBeUndefined();
    expect(patternFault('^[^@]+@[^@]+\\.[^@]+$', 1000)).toBeDefined();
    expect(patternFault('a*a*b', 1000)).toBeDefined();
    expect(patternFault('^a*a*b', 1000)).toBeUndefined();
  });

  it('keeps the worst text of an accepted pattern fast', () => {
    const started = performance.now();
    /^a*a*b$/u.test('a'.repeat(1000));
    /^[^@]+@[^@]+\.[^@]+$/u.test('@.'.repeat(127));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
