import type { Channel } from '#core/consent/consent-event';
import type { ContactCase } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import { recordRegion } from '#core/consent/record-region';
import type { StoredCustomer } from '#core/identity/change';
import { recordCountry } from '#core/identity/record-country';
import { compareText, type Json } from '#core/kernel/types';
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

/** What a decision rests on, from the customer and the ledger. */
export function caseOf(
  asked: Asked,
  { customer }: Pick<StoredCustomer, 'customer'>,
  ledger: Ledger,
  schema: CustomerSchema,
): ContactCase {
  const { attributes } = customer.golden;
  const birthDate = birthDateOf(attributes, schema);
  const members = customer.members.map((each) => each.customerId);
  return {
    ...asked,
    members,
    events: ledger.consents,
    relationships: ledger.relationships,
    jurisdictions: jurisdictionsOf(
      customer.golden.attributes,
      ledger,
      members,
      schema,
      asked.knownAt,
    ),
    subscriber: schema.kind === 'organisation' ? 'corporate' : 'individual',
    ...(birthDate !== undefined && { birthDate }),
  };
}

/** Where the person last said to be, and where the golden record says that she lives: the strictest of both decides. */
function jurisdictionsOf(
  attributes: StoredCustomer['customer']['golden']['attributes'],
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

function birthDateOf(
  attributes: StoredCustomer['customer']['golden']['attributes'],
  schema: CustomerSchema,
): string | undefined {
  const name = schema.attributes.find(({ match }) => match === 'birth-date')?.name;
  const value: Json | undefined = name === undefined ? undefined : attributes[name];
  return typeof value === 'string' ? value : undefined;
}
