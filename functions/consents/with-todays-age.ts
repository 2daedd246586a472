import type { ContactCase, ContactDecision } from '#core/consent/contact-case';
import { ageAt } from '#core/consent/period';
import type { Instant } from '#core/kernel/types';

/**
 * The case for somebody who may not read the birth date: with the age of `now` at whatever moment he
 * asks for. Else he would ask for one moment after another until the answer changes.
 */
export function withTodaysAge(asked: ContactCase, now: Instant): ContactCase {
  const { birthDate, at } = asked;
  if (birthDate === undefined) return asked;
  const year = Number(at.slice(0, 4)) - ageAt(birthDate, now);
  return { ...asked, birthDate: `${String(year).padStart(4, '0')}${birthdayIn(at)}` };
}

/** The decision of such a case. What ends with a birthday is to be asked again the next day. */
export function withoutBirthday<T extends Pick<ContactDecision, 'until'>>(
  decision: T,
  { birthDate, at }: Pick<ContactCase, 'birthDate' | 'at'>,
): T {
  const { until } = decision;
  const isBirthday = until?.slice(4) === `${birthdayIn(at)}T00:00:00.000Z`;
  if (birthDate === undefined || !isBirthday) return decision;
  return { ...decision, until: new Date(startOfDay(at) + dayMs).toISOString() };
}

/** `-MM-DD`; not every year has a 29 February. */
const birthdayIn = (at: Instant): string => at.slice(4, 10).replace('-02-29', '-02-28');

const dayMs = 86_400_000;
const startOfDay = (at: Instant): number => Math.floor(Date.parse(at) / dayMs) * dayMs;
