import { describe, expect, it } from 'vitest';
import { dayText, isDayFirst, readDay } from '#core/dedupe/read-day';

describe('readDay', () => {
  it.each([
    ['1960-02-29', 19600229],
    ['19600229', 19600229],
    ['29.02.1960', 19600229],
    ['2/29/1960', 19600229],
    ['29-Feb-60', 19600229],
    ['February 29, 1960', 19600229],
    ['1960-02-29T00:00:00Z', 19600229],
    ['1961-02-29', 0],
    ['unknown', 0],
  ])('%s', (text, day) => {
    expect(readDay(text, true)).toBe(day);
  });

  it('reads an open day as the column is written', () => {
    expect(readDay('03/04/1970', true)).toBe(19700403);
    expect(readDay('03/04/1970', false)).toBe(19700304);
    expect(isDayFirst(['03/04/1970', '25/04/1970'])).toBe(true);
    expect(isDayFirst(['03/04/1970', '04/25/1970'])).toBe(false);
  });

  it('writes days as ISO 8601', () => {
    expect(dayText(19600229)).toBe('1960-02-29');
  });
});
