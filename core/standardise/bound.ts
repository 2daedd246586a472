import type { StandardRecord } from './standard-record.ts';

/**
 * Matching compares every value of one record with every value of another, and text letter by
 * letter. These bounds keep that work small for any input: far above what people have, far below
 * what a request may hold.
 */
export const mostValues = 20;
export const mostWords = 12;
export const mostLetters = 40;

/** A record that is cheap to compare. Values come sorted, so the same ones are kept in any order of arrival. */
export const bound = (record: StandardRecord): StandardRecord => ({
  ...record,
  personNames: record.personNames.slice(0, mostValues).map((name) => ({
    ...name,
    given: words(name.given),
    middle: words(name.middle),
    family: words(name.family),
    familyPrevious: words(name.familyPrevious),
  })),
  organisationNames: record.organisationNames
    .slice(0, mostValues)
    .map((name) => ({ ...name, words: words(name.words) })),
  emails: record.emails.slice(0, mostValues),
  phones: record.phones.slice(0, mostValues),
  addresses: record.addresses.slice(0, mostValues).map((address) => ({
    ...address,
    street: words(address.street),
    ...(address.city !== undefined && { city: address.city.slice(0, mostLetters) }),
  })),
  identifiers: record.identifiers.slice(0, mostValues),
  socials: record.socials.slice(0, mostValues),
});

const words = (all: readonly string[]): readonly string[] =>
  all.slice(0, mostWords).map((word) => word.slice(0, mostLetters));
