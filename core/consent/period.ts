import type { Instant } from '#core/kernel/types';

/** A length of time as laws state it; a month is never a number of days. */
export interface Period {
  readonly value: number;
  readonly unit: 'hours' | 'calendar_days' | 'business_days' | 'months' | 'years';
}

const dayMs = 86_400_000;

/**
 * The instant so long after another, at the same time of day. Months and years lead to the same day
 * of the month, or to that month's last: 29 February and two years is 28 February. Business days leave
 * out Saturdays, Sundays and `holidays` (`YYYY-MM-DD`).
 */
export function after(
  from: Instant,
  { value, unit }: Period,
  holidays: ReadonlySet<string> = new Set(),
): Instant {
  switch (unit) {
    case 'hours':
      return shifted(from, value * 3_600_000);
    case 'calendar_days':
      return shifted(from, value * dayMs);
    case 'months':
      return monthsAfter(from, value);
    case 'years':
      return monthsAfter(from, value * 12);
    case 'business_days':
      return businessDaysAfter(from, value, holidays);
  }
}

const shifted = (from: Instant, ms: number): Instant =>
  new Date(Date.parse(from) + ms).toISOString();

function monthsAfter(from: Instant, months: number): Instant {
  const date = new Date(from);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  return date.toISOString();
}

function businessDaysAfter(from: Instant, days: number, holidays: ReadonlySet<string>): Instant {
  const date = new Date(from);
  for (let left = days; left > 0; ) {
    date.setUTCDate(date.getUTCDate() + 1);
    if (isBusinessDay(date, holidays)) left -= 1;
  }
  return date.toISOString();
}

const isBusinessDay = (date: Date, holidays: ReadonlySet<string>): boolean => {
  const weekday = date.getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return holidays.size === 0 || !holidays.has(date.toISOString().slice(0, 10));
};

/** Full years from a birth date (`YYYY-MM-DD`) to an instant. Who is born on 29 February has a birthday on 1 March. */
export function ageAt(birthDate: string, at: Instant): number {
  const years = Number(at.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return at.slice(5, 10) < birthDate.slice(5) ? years - 1 : years;
}

/** The first instant at which somebody is so many years old, by `ageAt`. */
export function birthdayAt(birthDate: string, years: number): Instant {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number);
  // What the year does not have, 29 February, becomes the day after.
  return new Date(Date.UTC(year + years, month - 1, day)).toISOString();
}
