import { describe, expect, it } from 'vitest';
import { areFarDays } from '#core/dedupe/far-days';
import { dayText } from '#core/dedupe/read-day';
import { compareBirthDates } from '#core/matching/compare-facts';

describe('areFarDays', () => {
  it('turns away most days that are different, and none that are not', () => {
    let state = 5;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor(state / 65536) % below;
    };
    const day = () => (1930 + draw(80)) * 10_000 + (1 + draw(12)) * 100 + 1 + draw(28);
    let different = 0;
    let far = 0;
    for (let each = 0; each < 20_000; each++) {
      const a = day();
      // Half of them near: one or two digits of the same day.
      const b = draw(2) === 0 ? day() : a + (draw(3) - 1) * 10 ** draw(5) + draw(2) * 10 ** draw(4);
      if (a === b) continue;
      const isDifferent = compareBirthDates(dayText(a), dayText(b))?.level === 'different';
      if (isDifferent) different++;
      if (!areFarDays(a, b)) continue;
      far++;
      expect([a, b, isDifferent]).toEqual([a, b, true]);
    }
    expect(far / different).toBeGreaterThan(0.5);
  });
});
