import { canonical } from '#core/kernel/canonical';
import type { Json, JsonObject } from '#core/kernel/types';
import type { AttributeDefinition, AttributeType } from '#core/schema/customer-schema';
import { countryCode } from './country.ts';
import { emailAddress } from './email.ts';
import { identifierType, identifierValue } from './identifier.ts';
import { phoneDigits, readPhone } from './phone.ts';
import { standardAddress } from './postal-address.ts';

/** Where a value stands, for reading it: ISO 3166-1 alpha-2 of the record, for phones in national spelling. */
export interface ValueContext {
  readonly country?: string;
}

/** Members of these types say which thing a group is about; its other members only describe it. */
const naming: ReadonlySet<AttributeType['type']> = new Set([
  'email',
  'phone',
  'identifier',
  'postal-address',
  'person-name',
  'organisation-name',
]);

/**
 * A text that is equal for values that mean the same, whatever their spelling: for telling the items
 * of a list apart and for counting how often a value occurs. E-mail in lower case, phone as E.164,
 * address by its parts and role, identifier by type and value, group by the members that name it
 * (`{ value, role }` by `value`), text without regard to case and spacing. Diacritics count:
 * `Müller` and `Muller` are two values. Personal: never a key, never logged.
 */
export function identityOf(value: Json, type: AttributeType, context: ValueContext = {}): string {
  switch (type.type) {
    case 'email':
      return typeof value === 'string' ? emailAddress(value.normalize('NFKC')) : canonical(value);
    case 'phone':
      return typeof value === 'string' ? phoneIdentity(value, context) : canonical(value);
    case 'identifier':
      return isObject(value) ? identifierIdentity(value) : canonical(value);
    case 'postal-address':
      return isObject(value) ? addressIdentity(value) : canonical(value);
    case 'group':
      return isObject(value) ? groupIdentity(value, type.attributes, context) : canonical(value);
    case 'list':
      return Array.isArray(value)
        ? canonical(value.map((item) => identityOf(item, type.items, context)).toSorted())
        : canonical(value);
    case 'person-name':
    case 'organisation-name':
    case 'text':
    case 'enumeration':
      return canonical(sameCase(value));
    case 'date':
    case 'number':
    case 'boolean':
      return canonical(value);
  }
}

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const textIn = (value: JsonObject, name: string): string | undefined => {
  const member = Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
};

const oneCase = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

function sameCase(value: Json): Json {
  if (typeof value === 'string') return oneCase(value);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, sameCase(member)]),
  );
}

function phoneIdentity(text: string, { country }: ValueContext): string {
  const read = readPhone(text, country === undefined ? [] : [country]);
  const digits = phoneDigits(text);
  return read?.number ?? (digits === '' ? oneCase(text) : `~${digits}`);
}

function identifierIdentity(value: JsonObject): string {
  return canonical([
    identifierType(textIn(value, 'type') ?? ''),
    identifierValue(textIn(value, 'value') ?? ''),
  ]);
}

function addressIdentity(value: JsonObject): string {
  const address = standardAddress(
    Object.fromEntries(
      Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
  );
  const role = textIn(value, 'role') ?? null;
  // What cannot be read is compared as written.
  if (address === undefined || address.street.length === 0) return canonical(sameCase(value));
  return canonical([
    address.street.join(' '),
    address.houseNumber ?? null,
    address.unit ?? null,
    address.postcode ?? null,
    // The postcode says town and country; many sources leave these away or spell them differently.
    address.postcode === undefined ? (address.city ?? null) : null,
    address.postcode === undefined ? (address.country ?? null) : null,
    role,
  ]);
}

function groupIdentity(
  value: JsonObject,
  attributes: readonly AttributeDefinition[],
  context: ValueContext,
): string {
  const country = countryCode(textIn(value, 'country')) ?? context.country;
  const inside: ValueContext = country === undefined ? {} : { country };
  const present = attributes.filter(({ name }) => Object.hasOwn(value, name));
  const named = present.filter(({ type }) => naming.has(type));
  const parts = (named.length > 0 ? named : present).map(
    (attribute) =>
      [attribute.name, identityOf(value[attribute.name] ?? null, attribute, inside)] as const,
  );
  return canonical(Object.fromEntries(parts));
}
