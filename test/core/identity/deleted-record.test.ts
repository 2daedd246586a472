import { describe, expect, it } from 'vitest';
import {
  deletionExpiresAtSeconds,
  deletionInstant,
  staysDeleted,
} from '#core/identity/deleted-record';

const deletedAt = '2026-03-01T12:00:00.000Z';

describe('a deleted record', () => {
  it('counts as deleted from the later of the deletion and of what it said last', () => {
    expect(deletionInstant(deletedAt, '2026-01-01T00:00:00.000Z')).toBe(deletedAt);
    expect(deletionInstant(deletedAt, '2026-03-02T00:00:00.000Z')).toBe('2026-03-02T00:00:00.000Z');
  });

  it('stays deleted against all that is no newer, for 35 days', () => {
    const after35Days = '2026-04-05T12:00:00.000Z';

    expect(deletionExpiresAtSeconds(deletedAt)).toBe(Date.parse(after35Days) / 1000);
    expect(staysDeleted(deletedAt, '2026-03-01T11:59:59.999Z', deletedAt)).toBe(true);
    expect(staysDeleted(deletedAt, deletedAt, '2026-04-05T11:59:59.999Z')).toBe(true);
    expect(staysDeleted(deletedAt, '2026-03-01T12:00:00.001Z', deletedAt)).toBe(false);
    expect(staysDeleted(deletedAt, deletedAt, after35Days)).toBe(false);
  });
});
