import { after } from '#core/consent/period';
import type { Instant } from '#core/kernel/types';
import type { ClockPeriod } from './clock-facts.ts';

/** `YYYY-MM-DD`. */
export type Day = string;

/**
 * By country or state, then year: the days `MM-DD` that are public holidays there. A year that is not
 * in it has none, which makes a deadline earlier and never later.
 */
export type HolidayCalendars = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How a law counts. */
export interface Counting {
  /** The day of the event is day one. */
  readonly isFirstDayCounted: boolean;
  /** What ends on a Saturday, Sunday or holiday ends with the next working day. */
  readonly isMovedToWorkingDay: boolean;
  /** Where several calendars are in question the one that ends first holds; none: weekends alone. */
  readonly calendars: readonly ReadonlySet<Day>[];
}

/** The holidays of a place as days, one set for each calendar object however often it is asked. */
export function holidaysIn(
  calendars: HolidayCalendars,
  place: string,
): ReadonlySet<Day> | undefined {
  const years = calendars[place];
  if (years === undefined) return undefined;
  const known = expanded.get(years);
  if (known !== undefined) return known;
  const days = new Set(
    Object.entries(years).flatMap(([year, text]) =>
      text.split(' ').map((monthAndDay) => `${year}-${monthAndDay}`),
    ),
  );
  expanded.set(years, days);
  return days;
}
const expanded = new WeakMap<object, ReadonlySet<Day>>();

/**
 * The last day of periods one after the other, and `pausedDays` on top. Months lead to the same day of
 * the month or to its last, each period from where the one before it ended.
 */
export function lastDay(
  first: Day,
  periods: readonly ClockPeriod[],
  pausedDays: number,
  { isFirstDayCounted, isMovedToWorkingDay, calendars }: Counting,
): Day {
  const ends = (calendars.length === 0 ? [noHolidays] : calendars).map((holidays) => {
    const counted = periods.reduce(
      (day, period, index) =>
        plus(day, isFirstDayCounted && index === 0 ? withFirstDay(period) : period, holidays),
      first,
    );
    const paused = plus(counted, { value: pausedDays, unit: 'calendar_days' }, holidays);
    return isMovedToWorkingDay ? workingDayFrom(paused, holidays) : paused;
  });
  return ends.reduce((earliest, each) => (each < earliest ? each : earliest));
}
const noHolidays: ReadonlySet<Day> = new Set();

const withFirstDay = ({ value, unit }: ClockPeriod): ClockPeriod => ({
  value: unit === 'calendar_days' ? Math.max(0, value - 1) : value,
  unit,
});

const plus = (day: Day, period: ClockPeriod, holidays: ReadonlySet<Day>): Day =>
  after(midnight(day), period, holidays).slice(0, 10);

/** The day itself, or the next that is none of the weekend's and no holiday. */
function workingDayFrom(day: Day, holidays: ReadonlySet<Day>): Day {
  const weekday = new Date(midnight(day)).getUTCDay();
  const isWorkingDay = weekday !== 0 && weekday !== 6 && !holidays.has(day);
  return isWorkingDay
    ? day
    : workingDayFrom(plus(day, { value: 1, unit: 'calendar_days' }, noHolidays), holidays);
}

/** Days from one to another, 0 where it is not later. */
export const daysBetween = (from: Day, until: Day): number =>
  Math.max(0, (Date.parse(midnight(until)) - Date.parse(midnight(from))) / 86_400_000);

const midnight = (day: Day): Instant => `${day}T00:00:00.000Z`;
