import { describe, expect, it } from 'vitest';
import { erasureExpiresAtSeconds, staysErased } from '#core/identity/erased-record';

const erasedAt = '2026-03-01T12:00:00.000Z';
const now = '2026-03-10T00:00:00.000Z';
const stays = (updatedAt: string, confirmedAt?: string, at = now) =>
  staysErased({ erasedAt }, updatedAt, at, confirmedAt);

describe('a record of an erased person', () => {
  it('stays erased while its spoke has not confirmed, however new it is', () => {
    expect(stays('2026-03-09T00:00:00.000Z')).toBe(true);
  });

  it('stays erased where it is no newer than the erasure and than the confirmation', () => {
    const confirmedAt = '2026-03-05T00:00:00.000Z';
    expect(stays(erasedAt, '2026-02-01T00:00:00.000Z')).toBe(true);
    expect(stays(confirmedAt, confirmedAt)).toBe(true);
    expect(stays('2026-03-05T00:00:00.001Z', confirmedAt)).toBe(false);
  });

  it('is a new person’s after 400 days', () => {
    const end = new Date(erasureExpiresAtSeconds(erasedAt) * 1000).toISOString();
    expect(end).toBe('2027-04-05T12:00:00.000Z');
    expect(stays(erasedAt, undefined, end)).toBe(false);
  });
});
