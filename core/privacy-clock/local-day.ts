import type { Instant } from '#core/kernel/types';
import type { Day } from './counting.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date on a wall calendar of an IANA time zone at an instant. */
export function dayIn(zone: string, at: Instant): Day {
  return localTime(zone, Date.parse(at)).slice(0, 10);
}

/** The last millisecond of a day there; where midnight is skipped or comes twice, the first instant of the next day ends it. */
export function endOfDay(zone: string, day: Day): Instant {
  const nextMidnight = Date.parse(`${day}T00:00:00.000Z`) + dayMs;
  const starts = [-dayMs, dayMs]
    .map((aside) => nextMidnight - offsetMs(zone, nextMidnight + aside))
    .filter((start) => localTime(zone, start).slice(0, 10) > day);
  return new Date(Math.min(...starts) - 1).toISOString();
}
const dayMs = 86_400_000;

/** How far local time is ahead of UTC. */
const offsetMs = (zone: string, at: number): number =>
  Date.parse(`${localTime(zone, at)}.000Z`) - at;

/** `2026-03-29T02:30:00`. */
function localTime(zone: string, at: number): string {
  let format = formats.get(zone);
  if (format === undefined) {
    // Swedish writes dates as ISO 8601 does.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formats.set(zone, format);
  }
  return format.format(at).replace(' ', 'T');
}
