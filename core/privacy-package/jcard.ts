import { own } from '#core/kernel/own';
import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerKind } from '#core/schema/customer-schema';
import {
  fullNameOf,
  groupsOf,
  isObject,
  type Provided,
  pointsOf,
  textOf,
  textsOf,
} from './provided.ts';

type Property = readonly [name: string, parameters: JsonObject, type: string, ...values: Json[]];

/** RFC 6350, 5.6: only these are types of any property. */
const places = new Set(['home', 'work']);
const sexes: Readonly<Record<string, string>> = {
  female: 'F',
  male: 'M',
  other: 'O',
  unknown: 'U',
};

/**
 * A vCard 4.0 in JSON: RFC 7095. What vCard has no property for stays in the package's records; docs/
 * privacy-package.md holds the table.
 */
export function jCardOf(kind: CustomerKind, provided: Provided): readonly Json[] {
  const { first, all } = provided;
  const fullName = fullNameOf(first.name) ?? '';
  const properties: readonly Property[] = [
    ['version', {}, 'text', '4.0'],
    ['kind', {}, 'text', kind === 'person' ? 'individual' : 'org'],
    // RFC 6350, 6.2.1: must be there.
    ['fn', {}, 'text', fullName],
    ...(kind === 'person' ? personProperties(provided) : organisationProperties(provided)),
    ...(all.name ?? [])
      .slice(1)
      .flatMap((each): Property[] => textProperty('nickname', fullNameOf(each))),
    ...pointsOf(provided, 'emails').flatMap(({ value, role }): Property[] =>
      textProperty('email', value, typeOf(role)),
    ),
    ...pointsOf(provided, 'phones').flatMap(({ value, role }) => telephone(value, role)),
    ...groupsOf(provided, 'addresses').map(address),
    ...groupsOf(provided, 'socials').flatMap(({ network, handle }): Property[] =>
      textProperty('x-socialprofile', handle, typeof network === 'string' ? { type: network } : {}),
    ),
    ...groupsOf(provided, 'identifiers').flatMap(({ type, value }): Property[] =>
      textProperty('x-identifier', value, typeof type === 'string' ? { type } : {}),
    ),
  ];
  return ['vcard', properties];
}

function personProperties(provided: Provided): readonly Property[] {
  const { first } = provided;
  const { family, given, middle, prefix, suffix } = isObject(first.name) ? first.name : {};
  const parts = [family, given, middle, prefix, suffix].map((each) => textOf(each) ?? '');
  const sex = own(sexes, textOf(first.gender) ?? '');
  return [
    ...(parts.some((each) => each !== '') ? [['n', {}, 'text', parts] as const] : []),
    ...(textOf(first.birthDate) === undefined
      ? []
      : [['bday', {}, 'date', textOf(first.birthDate) ?? ''] as const]),
    ...(sex === undefined ? [] : [['gender', {}, 'text', sex] as const]),
    ...(textOf(first.language) === undefined
      ? []
      : [['lang', {}, 'language-tag', textOf(first.language) ?? ''] as const]),
    ...textProperty('title', first.jobTitle),
    ...textProperty('org', first.employer),
  ];
}

const organisationProperties = (provided: Provided): readonly Property[] => [
  ...textProperty('org', provided.first.name),
  ...textsOf(provided, 'tradeNames').flatMap((each) => textProperty('nickname', each)),
  ...textsOf(provided, 'websites').map((each): Property => ['url', {}, 'uri', each]),
];

/** RFC 6350, 6.3.1: box, extended address, street, locality, region, code, country. */
const address = (held: JsonObject): Property => {
  const { line1, line2, city, region, postcode, country, full, role } = held;
  const part = (value: Json | undefined) => textOf(value) ?? '';
  const parameters = { ...typeOf(role), ...(textOf(full) !== undefined && { label: part(full) }) };
  const parts = ['', part(line2), part(line1), ...[city, region, postcode, country].map(part)];
  return ['adr', parameters, 'text', parts];
};

/** RFC 6350, 6.4.1: a `tel:` URI where the number is an international one. */
function telephone(value: Json | undefined, role: Json | undefined): readonly Property[] {
  const number = textOf(value);
  if (number === undefined) return [];
  const digits = number.replace(/[\s().-]/g, '');
  const parameters = role === 'mobile' ? { type: 'cell' } : typeOf(role);
  return /^\+\d+$/.test(digits)
    ? [['tel', parameters, 'uri', `tel:${digits}`]]
    : [['tel', parameters, 'text', number]];
}

const typeOf = (role: Json | undefined): JsonObject =>
  typeof role === 'string' && places.has(role) ? { type: role } : {};

const textProperty = (
  name: string,
  value: Json | undefined,
  parameters: JsonObject = {},
): Property[] => {
  const text = textOf(value);
  return text === undefined ? [] : [[name, parameters, 'text', text]];
};
