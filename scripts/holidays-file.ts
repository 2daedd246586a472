import Holidays from 'date-holidays';
import type { HolidayCalendars } from '#core/privacy-clock/counting';

/** A request is answered within half a year at most: the last year serves requests of the year before. */
const years = Array.from({ length: 15 }, (_, index) => 2024 + index);

const countries =
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO US'.split(
    ' ',
  );
const kingdom = ['ENG', 'SCT', 'WLS', 'NIR'];

/** data/holidays.json: public holidays by country or state and year, of the package date-holidays. */
export function holidaysFile(): string {
  const parts = kingdom.map((part) => [`GB-${part}`, calendar('GB', part)] as const);
  const calendars: HolidayCalendars = Object.fromEntries([
    ...countries.map((country) => [country, calendar(country)] as const),
    ['US-CA', calendar('US', 'CA')],
    ...parts,
    // Somewhere in the kingdom: a day is a holiday for sure where it is one in every part.
    ['GB', inAll(parts.map(([, each]) => each))],
  ]);
  return `${JSON.stringify(calendars, null, 2)}\n`;
}

function calendar(country: string, state?: string): Record<string, string> {
  const holidays = state === undefined ? new Holidays(country) : new Holidays(country, state);
  return Object.fromEntries(
    years.map((year) => {
      const days = holidays
        .getHolidays(year)
        .filter(({ type, date }) => type === 'public' && date.startsWith(`${year}`))
        .map(({ date }) => date.slice(5, 10));
      return [year, [...new Set(days)].toSorted().join(' ')];
    }),
  );
}

const inAll = (calendars: readonly Record<string, string>[]): Record<string, string> =>
  Object.fromEntries(
    years.map((year) => {
      const [first = [], ...others] = calendars.map((each) => (each[year] ?? '').split(' '));
      return [year, first.filter((day) => others.every((days) => days.includes(day))).join(' ')];
    }),
  );
