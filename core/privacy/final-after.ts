import type { Instant } from '#core/kernel/types';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** When the keys that wrap subject keys, one for each ISO week, are rolled and gone. */
export interface EpochSchedule {
  /** From the week's end on, until nobody can still be writing under its key. */
  readonly graceHours: number;
  /** From then on, until the roll has destroyed the key or an alarm has said that it did not. */
  readonly rollHours: number;
  /** For how long the vault can be restored, in days. */
  readonly recoveryDays: number;
}

/**
 * A request lives for less than a minute; a day outlasts any clock. The roll starts on Tuesday 03:00
 * UTC (lib/workflows) and is over, or has failed aloud, a day after Monday.
 */
export const epochSchedule: EpochSchedule = { graceHours: 24, rollHours: 24, recoveryDays: 1 };

/** The Monday 00:00 UTC that ends the ISO week of `at`. */
export function weekEndsAt(at: Instant): Instant {
  const day = new Date(at);
  day.setUTCHours(0, 0, 0, 0);
  const weekday = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() + (7 - weekday) * dayMs).toISOString();
}

/**
 * The moment after which no copy of a subject key that was destroyed at `destroyedAt` opens anything:
 * every copy is wrapped by the key of that week or of an earlier one, all of which are destroyed with
 * the next roll, and what the roll destroyed can be restored for `recoveryDays` more. Holds for what
 * the deployment keeps; another backup of the vault is outside of it.
 */
export function finalAfter(
  destroyedAt: Instant,
  { graceHours, rollHours, recoveryDays }: EpochSchedule = epochSchedule,
): Instant {
  const rolledBy = Date.parse(weekEndsAt(destroyedAt)) + (graceHours + rollHours) * hourMs;
  return new Date(rolledBy + recoveryDays * dayMs).toISOString();
}
