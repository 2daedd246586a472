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

/** Attributes of the built-in schemas that schema.org has a term for; the others keep their own names. */
const known = new Set([
  'name',
  'birthDate',
  'gender',
  'language',
  'nationality',
  'jobTitle',
  'employer',
  'emails',
  'phones',
  'addresses',
  'identifiers',
  'socials',
  'tradeNames',
  'legalForm',
  'websites',
  'employees',
  'founded',
]);

const genders: Readonly<Record<string, string>> = {
  female: 'https://schema.org/Female',
  male: 'https://schema.org/Male',
};

/** What is not of the built-in schemas stands under this prefix, by the name that the business gave it. */
const ownTerms = 'urn:goldspoke:attribute:';

/** A schema.org Person or Organization; docs/privacy-package.md holds the table. schema.org/Person */
export function jsonLdOf(kind: CustomerKind, provided: Provided): JsonObject {
  const { first, all } = provided;
  const names = (all.name ?? []).flatMap((each) => fullNameOf(each) ?? []);
  const others = new Set([...names, ...textsOf(provided, 'tradeNames')]);
  if (names[0] !== undefined) others.delete(names[0]);
  const terms: Readonly<Record<string, Json | undefined>> = {
    name: names[0],
    ...(others.size > 0 && { alternateName: [...others] }),
    ...(kind === 'person' ? personTerms(provided) : organisationTerms(provided)),
    email: listed(pointsOf(provided, 'emails').map(({ value }) => value)),
    telephone: listed(pointsOf(provided, 'phones').map(({ value }) => value)),
    address: listed(groupsOf(provided, 'addresses').map(addressOf)),
    identifier: listed(groupsOf(provided, 'identifiers').map(identifierOf)),
    ...Object.fromEntries(
      Object.keys(first)
        .filter((name) => !known.has(name))
        .map((name) => [`own:${name}`, one(all[name] ?? [])]),
    ),
    'own:socials': listed(groupsOf(provided, 'socials')),
  };
  const held = Object.entries(terms).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  return {
    '@context': ['https://schema.org', { own: ownTerms }],
    '@type': kind === 'person' ? 'Person' : 'Organization',
    ...Object.fromEntries(held),
  };
}

function personTerms(provided: Provided): Readonly<Record<string, Json | undefined>> {
  const { first } = provided;
  const name = isObject(first.name) ? first.name : {};
  const gender = textOf(first.gender);
  const employer = textOf(first.employer);
  return {
    honorificPrefix: textOf(name.prefix),
    givenName: textOf(name.given),
    additionalName: textOf(name.middle),
    familyName: textOf(name.family),
    honorificSuffix: textOf(name.suffix),
    birthDate: textOf(first.birthDate),
    gender: gender === undefined ? undefined : (own(genders, gender) ?? gender),
    knowsLanguage: textOf(first.language),
    nationality: textOf(first.nationality),
    jobTitle: textOf(first.jobTitle),
    worksFor: employer === undefined ? undefined : { '@type': 'Organization', name: employer },
  };
}

const organisationTerms = (provided: Provided): Readonly<Record<string, Json | undefined>> => ({
  foundingDate: textOf(provided.first.founded),
  numberOfEmployees:
    provided.first.employees === undefined
      ? undefined
      : { '@type': 'QuantitativeValue', value: provided.first.employees },
  url: listed(textsOf(provided, 'websites')),
  'own:legalForm': provided.first.legalForm,
});

const addressOf = ({ line1, line2, city, region, postcode, country, full, role }: JsonObject) =>
  typed('PostalAddress', {
    streetAddress: textOf([line1, line2].flatMap((line) => textOf(line) ?? []).join(', ')) ?? full,
    addressLocality: city,
    addressRegion: region,
    postalCode: postcode,
    addressCountry: country,
    name: role,
  });

const identifierOf = ({ type, value, country }: JsonObject) =>
  typed('PropertyValue', { propertyID: type, value, valueReference: country });

const typed = (type: string, members: Readonly<Record<string, Json | undefined>>): JsonObject => ({
  '@type': type,
  ...Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  ),
});

const one = (values: readonly Json[]): Json => (values.length === 1 ? (values[0] ?? null) : values);

const listed = (values: readonly (Json | undefined)[]): Json | undefined => {
  const there = values.filter((each): each is Json => each !== undefined);
  return there.length === 0 ? undefined : there;
};
