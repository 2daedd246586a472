import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochSchedule, finalAfter, weekEndsAt } from '#core/privacy/final-after';
import { tableDefinitions } from '#store/tables';

const dayMs = 86_400_000;

describe('the end of a week', () => {
  it.each([
    ['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23T00:00:00.000Z', '2026-11-30T00:00:00.000Z'],
    ['2026-12-31T12:00:00.000Z', '2027-01-04T00:00:00.000Z'],
  ])('of %s is %s', (at, end) => expect(weekEndsAt(at)).toBe(end));
});

describe('the moment after which no copy of a destroyed key opens anything', () => {
  it('is the end of the week, the roll after it, and the vault’s recovery window', () => {
    expect(finalAfter('2026-11-22T12:00:00.000Z')).toBe('2026-11-26T00:00:00.000Z');
    expect(finalAfter('2026-11-23T00:00:00.000Z')).toBe('2026-12-03T00:00:00.000Z');
  });

  it('comes three to ten days after the destruction, and never sooner for a later one', () => {
    const instant = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    fc.assert(
      fc.property(instant, instant, (one, other) => {
        const waits = (Date.parse(finalAfter(one)) - Date.parse(one)) / dayMs;
        expect(waits).toBeGreaterThan(3);
        expect(waits).toBeLessThanOrEqual(10);
        if (one < other) expect(finalAfter(one) <= finalAfter(other)).toBe(true);
      }),
    );
  });

  it('counts with the window that the vault table really has', () => {
    expect(epochSchedule.recoveryDays).toBe(tableDefinitions.vault.pointInTimeRecoveryDays);
  });
});
