import type { Instant } from '#core/kernel/types';

const dayMs = 86_400_000;

/** The ISO 8601 week of an instant in UTC: `2026-W47`. Weeks begin on Monday; week 1 holds 4 January. */
export function isoWeekOf(at: Instant): string {
  const day = new Date(at);
  day.setUTCHours(0, 0, 0, 0);
  const weekday = (day.getUTCDay() + 6) % 7;
  const thursday = new Date(day.getTime() + (3 - weekday) * dayMs);
  const firstOfYear = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = 1 + Math.floor((thursday.getTime() - firstOfYear) / dayMs / 7);
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
}
