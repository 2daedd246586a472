import type { Violation } from '#core/kernel/refusal';
import { compareText, type Json, type JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { bound } from './bound.ts';
import { countryCode } from './country.ts';
import { countryOfDomain, countryOfStreet } from './country-hints.ts';
import { emailAddress, standardEmail } from './email.ts';
import { type Feature, featuresOf } from './features.ts';
import { fold } from './fold.ts';
import { readGender } from './gender.ts';
import { standardIdentifier } from './identifier.ts';
import { standardOrganisationName } from './organisation-name.ts';
import { standardPersonName, type WrittenName } from './person-name.ts';
import { standardPhone } from './phone.ts';
import {
  isPlaceholderDate,
  isPlaceholderEmail,
  isPlaceholderIdentifier,
  isPlaceholderPhone,
  isPlaceholderText,
} from './placeholders.ts';
import { standardAddress, type WrittenAddress } from './postal-address.ts';
import { standardSocial } from './social.ts';
import type { StandardAddress, StandardRecord } from './standard-record.ts';

/** What matching compares, and what is odd about the record without being wrong. */
export interface Standardised {
  readonly record: StandardRecord;
  /**
   * `placeholder`, `phone.unreadable`, `email.role-address`, `email.unlikely-domain`,
   * `country.unknown`, `identifier.checksum`; pointers relative to the attributes, no values.
   */
  readonly findings: readonly Violation[];
}

const messages = {
  placeholder: 'This stands for no value; it is kept and takes no part in matching.',
  'phone.unreadable': 'No country reads this as a phone number of its own.',
  'email.role-address': 'A mailbox of this name is usually shared by several people.',
  'email.unlikely-domain': 'No mail can be delivered to a domain of one word.',
  'country.unknown': 'This is neither an ISO 3166-1 code nor a name of a country.',
  'identifier.checksum': 'The check digits of this identifier do not hold.',
} as const;

type Report = (rule: keyof typeof messages, pointer: string) => void;

/**
 * Brings a validated record to the form that matching compares. The record itself is not changed.
 * Pure; members that do not have the schema's type are passed over.
 */
export function standardise(attributes: JsonObject, schema: CustomerSchema): Standardised {
  const findings: Violation[] = [];
  const report: Report = (rule, pointer) =>
    findings.push({ pointer, rule, message: messages[rule] });
  const features = featuresOf(attributes, schema.attributes);
  const of = (role: Feature['role']) => features.filter((each) => each.role === role);

  const emails = collect(of('email'), (each) => readEmail(each, report));
  const places = of('postal-address').map((each) => readAddress(each, report));
  const addresses = places.filter((each) => each !== undefined);
  const countries = countriesOf(addresses, features, emails, attributes);
  const birthDate = of('birth-date')
    .map((each) => readDate(each, report))
    .find(Boolean);
  const gender = of('gender')
    .map(({ value }) => (typeof value === 'string' ? readGender(value) : undefined))
    .find((each) => each !== undefined && each !== 'unknown');
  const legalForm = textOf(attributes.legalForm);

  const record: StandardRecord = {
    kind: schema.kind,
    personNames: collect(of('person-name'), (each) => readName(each, report)),
    organisationNames: collect(of('organisation-name'), (each) =>
      readOrganisation(each, each.pointer === '/name' ? legalForm : undefined, report),
    ),
    ...(birthDate !== undefined && { birthDate }),
    ...(gender !== undefined && { gender }),
    emails,
    phones: collect(of('phone'), (each) => readPhoneOf(each, countries, report)),
    addresses: distinct(addresses),
    identifiers: collect(of('identifier'), (each) => readIdentifier(each, report)),
    socials: collect(of('social'), readSocial),
  };
  return { record: bound(record), findings };
}

function collect<T>(
  features: readonly Feature[],
  read: (feature: Feature) => T | undefined,
): readonly T[] {
  if (features.length === 0) return [];
  return distinct(features.map(read).filter((each) => each !== undefined));
}

/** Without duplicates, in one order. The keys of each kind of feature always come in the same order, so their JSON is canonical. */
function distinct<T>(items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const byText = new Map(items.map((item) => [JSON.stringify(item), item] as const));
  return [...byText].toSorted(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

const noText: Readonly<Record<string, string>> = {};

/** The members of a group that are text. */
function textsOf(value: Json): Readonly<Record<string, string>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return noText;
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function readName({ value, pointer }: Feature, report: Report) {
  const written: WrittenName = textsOf(value);
  for (const [part, text] of Object.entries(written)) {
    if (isPlaceholderText(text)) report('placeholder', `${pointer}/${part}`);
  }
  return standardPersonName(written);
}

function readOrganisation(
  { value, pointer }: Feature,
  legalForm: string | undefined,
  report: Report,
) {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (isPlaceholderText(text)) report('placeholder', pointer);
  return standardOrganisationName(text, legalForm);
}

function readDate({ value, pointer }: Feature, report: Report): string | undefined {
  const date = textOf(value);
  if (date === undefined || !isPlaceholderDate(date)) return date;
  report('placeholder', pointer);
  return undefined;
}

function readEmail({ value, pointer }: Feature, report: Report) {
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (isPlaceholderEmail(emailAddress(text))) report('placeholder', pointer);
  const email = standardEmail(text);
  if (email?.isRole) report('email.role-address', pointer);
  if (email !== undefined && !email.domain.includes('.')) report('email.unlikely-domain', pointer);
  return email;
}

function readAddress({ value, pointer }: Feature, report: Report): StandardAddress | undefined {
  const written: WrittenAddress & { readonly role?: string } = textsOf(value);
  for (const [part, text] of Object.entries(written)) {
    if (part !== 'role' && isPlaceholderText(text)) report('placeholder', `${pointer}/${part}`);
  }
  const { country } = written;
  if (country !== undefined && !isPlaceholderText(country) && countryCode(country) === undefined) {
    report('country.unknown', `${pointer}/country`);
  }
  const street = written.line1 ?? written.full;
  return standardAddress(written, street === undefined ? undefined : countryOfStreet(fold(street)));
}

interface Countries {
  /** An address says so. */
  readonly stated: readonly string[];
  /** The nationality, a mailbox or the language of a street hints at it. */
  readonly guessed: readonly string[];
}

function countriesOf(
  addresses: readonly StandardAddress[],
  features: readonly Feature[],
  emails: StandardRecord['emails'],
  attributes: JsonObject,
): Countries {
  if (!features.some(({ role }) => role === 'phone')) return { stated: [], guessed: [] };
  const stated = features
    .filter(({ role }) => role === 'postal-address')
    .flatMap(({ value }) => countryCode(textsOf(value).country) ?? []);
  const read = addresses.flatMap(({ country }) => country ?? []);
  const identified = features
    .filter(({ role }) => role === 'identifier')
    .flatMap(({ value }) => countryCode(textsOf(value).country) ?? []);
  const guessed = [
    ...emails.flatMap(({ domain }) => countryOfDomain(domain) ?? []),
    ...[attributes.country, attributes.nationality].flatMap(
      (each) => countryCode(textOf(each)) ?? [],
    ),
    ...identified,
  ];
  return { stated: [...new Set([...stated, ...read])], guessed: [...new Set(guessed)] };
}

function readPhoneOf({ value, beside, pointer }: Feature, countries: Countries, report: Report) {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const own = countryCode(textOf(beside.country));
  const stated = own === undefined ? countries.stated : [own, ...countries.stated];
  const phone = standardPhone(text, stated, countries.guessed);
  if (isPlaceholderPhone(text)) report('placeholder', pointer);
  else if (phone === undefined || phone.number.startsWith('~')) report('phone.unreadable', pointer);
  return phone;
}

function readIdentifier({ value, pointer }: Feature, report: Report) {
  const written = textsOf(value);
  const identifier = standardIdentifier(written);
  const text = written.value;
  if (text !== undefined && isPlaceholderIdentifier(text))
    report('placeholder', `${pointer}/value`);
  if (identifier?.checksumHolds === false) report('identifier.checksum', `${pointer}/value`);
  return identifier;
}

function readSocial({ value }: Feature) {
  const { network, handle } = textsOf(value);
  return network === undefined || handle === undefined
    ? undefined
    : standardSocial(network, handle);
}
