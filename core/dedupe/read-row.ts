import { countryName } from './country-numbers.ts';
import type { RowScanner } from './delimited.ts';
import { type Interner, makeCompanions } from './interner.ts';
import {
  type ContactColumn,
  flagGenderShift,
  flagOrganisation,
  type Layout,
  type Plan,
} from './layout.ts';
import { emailReader } from './read-emails.ts';
import { lineReader } from './read-lines.ts';
import { phoneReader } from './read-phones.ts';
import { splitContacts } from './split-contacts.ts';
import { textOfBytes } from './text-of-bytes.ts';
import { ValueMemo } from './value-memo.ts';
import {
  addressPart,
  makeValueReaders,
  namePart,
  organisationPart,
  placePart,
  type ValueReader,
} from './value-readers.ts';

/** What a column's values become: made once for each distinct one. */
interface Remembered {
  readonly column: number;
  readonly memo: ValueMemo;
  readonly read: ValueReader;
}

const encoder = new TextEncoder();

/** Nothing stands in the column. */
const none = -1;
const point = 46;

/** Ages are compared as years of birth, whatever the year they were written in. */
const yearOfAges = 2025;
const oldest = 125;

/**
 * Reads the row that `scanner` stands at into `rows`, from place `row` on: the numbers of its standardised
 * values, where `layout` has them.
 */
export function rowReader(
  bytes: Uint8Array,
  scanner: RowScanner,
  plan: Plan,
  interner: Interner,
): (rows: Int32Array, row: number) => void {
  const { layout } = plan;
  const { starts, ends, quoted } = scanner;
  const readers = makeValueReaders(interner);
  const remembered =
    (width: number, read: ValueReader) =>
    (column: number): Remembered => ({ column, memo: new ValueMemo(width), read });
  const all = (
    columns: readonly number[] | undefined,
    width: number,
    read: ValueReader,
  ): readonly Remembered[] => (columns ?? []).map(remembered(width, read));
  const maybe = (
    column: number | undefined,
    width: number,
    read: ValueReader,
  ): Remembered | undefined => (column === undefined ? undefined : remembered(width, read)(column));

  const unquoted = new Uint8Array(1 << 16);
  let source = bytes;
  let from = 0;
  let to = 0;
  /** Finds where the text of a column stands: without spaces around it, doubled quotes undone. */
  const open = (column: number): boolean => {
    from = starts[column] as number;
    to = ends[column] as number;
    while (from < to && (bytes[from] as number) <= 32) from++;
    while (to > from && (bytes[to - 1] as number) <= 32) to--;
    source = bytes;
    if (quoted[column] !== 2 || from === to) return from < to;
    let length = 0;
    for (let at = from; at < to; at++) {
      unquoted[length++] = bytes[at] as number;
      if (bytes[at] === 34 && bytes[at + 1] === 34) at++;
    }
    source = unquoted;
    from = 0;
    to = length;
    return true;
  };
  /** The same of one of several contact points of a cell. */
  const openContact = ({ column, nth }: ContactColumn): boolean => {
    if (!open(column)) return false;
    if (nth === undefined) return true;
    const found = splitContacts(textOfBytes(source, from, to))[nth];
    if (found === undefined) return false;
    source = encoder.encode(found);
    from = 0;
    to = source.length;
    return true;
  };
  /** Where the entries of the memo hold what the column's value becomes, or `none`. */
  const find = ({ column, memo, read }: Remembered, country = 0): number => {
    if (!open(column)) return none;
    const entry = memo.find(source, from, to, country);
    if (memo.isNew)
      read(textOfBytes(source, from, to).normalize('NFC'), memo.entries, entry, country);
    return entry;
  };
  const numberFor = (of: Remembered | undefined, part = 0, country = 0): number => {
    if (of === undefined) return 0;
    const entry = find(of, country);
    return entry === none ? 0 : (of.memo.entries[entry + part] as number);
  };

  const { person } = plan;
  const nameWidth = Object.keys(namePart).length;
  const given = all(person.given, nameWidth, readers.given);
  const family = all(person.family, nameWidth, readers.family);
  const full = (person.full ?? []).map((column) =>
    remembered(
      nameWidth,
      plan.familyFirst.includes(column) ? readers.fullFamilyFirst : readers.full,
    )(column),
  );
  const suffix = all(person.suffix, nameWidth, readers.suffix);
  const middle = all(person.middle, nameWidth, readers.middle);
  const previous = all(person.previous, nameWidth, readers.family);
  const gender = all(plan.gender, 1, readers.gender);
  const noName = new Int32Array(nameWidth);
  const [ofGiven, ofFamily, ofFull, ofOther] = [0, 0, 0, 0].map(
    () => new Int32Array(nameWidth),
  ) as [Int32Array, Int32Array, Int32Array, Int32Array];
  /** The first of the columns that says anything. */
  const nameOf = (columns: readonly Remembered[], into: Int32Array): Int32Array => {
    for (const each of columns) {
      const entry = find(each);
      if (entry === none) continue;
      for (let part = 0; part < nameWidth; part++)
        into[part] = each.memo.entries[entry + part] as number;
      return into;
    }
    return noName;
  };
  const part = (name: Int32Array, which: keyof typeof namePart): number =>
    name[namePart[which]] as number;

  const readName = (rows: Int32Array, row: number): number => {
    const one = nameOf(given, ofGiven);
    const other = nameOf(family, ofFamily);
    const hasGiven = part(one, 'given') !== 0;
    const hasFamily = part(other, 'family') !== 0;
    const whole = !hasGiven || !hasFamily || suffix.length === 0 ? nameOf(full, ofFull) : noName;
    const givenFrom = hasGiven ? one : whole;
    const familyFrom = hasFamily ? other : whole;
    rows[row + layout.given] = part(givenFrom, 'given');
    rows[row + layout.givenSound] = part(givenFrom, 'givenSound');
    rows[row + layout.family] = part(familyFrom, 'family');
    rows[row + layout.familySound] = part(familyFrom, 'familySound');
    const generation = part(nameOf(suffix, ofOther), 'generation');
    rows[row + layout.middle] =
      part(nameOf(middle, ofOther), 'middle') ||
      (hasGiven && hasFamily ? 0 : part(whole, 'middle'));
    rows[row + layout.previous] = part(nameOf(previous, ofOther), 'family');
    let sex = 0;
    for (const each of gender) sex ||= numberFor(each);
    return (
      (generation ||
        part(other, 'generation') ||
        part(one, 'generation') ||
        part(whole, 'generation')) |
      (sex << flagGenderShift)
    );
  };

  const organisations = plan.organisations.map(({ name }) =>
    remembered(Object.keys(organisationPart).length, readers.organisation)(name),
  );
  const births = plan.birthDate.map(({ column, dayFirst }) =>
    remembered(1, dayFirst ? readers.dayFirst : readers.monthFirst)(column),
  );

  /** The whole number that stands in a column; 0 where there is none. */
  const wholeNumber = (column: number | undefined): number => {
    if (column === undefined || !open(column)) return 0;
    let number = 0;
    for (let at = from; at < to && source[at] !== point; at++) {
      const digit = (source[at] as number) - 48;
      if (digit < 0 || digit > 9) return 0;
      number = number * 10 + digit;
    }
    return number;
  };
  const { year, month, day, age } = plan.birthParts;
  const hasParts = year !== undefined || age !== undefined;
  const readBirthParts = (): number => {
    const aged = wholeNumber(age);
    const born = wholeNumber(year) || (aged > 0 && aged < oldest ? yearOfAges - aged : 0);
    const [ofMonth, ofDay] = [wholeNumber(month), wholeNumber(day)];
    if (born < 1850 || born > 2100) return 0;
    return ofMonth > 12 || ofDay > 31 || ofMonth === 0 || ofDay === 0
      ? born * 10_000
      : born * 10_000 + ofMonth * 100 + ofDay;
  };

  const readOrganisations = (rows: Int32Array, row: number): boolean => {
    let hasAny = false;
    for (let each = 0; each < organisations.length; each++) {
      const of = organisations[each] as Remembered;
      const place = layout.organisations[each] as Layout['organisations'][number];
      const entry = find(of);
      if (entry === none) continue;
      const { entries } = of.memo;
      rows[row + place.words] = entries[entry + organisationPart.words] as number;
      rows[row + place.form] = entries[entry + organisationPart.form] as number;
      rows[row + place.firstWord] = entries[entry + organisationPart.firstWord] as number;
      rows[row + place.secondWord] = entries[entry + organisationPart.secondWord] as number;
      hasAny = true;
    }
    return hasAny;
  };

  const email = { address: 0, local: 0, country: 0 };
  const readEmail = emailReader(interner, email);
  /** Answers the country that a mailbox hints at. */
  const readEmails = (rows: Int32Array, row: number): number => {
    let country = 0;
    for (let each = 0; each < plan.emails.length; each++) {
      if (!openContact(plan.emails[each] as ContactColumn)) continue;
      if (!readEmail(source, from, to)) continue;
      const place = layout.emails[each] as Layout['emails'][number];
      rows[row + place.address] = email.address;
      rows[row + place.local] = email.local;
      country ||= email.country;
    }
    return country;
  };

  const addressWidth = Object.keys(addressPart).length;
  const addresses = plan.addresses.map((at) => ({
    line: at.line,
    line2: at.line2,
    // A street column may hold whole addresses.
    lineAsWhole: maybe(at.line, addressWidth, readers.address),
    full: maybe(at.full, addressWidth, readers.address),
    house: maybe(at.house, 1, readers.house),
    unit: maybe(at.unit, 1, readers.unit),
    postcode: maybe(at.postcode, 2, readers.postcode),
    city: maybe(at.city, 1, readers.city),
    region: maybe(at.region, 1, readers.region),
    country: maybe(at.country, 1, readers.country),
  }));
  const line = { street: 0, house: 0, unit: 0, country: 0 };
  const readLine = lineReader(interner, line);
  const whole = new Int32Array(addressWidth);
  const openLine = (column: number | undefined, country: number): boolean => {
    if (column === undefined || !open(column)) return false;
    readLine(source, from, to, country);
    return true;
  };
  const openWhole = (of: Remembered | undefined, country: number): boolean => {
    const entry = of === undefined ? none : find(of, country);
    if (of === undefined || entry === none) return false;
    for (let each = 0; each < addressWidth; each++)
      whole[each] = of.memo.entries[entry + each] as number;
    return true;
  };

  /** Answers the country of the first address that has one. */
  const readAddresses = (rows: Int32Array, row: number): number => {
    let country = 0;
    for (let each = 0; each < addresses.length; each++) {
      const at = addresses[each] as (typeof addresses)[number];
      const place = layout.addresses[each] as Layout['addresses'][number];
      const codeAt = at.postcode === undefined ? none : find(at.postcode);
      const code = codeAt === none ? 0 : (at.postcode?.memo.entries[codeAt] as number);
      const codeCountry =
        codeAt === none ? 0 : (at.postcode?.memo.entries[codeAt + placePart.country] as number);
      const known = numberFor(at.country) || codeCountry;
      const city = numberFor(at.city);
      // A street that no town and no postcode stand beside may hold the whole address.
      const isAlone = city === 0 && code === 0;
      whole.fill(0);
      const isBeside = isAlone && at.line !== undefined && openWhole(at.full, known);
      if ((!isAlone || isBeside) && openLine(at.line, known)) {
        whole[addressPart.street] = line.street;
        whole[addressPart.house] = line.house;
        whole[addressPart.unit] = line.unit;
        whole[addressPart.country] = line.country;
      } else if (!isBeside && !(isAlone && openWhole(at.lineAsWhole, known)))
        openWhole(at.full, known);
      line.street = line.house = line.unit = 0;
      openLine(at.line2, known);
      const here = known || (whole[addressPart.country] as number);
      country ||= here;
      const street = whole[addressPart.street] as number;
      rows[row + place.street] = street;
      rows[row + place.house] =
        numberFor(at.house) ||
        (whole[addressPart.house] as number) ||
        (street === 0 ? line.house : 0);
      rows[row + place.unit] =
        numberFor(at.unit) || (whole[addressPart.unit] as number) || line.unit;
      rows[row + place.extra] = line.street;
      rows[row + place.postcode] = codeAt === none ? (whole[addressPart.postcode] as number) : code;
      rows[row + place.city] = city || (whole[addressPart.city] as number);
      rows[row + place.region] = numberFor(at.region) || (whole[addressPart.region] as number);
      rows[row + place.country] = here === 0 ? 0 : interner.text(countryName(here) ?? '');
    }
    return country;
  };

  const readPhone = phoneReader();
  const tailOf = makeCompanions();
  const readPhones = (rows: Int32Array, row: number, stated: number, guessed: number): void => {
    for (let each = 0; each < plan.phones.length; each++) {
      if (!openContact(plan.phones[each] as ContactColumn)) continue;
      const phone = readPhone(source, from, to, countryName(stated), countryName(guessed));
      const place = layout.phones[each] as Layout['phones'][number];
      const number = interner.bytes(phone.number, 0, phone.numberLength);
      rows[row + place.number] = number;
      rows[row + place.tail] = tailOf(number, () =>
        interner.bytes(phone.tail, 0, phone.tailLength),
      );
    }
  };

  const identifiers = plan.identifiers.map(({ value, type }) =>
    remembered(1, readers.identifier(type))(value),
  );

  return (rows, row) => {
    const flags = readName(rows, row);
    const isPerson =
      (rows[row + layout.given] as number) !== 0 || (rows[row + layout.family] as number) !== 0;
    const hasOrganisation = readOrganisations(rows, row);
    rows[row + layout.flags] = flags | (hasOrganisation && !isPerson ? flagOrganisation : 0);
    for (const each of births) {
      const day = numberFor(each);
      if (day === 0) continue;
      rows[row + layout.birth] = day;
      break;
    }
    if (hasParts && rows[row + layout.birth] === 0) rows[row + layout.birth] = readBirthParts();
    const hinted = readEmails(rows, row);
    const country = readAddresses(rows, row);
    readPhones(rows, row, country, hinted);
    for (let each = 0; each < identifiers.length; each++) {
      const place = layout.identifiers[each] as Layout['identifiers'][number];
      rows[row + place.value] = numberFor(identifiers[each]);
    }
  };
}
