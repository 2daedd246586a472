import type { Instant } from '#core/kernel/types';
import type { ContactCase, LawInForce } from './contact-case.ts';
import { windowEnd } from './meets-rule.ts';
import { birthdayAt } from './period.ts';
import { lawsOfPlaces } from './regulation.ts';
import { basisEvents, conditionOf } from './rule-conditions.ts';

/** Ages at which some rule begins or ends to speak. */
const ages = [12, 13, 14, 15, 16, 18];

/** Later moments at which the answer may change by itself, soonest first: ends of consents and windows, birthdays, laws. */
export function momentsOfChange(asked: ContactCase, law: LawInForce): readonly Instant[] {
  const { purpose, channel, knownAt, restrictions = [], birthDate, jurisdictions, at } = asked;
  const isKnown = ({ recordedAt }: { readonly recordedAt: Instant }) => recordedAt <= knownAt;
  const relationships = asked.relationships.filter(isKnown);
  const events = asked.events.filter(
    (each) => isKnown(each) && each.purpose === purpose.name && each.channels.includes(channel),
  );
  const laws = lawsOfPlaces(law.edition, jurisdictions, law.sectors);
  const rules = laws.flatMap((each) => each.consent_rules);
  const windows = rules
    .filter(({ model }) => model === 'implied')
    .flatMap((rule) =>
      relationships
        .filter(({ kind }) => basisEvents[rule.id]?.includes(kind))
        .map((event) => windowEnd(rule, event.at, jurisdictions)),
    );
  const days = laws.flatMap(({ in_force: { from, until } }) => [
    startOf(from),
    ...(until === null ? [] : [dayAfter(until)]),
  ]);
  const moments = [
    ...events.flatMap(({ at: happened, expiresAt }) => [happened, expiresAt]),
    ...relationships.map((each) => each.at),
    ...windows.filter((each) => each !== 'never' && each !== 'unavailable'),
    ...restrictions.flatMap(({ from, until }) => [from, until]),
    ...(birthDate === undefined ? [] : ages.map((age) => birthdayAt(birthDate, age))),
    ...days,
    ...rules.flatMap((rule) => conditionOf(rule).from ?? []).map(startOf),
  ].filter((each): each is Instant => each !== undefined && each > at);
  return [...new Set(moments)].toSorted();
}

const startOf = (day: string): Instant => `${day}T00:00:00.000Z`;
const dayAfter = (day: string): Instant =>
  new Date(Date.parse(startOf(day)) + 86_400_000).toISOString();
