import { describe, expect, it } from 'vitest';
import { dayIn, endOfDay } from '#core/privacy-clock/local-day';

describe('the day of a place', () => {
  it('ends with its last millisecond, winter and summer', () => {
    expect(endOfDay('Europe/Berlin', '2026-01-15')).toBe('2026-01-15T22:59:59.999Z');
    expect(endOfDay('Europe/Berlin', '2026-07-15')).toBe('2026-07-15T21:59:59.999Z');
    expect(endOfDay('America/St_Johns', '2026-01-15')).toBe('2026-01-16T03:29:59.999Z');
    expect(endOfDay('UTC', '2026-12-31')).toBe('2026-12-31T23:59:59.999Z');
  });

  it('is short or long where the clock changes', () => {
    expect(endOfDay('Europe/Berlin', '2026-03-29')).toBe('2026-03-29T21:59:59.999Z');
    expect(endOfDay('Europe/Berlin', '2026-10-25')).toBe('2026-10-25T22:59:59.999Z');
  });

  it('ends where the next begins, though midnight is skipped or comes twice', () => {
    // In the Azores 29 March 2026 begins at one o'clock, and midnight of 25 October comes twice.
    expect(endOfDay('Atlantic/Azores', '2026-03-28')).toBe('2026-03-29T00:59:59.999Z');
    expect(dayIn('Atlantic/Azores', '2026-03-29T00:59:59.999Z')).toBe('2026-03-28');
    expect(dayIn('Atlantic/Azores', '2026-03-29T01:00:00.000Z')).toBe('2026-03-29');
    expect(endOfDay('Atlantic/Azores', '2026-10-24')).toBe('2026-10-24T23:59:59.999Z');
    // In Havana the hour after midnight comes twice, in Asunción midnight was skipped.
    expect(endOfDay('America/Havana', '2026-10-31')).toBe('2026-11-01T03:59:59.999Z');
    expect(endOfDay('America/Asuncion', '2023-09-30')).toBe('2023-10-01T03:59:59.999Z');
  });
});
