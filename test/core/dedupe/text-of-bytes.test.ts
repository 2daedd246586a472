import { describe, expect, it } from 'vitest';
import { boundedMemo } from '#core/dedupe/bounded-memo';
import { textOfBytes } from '#core/dedupe/text-of-bytes';

describe('textOfBytes', () => {
  it('decodes short and long texts, ASCII or not', () => {
    for (const text of [
      '',
      'a',
      'ada@example.com',
      'x'.repeat(40),
      'x'.repeat(90),
      'Łódź',
      'é'.repeat(60),
    ]) {
      const bytes = new TextEncoder().encode(`<${text}>`);
      expect(textOfBytes(bytes, 1, bytes.length - 1)).toBe(text);
    }
  });
});

describe('boundedMemo', () => {
  it('answers each number with its own, also where two fall into one place', () => {
    let made = 0;
    const square = boundedMemo(2, (id) => {
      made++;
      return id * id;
    });
    expect([1, 5, 1, 0, 3].map(square)).toEqual([1, 25, 1, 0, 9]);
    expect(made).toBe(5);
    expect([1, 0, 3].map(square)).toEqual([1, 0, 9]);
    expect(made).toBe(5);
  });
});
