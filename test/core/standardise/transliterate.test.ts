import anyAscii from 'any-ascii';
import { describe, expect, it } from 'vitest';
import { transliterate } from '#core/standardise/transliterate';

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));

describe('transliterate', () => {
  it('reads every letter of the scripts it knows as any-ascii does', () => {
    const letters = [
      ...range(0x80, 0x7ff),
      ...range(0x900, 0x10ff),
      ...range(0x1200, 0x13ff),
      ...range(0x1e00, 0x1fff),
      ...range(0x3040, 0x30ff),
    ];
    const wrong = letters.filter((letter) => transliterate(letter) !== anyAscii(letter));
    expect(wrong).toEqual([]);
    expect(letters.length).toBeGreaterThan(4000);
  });

  it('reads Chinese characters and Hangul as any-ascii does, case apart', () => {
    const letters = [...range(0x4e00, 0x9fff), ...range(0xac00, 0xd7a3)];
    const wrong = letters.filter(
      (letter) => transliterate(letter).toLowerCase() !== anyAscii(letter).toLowerCase(),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves out what has no reading', () => {
    expect(transliterate('Ada 🌍 Lovelace')).toBe('Ada  Lovelace');
  });
});
