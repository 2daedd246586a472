import { own } from '#core/kernel/own';
import { isDay } from '#core/schema/day';

const months: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'jan january januar janvier enero gennaio januari stycznia',
    'feb february februar fevrier febrero febbraio februari lutego',
    'mar march marz maerz mars marzo maart marca mrz',
    'apr april avril abril aprile kwietnia avr',
    'may mai mayo maggio mei maja',
    'jun june juni juin junio giugno czerwca',
    'jul july juli juillet julio luglio lipca',
    'aug august aout agosto augustus sierpnia',
    'sep sept september septembre septiembre settembre wrzesnia',
    'oct october oktober octobre octubre ottobre pazdziernika okt',
    'nov november novembre noviembre listopada',
    'dec december dezember decembre diciembre dicembre grudnia dez',
  ].flatMap((names, at) => names.split(' ').map((name) => [name, at + 1])),
);

/** Two-digit years up to this are of this century. */
const lastOfThisCentury = 25;

const century = (year: string): number =>
  year.length > 2 ? Number(year) : Number(year) + (Number(year) <= lastOfThisCentury ? 2000 : 1900);

const packed = (year: number, month: number, day: number): number => {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(text) ? year * 10_000 + month * 100 + day : 0;
};

const separated = /^([0-9]{1,4})[./ -]([0-9]{1,2})[./ -]([0-9]{1,4})(?:[T ].*)?$/;
const named =
  /^(?:([0-9]{1,2})(?:st|nd|rd|th)?[. -]*([a-zäéûüń]+)[., -]*([0-9]{4}|[0-9]{2})|([a-z]+)[. ]*([0-9]{1,2})(?:st|nd|rd|th)?[, ]+([0-9]{4}))$/i;

/**
 * A written day as the number `YYYYMMDD`; 0 for what is none. `19600229` → 0. `dayFirst` decides what
 * `03/04/1970` means; where the other order alone makes a day, that is taken.
 */
export function readDay(text: string, dayFirst: boolean): number {
  const plain = text.trim();
  if (/^[0-9]{8}$/.test(plain)) {
    const asYear = packed(
      Number(plain.slice(0, 4)),
      Number(plain.slice(4, 6)),
      Number(plain.slice(6)),
    );
    if (asYear > 17_000_000 && asYear < 21_000_000) return asYear;
    const [first, second, year] = [plain.slice(0, 2), plain.slice(2, 4), plain.slice(4)].map(
      Number,
    );
    return inOrder(first ?? 0, second ?? 0, year ?? 0, dayFirst);
  }
  const parts = separated.exec(plain);
  if (parts) {
    const [, first = '', second = '', third = ''] = parts;
    if (first.length >= 3) return packed(Number(first), Number(second), Number(third));
    if (third.length === 1 || third.length === 3) return 0;
    return inOrder(Number(first), Number(second), century(third), dayFirst);
  }
  const words = named.exec(plain.normalize('NFKD').replace(/\p{M}/gu, ''));
  if (words) {
    const month = own(months, (words[2] ?? words[4] ?? '').toLowerCase());
    if (month !== undefined)
      return packed(century(words[3] ?? words[6] ?? ''), month, Number(words[1] ?? words[5]));
  }
  return 0;
}

const inOrder = (first: number, second: number, year: number, dayFirst: boolean): number =>
  dayFirst
    ? packed(year, second, first) || packed(year, first, second)
    : packed(year, first, second) || packed(year, second, first);

/** Whether the days of a column are written day first: told by those that can only be read one way. */
export function isDayFirst(values: readonly string[]): boolean {
  let day = 0;
  let month = 0;
  let dots = 0;
  for (const value of values) {
    const parts = separated.exec(value.trim());
    if (parts === null || (parts[1] ?? '').length >= 3) continue;
    if (value.includes('.')) dots++;
    if (Number(parts[1]) > 12) day++;
    if (Number(parts[2]) > 12) month++;
  }
  return day === month ? dots > 0 : day > month;
}

/** `19600229` → `1960-02-29`. */
export const dayText = (day: number): string => {
  const text = String(day).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
};
