import { readFileSync } from 'node:fs';
import type { ClockLaw } from '#core/privacy-clock/clock';
import type { ClockEdition } from '#core/privacy-clock/clock-facts';
import type { HolidayCalendars } from '#core/privacy-clock/counting';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../data/${name}.json`, import.meta.url), 'utf8'));

export const edition: ClockEdition = read('regulations');
export const holidays: HolidayCalendars = read('holidays');

/** The law as it ships, and what somebody has signed off. */
export const lawWith = (
  signedOff: readonly string[] = [],
  sectors: ClockLaw['sectors'] = [],
): ClockLaw => ({ edition, holidays, signedOff: new Set(signedOff), sectors });
