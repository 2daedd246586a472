import type { Channel } from '#core/consent/consent-event';
import type { ContactCase } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import { recordRegion } from '#core/consent/record-region';
import { restrictedPeriods } from '#core/consent/restriction';
import { recordCountry } from '#core/identity/record-country';
import { compareText, type Json, type JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Ledger } from '#store/consents';

interface Asked {
  readonly purpose: Purpose;
  readonly channel: Channel;
  readonly contactPoint?: string;
  readonly at: string;
  readonly knownAt: string;
  readonly isOnDoNotCallList?: boolean;
}

/** As much of a customer as a decision rests on: golden attributes, and ids of the constituents. */
export interface Person {
  readonly attributes: JsonObject;
  readonly members: readonly string[];
}

/** What a decision rests on, from the customer and the ledger. */
export function caseOf(
  asked: Asked,
  { attributes, members }: Person,
  ledger: Ledger,
  schema: CustomerSchema,
): ContactCase {
  const birthDate = birthDateOf(attributes, schema);
  const { knownAt } = asked;
  const restrictions = restrictedPeriods(ledger.restrictions, { members, knownAt });
  return {
    ...asked,
    members,
    events: ledger.consents,
    relationships: ledger.relationships,
    jurisdictions: jurisdictionsOf(attributes, ledger, members, schema, knownAt),
    subscriber: schema.kind === 'organisation' ? 'corporate' : 'individual',
    ...(restrictions.length > 0 && { restrictions }),
    ...(birthDate !== undefined && { birthDate }),
  };
}

/** Where the person last said to be, and where the golden record says that she lives: the strictest of both decides. */
function jurisdictionsOf(
  attributes: JsonObject,
  { consents }: Ledger,
  members: readonly string[],
  schema: CustomerSchema,
  knownAt: string,
): readonly string[] {
  const told = consents
    .filter(({ customerId, recordedAt }) => members.includes(customerId) && recordedAt <= knownAt)
    .toSorted((a, b) => compareText(a.at, b.at) || compareText(a.eventId, b.eventId))
    .flatMap(({ jurisdiction }) => jurisdiction ?? [])
    .at(-1);
  const country = recordCountry(attributes, schema);
  const region = country === undefined ? undefined : recordRegion(attributes, schema, country);
  const lives = region === undefined ? country : `${country}-${region}`;
  return [...new Set([told, lives].filter((each) => each !== undefined))].toSorted();
}

function birthDateOf(attributes: JsonObject, schema: CustomerSchema): string | undefined {
  const name = schema.attributes.find(({ match }) => match === 'birth-date')?.name;
  const value: Json | undefined = name === undefined ? undefined : attributes[name];
  return typeof value === 'string' ? value : undefined;
}
