import type { Instant } from '#core/kernel/types';
import type { ContactCase, LawInForce } from './contact-case.ts';
import { windowEnd } from './meets-rule.ts';
import { birthdayAt } from './period.ts';
import { applicable } from './regulation.ts';
import { basisEvents, conditionOf } from './rule-conditions.ts';

/** Ages at which some rule begins or ends to speak. */
const ages = [12, 13, 14, 15, 16, 18];

/** Later moments at which the answer may change by itself, soonest first: ends of consents and windows, birthdays, laws. */
export function momentsOfChange(asked: ContactCase, law: LawInForce): readonly Instant[] {
  const { events, relationships, restrictions = [], birthDate, jurisdictions, at } = asked;
  const rules = law.edition.regulations.flatMap((each) => each.consent_rules);
  const windows = rules
    .filter(({ id }) => basisEvents[id] !== undefined)
    .flatMap((rule) =>
      relationships
        .filter(({ kind }) => basisEvents[rule.id]?.includes(kind))
        .map((event) => windowEnd(rule, event.at, jurisdictions)),
    );
  const laws = law.edition.regulations
    .filter(
      (each) =>
        applicable({ regulations: [{ ...each, in_force: always }] }, jurisdictions, law.sectors, at)
          .length > 0,
    )
    .flatMap(({ in_force: { from, until } }) => [
      startOf(from),
      ...(until === null ? [] : [dayAfter(until)]),
    ]);
  const moments = [
    ...events.flatMap(({ at: happened, expiresAt }) => [happened, expiresAt]),
    ...relationships.map((each) => each.at),
    ...windows.filter((each) => each !== 'never' && each !== 'unavailable'),
    ...restrictions.flatMap(({ from, until }) => [from, until]),
    ...(birthDate === undefined ? [] : ages.map((age) => birthdayAt(birthDate, age))),
    ...laws,
    ...rules.flatMap((rule) => conditionOf(rule).from ?? []).map(startOf),
  ].filter((each): each is Instant => each !== undefined && each > at);
  return [...new Set(moments)].toSorted();
}

const always = { from: '0000-01-01', until: null };
const startOf = (day: string): Instant => `${day}T00:00:00.000Z`;
const dayAfter = (day: string): Instant =>
  new Date(Date.parse(startOf(day)) + 86_400_000).toISOString();
