import { describe, expect, it } from 'vitest';
import { look } from '#core/dedupe/column-looks';

describe('look', () => {
  it('tells shares of the filled values', () => {
    const looks = look([
      'ada@example.com',
      '',
      'n/a',
      '1984-02-17',
      'x@example.org; y@example.org',
    ]);
    expect([looks.email, looks.birth, looks.filled]).toEqual([2 / 3, 1 / 3, 3 / 5]);
  });

  it('looks at an even part of many values', () => {
    const values = Array.from({ length: 10_000 }, (_, at) =>
      at < 4000 ? `ada${at}@example.com` : at < 5000 ? '' : 'Ada King',
    );
    const looks = look(values);
    expect(looks.filled).toBeCloseTo(0.9, 2);
    expect(looks.email).toBeCloseTo(4 / 9, 2);
  });
});
