import type { Violation } from '#core/kernel/refusal';
import type { Json, JsonObject } from '#core/kernel/types';
import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { readGender } from '#core/standardise/gender';
import { standardIdentifier } from '#core/standardise/identifier';
import { phoneDigits } from '#core/standardise/phone';
import {
  isPlaceholderDate,
  isPlaceholderEmail,
  isPlaceholderIdentifier,
  isPlaceholderPhone,
} from '#core/standardise/placeholders';
import { checkRules } from './check-rules.ts';
import type { AttributeDefinition, AttributeType, CustomerSchema } from './customer-schema.ts';
import { isDay } from './day.ts';

/** Violations beyond this many say nothing new. */
const mostViolations = 100;
/** Items of a list whose schema names no limit. */
const mostItems = 100;

/** Characters of a value, by what it is. */
const lengths = {
  namePart: 200,
  fullName: 500,
  organisation: 300,
  email: 254,
  phone: 50,
  addressPart: 200,
  fullAddress: 1000,
  identifierType: 60,
  identifier: 100,
  country: 60,
  text: 1000,
} as const;

type TextMembers = Readonly<Record<string, number>>;

const nameMembers: TextMembers = {
  prefix: lengths.namePart,
  given: lengths.namePart,
  middle: lengths.namePart,
  family: lengths.namePart,
  familyPrevious: lengths.namePart,
  suffix: lengths.namePart,
  full: lengths.fullName,
};
const addressMembers: TextMembers = {
  role: lengths.addressPart,
  line1: lengths.addressPart,
  line2: lengths.addressPart,
  city: lengths.addressPart,
  region: lengths.addressPart,
  postcode: lengths.country,
  country: lengths.country,
  full: lengths.fullAddress,
};
const identifierMembers: TextMembers = {
  type: lengths.identifierType,
  value: lengths.identifier,
  country: lengths.country,
};

/** Where the check stands, and what it has found so far. */
interface Check {
  readonly today: string;
  readonly violations: Violation[];
}

/**
 * Checks a record against its schema. Gives the record as it is to be kept: text trimmed and in NFC,
 * members that are null, empty or blank left out (partial records are welcome), enumerations in the
 * spelling of the schema. Placeholders and phone numbers that nobody can dial pass: `standardise`
 * reports them as findings.
 *
 * Violations carry RFC 6901 pointers relative to the attributes and no values, at most 100. `today`
 * is `YYYY-MM-DD`. Never throws, whatever JSON comes in.
 */
export function validate(
  attributes: unknown,
  schema: CustomerSchema,
  today: string,
): { readonly attributes: JsonObject } | { readonly violations: readonly Violation[] } {
  const check: Check = { today, violations: [] };
  if (!isRecord(attributes)) {
    return { violations: [violation('', 'type', 'Attributes are an object.')] };
  }
  const cleaned = readMembers(attributes, schema.attributes, '', check);
  if (check.violations.length === 0 && cleaned === undefined) {
    report(check, '', 'required', 'A record has at least one attribute with a value.');
  }
  return check.violations.length > 0
    ? { violations: check.violations }
    : { attributes: cleaned ?? {} };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const violation = (pointer: string, rule: string, message: string): Violation => ({
  pointer,
  rule,
  message,
});

function report(check: Check, pointer: string, rule: string, message: string): undefined {
  if (check.violations.length < mostViolations)
    check.violations.push(violation(pointer, rule, message));
  return undefined;
}

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** RFC 6901; a name of absurd length is cut, so that an answer stays small. */
const step = (name: string): string =>
  `/${name.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Reads the members of the record, or of a group, by their definitions; `undefined` when none has a value. */
function readMembers(
  value: Readonly<Record<string, unknown>>,
  definitions: readonly AttributeDefinition[],
  pointer: string,
  check: Check,
): JsonObject | undefined {
  refuseUnknown(value, new Set(definitions.map(({ name }) => name)), pointer, check);
  const kept: [string, Json][] = [];
  for (const definition of definitions) {
    const { name } = definition;
    const at = pointer + step(name);
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    const found = check.violations.length;
    const read = isBlank(member) ? undefined : readValue(member, definition, at, check);
    if (read !== undefined) {
      // A date that stands for none cannot be implausible: it is a finding.
      const rules = isPlaceholder(read, definition) ? undefined : definition.rules;
      for (const { id, message } of checkRules(read, rules, check.today)) {
        report(check, at, id, message);
      }
      kept.push([name, read]);
    } else if (definition.required && check.violations.length === found) {
      report(check, at, 'required', 'This attribute is required.');
    }
    if (check.violations.length >= mostViolations) break;
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

const isPlaceholder = (value: Json, type: AttributeType): boolean =>
  type.type === 'date' && typeof value === 'string' && isPlaceholderDate(value);

function refuseUnknown(
  value: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  pointer: string,
  check: Check,
): void {
  for (const name of Object.keys(value)) {
    if (check.violations.length >= mostViolations) return;
    if (!known.has(name)) {
      report(check, pointer + step(name), 'unknown-attribute', 'The schema has no such attribute.');
    }
  }
}

/** The value in the form it is kept in; `undefined` when it has none, or breaks a rule that was then reported. */
function readValue(
  value: unknown,
  type: AttributeType,
  pointer: string,
  check: Check,
): Json | undefined {
  switch (type.type) {
    case 'text':
      return readText(value, type.maxLength ?? lengths.text, pointer, check, true);
    case 'organisation-name':
      return readText(value, type.maxLength ?? lengths.organisation, pointer, check);
    case 'email':
      return readEmail(value, pointer, check);
    case 'phone':
      return readPhone(value, pointer, check);
    case 'date':
      return readDate(value, pointer, check);
    case 'enumeration':
      return readEnumeration(value, type.values, pointer, check);
    case 'number':
      return readNumber(value, type.integer ?? false, pointer, check);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(check, pointer, 'true or false');
    case 'person-name':
      return readTexts(value, nameMembers, pointer, check);
    case 'postal-address':
      return readAddress(value, type.roles, pointer, check);
    case 'identifier':
      return readIdentifier(value, type.types, pointer, check);
    case 'group':
      return readGroup(value, type.attributes, pointer, check);
    case 'list':
      return readList(value, type.items, type.maxItems ?? mostItems, pointer, check);
  }
}

function readGroup(
  value: unknown,
  definitions: readonly AttributeDefinition[],
  pointer: string,
  check: Check,
): JsonObject | undefined {
  if (!isRecord(value)) return wrongType(check, pointer, 'an object');
  // `{ value: '', role: 'home' }` is an empty row of a form, and so is a group of blanks only.
  const isEmptyRow =
    definitions.some(
      ({ name, required }) => required && Object.hasOwn(value, name) && isBlank(value[name]),
    ) || Object.values(value).every(isBlank);
  if (!isEmptyRow) return readMembers(value, definitions, pointer, check);
  refuseUnknown(value, new Set(definitions.map(({ name }) => name)), pointer, check);
  return undefined;
}

const wrongType = (check: Check, pointer: string, expected: string): undefined =>
  report(check, pointer, 'type', `This must be ${expected}.`);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const lineBreaks = /[\t\n\r]/;

/** `lines`: line breaks and tabs are kept inside. */
function readText(
  value: unknown,
  maxLength: number,
  pointer: string,
  check: Check,
  lines = false,
): string | undefined {
  if (typeof value !== 'string') return wrongType(check, pointer, 'text');
  // Before anything else looks at it: a text of megabytes is not worth normalising.
  if (value.length > maxLength * 4) return tooLong(check, pointer, maxLength);
  const text = value.normalize('NFC').trim();
  if (text === '') return undefined;
  if (!text.isWellFormed()) {
    return report(check, pointer, 'well-formed', 'The text holds half a surrogate pair.');
  }
  if (control.test(text) || (!lines && lineBreaks.test(text))) {
    return report(check, pointer, 'control-characters', 'The text holds control characters.');
  }
  return text.length > maxLength ? tooLong(check, pointer, maxLength) : text;
}

const tooLong = (check: Check, pointer: string, maxLength: number): undefined =>
  report(check, pointer, 'max-length', `At most ${maxLength} characters.`);

function readEmail(value: unknown, pointer: string, check: Check): string | undefined {
  const text = readText(value, lengths.email, pointer, check);
  if (text === undefined) return undefined;
  const address = emailAddress(text);
  return isEmailSyntax(address) || isPlaceholderEmail(address)
    ? text
    : report(check, pointer, 'email.syntax', 'This is not an e-mail address.');
}

/** From this many digits on it is taken for a number, however mistyped. */
const fewestDigits = 6;

function readPhone(value: unknown, pointer: string, check: Check): string | undefined {
  const text = readText(value, lengths.phone, pointer, check);
  if (text === undefined) return undefined;
  const digits = phoneDigits(text).length;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const isPlaceholder = isPlaceholderPhone(text) && (digits === 0 || letters === 0);
  // `ext`, `tel`, `(mobile)` beside enough digits.
  return isPlaceholder || (digits >= fewestDigits && digits <= 25 && letters <= digits)
    ? text
    : report(check, pointer, 'phone.readable', 'This is not a phone number.');
}

function readDate(value: unknown, pointer: string, check: Check): string | undefined {
  const text = readText(value, lengths.text, pointer, check);
  if (text === undefined) return undefined;
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) {
    return report(check, pointer, 'date.format', 'A date is written YYYY-MM-DD.');
  }
  return isDay(text) ? text : report(check, pointer, 'date.exists', 'There is no such day.');
}

function readEnumeration(
  value: unknown,
  values: readonly string[],
  pointer: string,
  check: Check,
): string | undefined {
  const text = readText(value, lengths.text, pointer, check);
  if (text === undefined) return undefined;
  const lower = text.toLowerCase();
  const found = values.find((each) => each.toLowerCase() === lower) ?? asGender(text, values);
  return found ?? report(check, pointer, 'one-of', `One of: ${values.join(', ')}.`);
}

/** `F`, `weiblich` for an enumeration that has both `female` and `male`. */
function asGender(text: string, values: readonly string[]): string | undefined {
  if (!values.includes('female') || !values.includes('male')) return undefined;
  const gender = readGender(text);
  return gender !== undefined && values.includes(gender) ? gender : undefined;
}

function readNumber(
  value: unknown,
  integer: boolean,
  pointer: string,
  check: Check,
): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return wrongType(check, pointer, 'a number');
  if (!integer) return value;
  return Number.isSafeInteger(value) ? value : wrongType(check, pointer, 'a whole number');
}

function readTexts(
  value: unknown,
  members: TextMembers,
  pointer: string,
  check: Check,
): JsonObject | undefined {
  if (!isRecord(value)) return wrongType(check, pointer, 'an object');
  refuseUnknown(value, new Set(Object.keys(members)), pointer, check);
  const kept: [string, Json][] = [];
  for (const [name, maxLength] of Object.entries(members)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    // Whole addresses come with line breaks in them.
    const text = isBlank(member)
      ? undefined
      : readText(member, maxLength, pointer + step(name), check, members === addressMembers);
    if (text !== undefined) kept.push([name, text]);
  }
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function readAddress(
  value: unknown,
  roles: readonly string[] | undefined,
  pointer: string,
  check: Check,
): JsonObject | undefined {
  const address = readTexts(value, addressMembers, pointer, check);
  const role = address?.role;
  if (address === undefined || typeof role !== 'string' || roles === undefined) return address;
  const known = readEnumeration(role, roles, `${pointer}/role`, check);
  if (known === undefined) return undefined;
  // A role of nothing is no address.
  return Object.keys(address).length === 1 ? undefined : { ...address, role: known };
}

function readIdentifier(
  value: unknown,
  types: readonly string[] | undefined,
  pointer: string,
  check: Check,
): JsonObject | undefined {
  const found = check.violations.length;
  const identifier = readTexts(value, identifierMembers, pointer, check);
  if (identifier === undefined || check.violations.length > found) return undefined;
  const { type, value: text } = identifier;
  // A type or a country without a value is an empty row of a form.
  if (typeof text !== 'string') return undefined;
  if (typeof type !== 'string') {
    return report(check, `${pointer}/type`, 'required', 'An identifier names its type.');
  }
  const known = types === undefined ? type : readEnumeration(type, types, `${pointer}/type`, check);
  if (known === undefined) return undefined;
  const standard = isPlaceholderIdentifier(text)
    ? undefined
    : standardIdentifier({ ...identifier, type, value: text });
  if (standard?.checksumHolds === false) {
    return report(
      check,
      `${pointer}/value`,
      'identifier.checksum',
      'The check digits do not hold.',
    );
  }
  return { ...identifier, type: known };
}

function readList(
  value: unknown,
  items: AttributeType,
  maxItems: number,
  pointer: string,
  check: Check,
): readonly Json[] | undefined {
  if (!Array.isArray(value)) return wrongType(check, pointer, 'a list');
  if (value.length > maxItems)
    return report(check, pointer, 'max-items', `At most ${maxItems} items.`);
  const kept: Json[] = [];
  for (const [at, item] of value.entries()) {
    const read = isBlank(item) ? undefined : readValue(item, items, `${pointer}/${at}`, check);
    if (read !== undefined) kept.push(read);
    if (check.violations.length >= mostViolations) break;
  }
  return kept.length > 0 ? kept : undefined;
}
