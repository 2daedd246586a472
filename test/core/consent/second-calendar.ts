/** The calendar of the second evaluator; it shares no function with core/consent. */

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
export const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const two = (number: number) => String(number).padStart(2, '0');

export function monthsOn(from: string, months: number): string {
  const count = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1 + months;
  const year = Math.floor(count / 12);
  const month = count % 12;
  const length = month === 1 && isLeap(year) ? 29 : (lengths[month] ?? 31);
  const day = Math.min(Number(from.slice(8, 10)), length);
  return `${year}-${two(month + 1)}-${two(day)}${from.slice(10)}`;
}

export const daysOn = (from: string, days: number): string =>
  new Date(Date.parse(from) + days * 86_400_000).toISOString();

export function workdaysOn(from: string, days: number): string {
  let count = 0;
  for (let ahead = 1; ; ahead += 1) {
    const day = daysOn(from, ahead);
    if (![0, 6].includes(new Date(day).getUTCDay())) count += 1;
    if (count === days) return day;
  }
}

export function endOf(from: string, { value, unit }: { value: number; unit: string }): string {
  if (unit === 'business_days') return workdaysOn(from, value);
  if (unit === 'calendar_days') return daysOn(from, value);
  return monthsOn(from, unit === 'years' ? 12 * value : value);
}

/** Birthdays are compared as text: 2026-02-29 lies between 28 February and 1 March. */
export function yearsOld(born: string, day: string): number {
  let years = -1;
  while (`${Number(born.slice(0, 4)) + years + 1}${born.slice(4)}` <= day) years += 1;
  return years;
}
