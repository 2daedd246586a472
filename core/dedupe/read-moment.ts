import { dayText, readDay } from './read-day.ts';

const withTime =
  /[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,3})[0-9]*)?)?\s*([ap]m)?\s*(z|utc|[+-][0-9]{2}:?[0-9]{2})?$/i;

/**
 * A written time as milliseconds since 1970, in UTC where it names no zone; -Infinity for what is none.
 * Ten or thirteen digits are seconds or milliseconds since then. `dayFirst` as in `readDay`.
 */
export function readMoment(text: string, dayFirst: boolean): number {
  const plain = text.trim();
  if (/^[0-9]{10}$/.test(plain)) return Number(plain) * 1000;
  if (/^[0-9]{13}$/.test(plain)) return Number(plain);
  const time = withTime.exec(plain);
  const day = readDay(time === null ? plain : plain.slice(0, time.index), dayFirst);
  if (day === 0) return Number.NEGATIVE_INFINITY;
  const midnight = Date.parse(`${dayText(day)}T00:00:00Z`);
  if (time === null) return midnight;
  const [, hours, minutes, seconds = '0', fraction = '0', half, zone = 'z'] = time;
  const hour =
    half === undefined ? Number(hours) : (Number(hours) % 12) + (/p/i.test(half) ? 12 : 0);
  const offset = /^[+-]/.test(zone)
    ? Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)))
    : 0;
  const second = (hour * 60 + Number(minutes) - offset) * 60 + Number(seconds);
  return midnight + second * 1000 + Number(fraction.padEnd(3, '0'));
}
