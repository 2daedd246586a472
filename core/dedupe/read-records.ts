import { compareText } from '#core/kernel/types';
import { soundOf } from '#core/matching/phonetic';
import { mostLetters, mostWords } from '#core/standardise/bound';
import { countryCode } from '#core/standardise/country';
import { countryOfDomain, countryOfStreet } from '#core/standardise/country-hints';
import { standardEmail } from '#core/standardise/email';
import { fold, foldTight } from '#core/standardise/fold';
import { readGender } from '#core/standardise/gender';
import { standardIdentifier } from '#core/standardise/identifier';
import { standardOrganisationName } from '#core/standardise/organisation-name';
import { standardPersonName, type WrittenName } from '#core/standardise/person-name';
import { isPlaceholderDate, isPlaceholderText } from '#core/standardise/placeholders';
import { standardAddress } from '#core/standardise/postal-address';
import { countryOfPostcode } from '#core/standardise/postcode';
import { ByteTable, type HashedValues, type ValueBytes } from './byte-table.ts';
import { fieldText, RowScanner } from './delimited.ts';
import {
  flagGenderShift,
  flagOrganisation,
  genders,
  generations,
  type Layout,
  type Plan,
} from './layout.ts';
import { dayText, readDay } from './read-day.ts';
import { lineReader } from './read-lines.ts';
import { phoneReader } from './read-phones.ts';

/** A line that could not be read. */
export interface Reject {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

/** Records of one stretch of a file. */
export interface ReadRecords {
  readonly records: number;
  /** `records` × stride numbers; values by their number in `values`, from 1. */
  readonly rows: Int32Array;
  /** Standardised values; number 0 is "none". */
  readonly values: HashedValues;
  /** Record ids as written, quotes undone. */
  readonly ids: ValueBytes;
  /** Where each record begins, from the start of the bytes. */
  readonly offsets: Uint32Array;
  readonly rejects: readonly Reject[];
  /** Lines passed, and where the first row after the stretch begins. */
  readonly lines: number;
  readonly end: number;
  /** Distinct values standardised, by meaning: how often the costly work was done. */
  readonly distinct: Readonly<Record<string, number>>;
}

/** What one distinct value of one column becomes; made once. */
interface Memo<T> {
  readonly table: ByteTable;
  readonly known: T[];
}

const memo = <T>(expected = 4096): Memo<T> => ({ table: new ByteTable(expected), known: [] });

interface NamePart {
  readonly given: number;
  readonly middle: number;
  readonly family: number;
  readonly generation: number;
  readonly givenSound: number;
  readonly familySound: number;
  readonly organisation?: OrganisationPart;
}

interface OrganisationPart {
  readonly words: number;
  readonly form: number;
  readonly firstWord: number;
  readonly secondWord: number;
}

interface LinePart {
  readonly street: number;
  readonly house: number;
  readonly unit: number;
  readonly postcode: number;
  readonly city: number;
  readonly region: number;
  readonly country: number;
}

interface PhonePart {
  readonly number: number;
  readonly tail: number;
}

/** What a value means in one country, then in the next one in which it was met. */
interface InCountry<T> {
  readonly where: number;
  readonly part: T;
  readonly next: InCountry<T> | undefined;
}

interface PlacePart {
  readonly value: number;
  readonly country: number;
}

/** ISO codes by a small number, so that what depends on a country can be remembered by it. */
const countryNumbers = new Map<string, number>();
const countryNames: string[] = [''];
const countryNumber = (code: string | undefined): number => {
  if (code === undefined) return 0;
  const known = countryNumbers.get(code);
  if (known !== undefined) return known;
  countryNames.push(code);
  countryNumbers.set(code, countryNames.length - 1);
  return countryNames.length - 1;
};
const countryName = (number: number): string | undefined => countryNames[number] || undefined;

const encoder = new TextEncoder();

/**
 * Reads the rows of delimited UTF-8 `bytes` that begin in `from` … `to` (exclusive), standardising
 * every distinct value once with the functions that real time uses. `expected` is the number of
 * fields a row must have; `firstLine` and `firstRecord` number the first of them.
 */
export function readRecords(
  bytes: Uint8Array,
  stretch: { readonly from: number; readonly to: number; readonly delimiter: number },
  plan: Plan,
  expected: number,
): ReadRecords {
  const { layout } = plan;
  const scanner = new RowScanner(bytes, stretch.delimiter, expected, stretch.from);
  const values = new ByteTable(65_536);
  const scratch = new Uint8Array(4096);
  values.intern(scratch, 0, 0);
  const intern = (text: string): number => {
    const { length } = text;
    if (length === 0) return 0;
    // Nearly all standardised text is ASCII; a call of the encoder costs more than this loop.
    for (let at = 0; at < length && at < scratch.length; at++) {
      const code = text.charCodeAt(at);
      if (code > 127) return values.intern(scratch, 0, encoder.encodeInto(text, scratch).written);
      scratch[at] = code;
    }
    return values.intern(scratch, 0, Math.min(length, scratch.length));
  };
  const readers = makeReaders(intern);
  let rows = new Int32Array(layout.stride * 4096);
  let offsets = new Uint32Array(4096);
  let idBytes = new Uint8Array(65_536);
  let idEnds = new Uint32Array(4097);
  let records = 0;
  let lines = 0;
  const rejects: Reject[] = [];
  const reject = (reason: string): void => {
    rejects.push({
      line: lines + 1,
      reason,
      text: fieldText(bytes, scanner.rowStart, Math.min(scanner.position, bytes.length), 0).replace(
        /\r?\n$/,
        '',
      ),
    });
  };

  const { starts, ends, quoted } = scanner;
  const unquoted = new Uint8Array(1 << 16);
  /** Undoes doubled quotes; gives what to remember the value of a column by. */
  const keyOf = <T>(column: number, kept: Memo<T>): number => {
    const [start, end] = trimmed(bytes, starts[column] as number, ends[column] as number);
    if (end <= start) return -1;
    if (quoted[column] !== 2) return kept.table.intern(bytes, start, end);
    let length = 0;
    for (let at = start; at < end; at++) {
      unquoted[length++] = bytes[at] as number;
      if (bytes[at] === 34 && bytes[at + 1] === 34) at++;
    }
    return kept.table.intern(unquoted, 0, length);
  };
  const textOf = <T>(kept: Memo<T>, key: number): string => {
    const text = kept.table.textOf(key);
    return isAscii(text) ? text : text.normalize('NFC');
  };
  const read = <T>(column: number, kept: Memo<T>, make: (text: string) => T): T | undefined => {
    const key = keyOf(column, kept);
    if (key < 0) return undefined;
    const known = kept.known[key];
    if (known !== undefined) return known;
    const made = make(textOf(kept, key));
    kept.known[key] = made;
    return made;
  };

  const names = columnsMemo<NamePart>();
  const places = columnsMemo<PlacePart>();
  const numbers = columnsMemo<number>();
  const organisations = columnsMemo<OrganisationPart>();
  const mails = columnsMemo<{ address: number; local: number; country: number }>();
  const lineTexts = columnsMemo<InCountry<LinePart>>();
  const phoneTexts = columnsMemo<InCountry<PhonePart>>();
  const readPhone = phoneReader();
  const phoneOf = (written: Uint8Array, country: number, guessed: number): PhonePart => {
    const phone = readPhone(written, countryName(country), countryName(guessed));
    // The bytes are used again: the number is taken before anything else is read.
    return {
      number: phone.number.length === 0 ? 0 : values.intern(phone.number, 0, phone.number.length),
      tail: phone.tail.length === 0 ? 0 : values.intern(phone.tail, 0, phone.tail.length),
    };
  };

  const first = <T>(
    columns: readonly number[] | undefined,
    kept: (column: number) => Memo<T>,
    make: (text: string) => T,
  ): T | undefined => {
    if (columns === undefined) return undefined;
    for (const column of columns) {
      const found = read(column, kept(column), make);
      if (found !== undefined) return found;
    }
    return undefined;
  };

  while (scanner.position < stretch.to && scanner.next()) {
    const { fields } = scanner;
    if (scanner.unclosed) {
      reject('a quote is opened and never closed');
      lines += 1;
      continue;
    }
    if (fields === 1 && isBlank(bytes, scanner.rowStart, scanner.position) && expected > 1) {
      lines += scanner.lines;
      continue;
    }
    if (fields !== expected) {
      reject(`has ${fields} fields where the header has ${expected}`);
      lines += scanner.lines;
      continue;
    }
    const idStart = plan.id === undefined ? 0 : (starts[plan.id] as number);
    const idEnd = plan.id === undefined ? 0 : (ends[plan.id] as number);
    if (plan.id !== undefined && idEnd <= idStart) {
      reject('has no id');
      lines += scanner.lines;
      continue;
    }
    if ((records + 1) * layout.stride > rows.length) rows = grown(rows);
    if (records + 2 > offsets.length) {
      offsets = grown(offsets);
      idEnds = grown(idEnds);
    }
    offsets[records] = scanner.rowStart;
    let idLength = idEnds[records] as number;
    if (idLength + idEnd - idStart > idBytes.length)
      idBytes = grown(idBytes, (idLength + idEnd - idStart) * 2);
    for (let at = idStart; at < idEnd; at++) {
      idBytes[idLength++] = bytes[at] as number;
      if (plan.id !== undefined && quoted[plan.id] === 2 && bytes[at] === 34) at++;
    }
    idEnds[records + 1] = idLength;

    const row = records * layout.stride;
    records++;
    lines += scanner.lines;

    // Names
    const { person } = plan;
    const given = first(person.given, names, readers.given);
    const family = first(person.family, names, readers.family);
    const whole =
      (given?.given ?? 0) === 0 || (family?.family ?? 0) === 0 || person.suffix === undefined
        ? first(person.full, names, readers.full)
        : undefined;
    const suffix = first(person.suffix, names, readers.suffix);
    const middle = first(person.middle, names, readers.middle);
    const hasGiven = given !== undefined && given.given !== 0;
    const hasFamily = family !== undefined && family.family !== 0;
    const givenFrom = hasGiven ? given : whole;
    const familyFrom = hasFamily ? family : whole;
    rows[row + layout.given] = givenFrom?.given ?? 0;
    rows[row + layout.givenSound] = givenFrom?.givenSound ?? 0;
    rows[row + layout.family] = familyFrom?.family ?? 0;
    rows[row + layout.familySound] = familyFrom?.familySound ?? 0;
    rows[row + layout.middle] =
      middle?.middle || (hasGiven && hasFamily ? 0 : (whole?.middle ?? 0));
    rows[row + layout.previous] = first(person.previous, names, readers.family)?.family ?? 0;
    const generation =
      suffix?.generation || family?.generation || given?.generation || whole?.generation || 0;
    const gender = first(plan.gender, numbers, readers.gender) ?? 0;
    let flags = generation | (gender << flagGenderShift);
    const isPerson = (rows[row] as number) !== 0 || (rows[row + layout.family] as number) !== 0;

    for (let each = 0; each < plan.organisations.length; each++) {
      const at = plan.organisations[each] as Plan['organisations'][number];
      const place = layout.organisations[each] as Layout['organisations'][number];
      const found = read(at.name, organisations(at.name), readers.organisation);
      if (found === undefined) continue;
      rows[row + place.words] = found.words;
      rows[row + place.form] = found.form;
      rows[row + place.firstWord] = found.firstWord;
      rows[row + place.secondWord] = found.secondWord;
      if (!isPerson) flags |= flagOrganisation;
    }
    rows[row + layout.flags] = flags;

    for (const { column, dayFirst } of plan.birthDate) {
      const day = read(column, numbers(column), dayFirst ? readers.dayFirst : readers.monthFirst);
      if (day) {
        rows[row + layout.birth] = day;
        break;
      }
    }

    let mailCountry = 0;
    for (let each = 0; each < plan.emails.length; each++) {
      const column = plan.emails[each] as number;
      const place = layout.emails[each] as Layout['emails'][number];
      const found = read(column, mails(column), readers.email);
      if (found === undefined) continue;
      rows[row + place.address] = found.address;
      rows[row + place.local] = found.local;
      mailCountry ||= found.country;
    }

    let country = 0;
    for (let each = 0; each < plan.addresses.length; each++) {
      const at = plan.addresses[each] as Plan['addresses'][number];
      const place = layout.addresses[each] as Layout['addresses'][number];
      const postcode =
        at.postcode === undefined
          ? undefined
          : read(at.postcode, places(at.postcode), readers.postcodeText);
      const stated =
        at.country === undefined
          ? 0
          : (read(at.country, numbers(at.country), readers.country) ?? 0);
      const known = stated || (postcode?.country ?? 0);
      const city =
        at.city === undefined ? 0 : (read(at.city, places(at.city), readers.city)?.value ?? 0);
      // A street that no town and no postcode stand beside may hold the whole address.
      const isAlone = city === 0 && (postcode?.value ?? 0) === 0;
      const line = (
        column: number | undefined,
        make: (text: string, country: number) => LinePart,
      ) => {
        if (column === undefined) return undefined;
        const kept = lineTexts(make === readers.line ? column : expected + column);
        const key = keyOf(column, kept);
        if (key < 0) return undefined;
        let made = kept.known[key];
        while (made !== undefined && made.where !== known) made = made.next;
        if (made === undefined) {
          made = { where: known, part: make(textOf(kept, key), known), next: kept.known[key] };
          kept.known[key] = made;
        }
        return made.part;
      };
      const street = isAlone ? undefined : line(at.line, readers.line);
      const one =
        street ??
        (isAlone ? line(at.line, readers.fullAddress) : undefined) ??
        line(at.full, readers.fullAddress);
      const second = line(at.line2, readers.line);
      const house =
        at.house === undefined ? 0 : (read(at.house, numbers(at.house), readers.house) ?? 0);
      const unit = at.unit === undefined ? 0 : (read(at.unit, numbers(at.unit), readers.unit) ?? 0);
      const here = known || (one?.country ?? 0);
      country ||= here;
      rows[row + place.street] = one?.street ?? 0;
      rows[row + place.house] =
        house || (one?.house ?? 0) || (one?.street ? 0 : (second?.house ?? 0));
      rows[row + place.unit] = unit || (one?.unit ?? 0) || (second?.unit ?? 0);
      rows[row + place.extra] = second?.street ?? 0;
      rows[row + place.postcode] = postcode === undefined ? (one?.postcode ?? 0) : postcode.value;
      rows[row + place.city] = city || (one?.city ?? 0);
      rows[row + place.region] =
        (at.region === undefined
          ? 0
          : (read(at.region, places(at.region), readers.region)?.value ?? 0)) ||
        (one?.region ?? 0);
      rows[row + place.country] = here === 0 ? 0 : intern(countryName(here) ?? '');
    }

    for (let each = 0; each < plan.phones.length; each++) {
      const column = plan.phones[each] as number;
      const place = layout.phones[each] as Layout['phones'][number];
      const kept = phoneTexts(column);
      const key = keyOf(column, kept);
      if (key < 0) continue;
      const where = country * 300 + mailCountry;
      let made = kept.known[key];
      while (made !== undefined && made.where !== where) made = made.next;
      if (made === undefined) {
        made = {
          where,
          part: phoneOf(kept.table.bytesOf(key), country, mailCountry),
          next: kept.known[key],
        };
        kept.known[key] = made;
      }
      rows[row + place.number] = made.part.number;
      rows[row + place.tail] = made.part.tail;
    }

    for (let each = 0; each < plan.identifiers.length; each++) {
      const at = plan.identifiers[each] as Plan['identifiers'][number];
      const place = layout.identifiers[each] as Layout['identifiers'][number];
      rows[row + place.value] = read(at.value, numbers(at.value), readers.identifier(at.type)) ?? 0;
    }
  }

  return {
    records,
    rows: rows.slice(0, records * layout.stride),
    values: values.dump(),
    ids: { bytes: idBytes.slice(0, idEnds[records]), ends: idEnds.slice(0, records + 1) },
    offsets: offsets.slice(0, records),
    rejects,
    lines,
    end: scanner.position,
    distinct: {
      ...names.sizes('names'),
      ...mails.sizes('emails'),
      ...phoneTexts.sizes('phones'),
      ...lineTexts.sizes('addresses'),
    },
  };
}

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false;
  return true;
};

/** One memory a column, made when the column is first read. */
function columnsMemo<T>() {
  const all: (Memo<T> | undefined)[] = [];
  const of = (column: number): Memo<T> => {
    const known = all[column];
    if (known !== undefined) return known;
    const made = memo<T>();
    while (all.length < column) all.push(undefined);
    all[column] = made;
    return made;
  };
  of.sizes = (name: string): Record<string, number> => ({
    [name]: all.reduce((sum, each) => sum + (each?.table.size ?? 0), 0),
  });
  return of;
}

const isBlank = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let at = from; at < to && at < bytes.length; at++)
    if ((bytes[at] as number) > 32) return false;
  return true;
};

/** Without spaces around; the two ends as a pair that is used again by the next call. */
const range: [number, number] = [0, 0];
const trimmed = (bytes: Uint8Array, from: number, to: number): [number, number] => {
  let start = from;
  let end = to;
  while (start < end && (bytes[start] as number) <= 32) start++;
  while (end > start && (bytes[end - 1] as number) <= 32) end--;
  range[0] = start;
  range[1] = end;
  return range;
};

function grown<T extends Uint8Array | Uint32Array | Int32Array>(
  array: T,
  length = array.length * 2,
): T {
  const more = new (array.constructor as new (length: number) => T)(length);
  more.set(array);
  return more;
}

const wordsOf = (words: readonly string[] | undefined): string =>
  (words ?? [])
    .slice(0, mostWords)
    .map((word) => word.slice(0, mostLetters))
    .join(' ');

const tight = (words: readonly string[] | undefined): string => (words ?? []).join('');

/** From the text of one value to the numbers of what it means. */
function makeReaders(intern: (text: string) => number) {
  const soundNumber = (word: string): number => {
    const sound = soundOf(word);
    return sound === '' ? 0 : intern(`~${sound}`);
  };
  const namePart = (written: WrittenName): NamePart => {
    const name = standardPersonName(written);
    const called = name?.given[0]?.split(' ')[0] ?? '';
    return {
      given: intern(wordsOf(name?.given)),
      middle: intern(wordsOf(name?.middle)),
      family: intern(wordsOf(name?.family)),
      generation: Math.max(0, generations.indexOf(name?.generation ?? '')),
      givenSound: called.length < 2 ? 0 : soundNumber(called),
      familySound: soundNumber(tight(name?.family)),
    };
  };
  const organisation = (text: string): OrganisationPart => {
    const name = standardOrganisationName(text);
    const telling = (name?.words ?? []).toSorted(
      (a, b) => b.length - a.length || compareText(a, b),
    );
    const heard = (word: string | undefined): number =>
      word === undefined ? 0 : intern(`~${soundOf(word) || word}`);
    return {
      words: intern(wordsOf(name?.words)),
      form: intern(name?.legalForm ?? ''),
      firstWord: heard(telling[0]),
      secondWord: heard(telling[1]),
    };
  };
  const readLine = lineReader();
  const line = (text: string, country: number): LinePart => {
    const read = readLine(text, countryName(country));
    return {
      street: intern(wordsOf(read.street)),
      house: intern(read.house),
      unit: intern(read.unit),
      postcode: 0,
      city: 0,
      region: 0,
      country: countryNumber(read.country),
    };
  };
  const address = (text: string, country: number): LinePart => {
    const guessed = countryName(country) ?? countryOfStreet(fold(text));
    const read = isPlaceholderText(text) ? undefined : standardAddress({ full: text }, guessed);
    return {
      street: intern(wordsOf(read?.street)),
      house: intern(read?.houseNumber ?? ''),
      unit: intern(read?.unit ?? ''),
      postcode: intern(read?.postcode ?? ''),
      city: intern((read?.city ?? '').slice(0, mostLetters)),
      region: intern(read?.region ?? ''),
      country: countryNumber(read?.country),
    };
  };
  const day = (text: string, dayFirst: boolean): number => {
    const read = readDay(text, dayFirst);
    return read === 0 || isPlaceholderDate(dayText(read)) ? 0 : read;
  };
  const identifierReaders = new Map<string, (text: string) => number>();
  return {
    given: (given: string) => namePart({ given }),
    family: (family: string) => namePart({ family }),
    middle: (middle: string) => namePart({ middle }),
    suffix: (suffix: string) => namePart({ family: 'x', suffix }),
    full: (full: string) => namePart({ full }),
    organisation,
    gender: (text: string) => Math.max(0, genders.indexOf((readGender(text) ?? '') as never)),
    dayFirst: (text: string) => day(text, true),
    monthFirst: (text: string) => day(text, false),
    email: (text: string) => {
      const email = standardEmail(text);
      return {
        address: intern(
          email === undefined
            ? ''
            : `${email.isRole ? '!' : ''}${email.local}@${email.domain} ${email.address}`,
        ),
        local:
          email === undefined || email.isRole || email.local.length < shortestTellingLocal
            ? 0
            : intern(`@${email.local}`),
        country: countryNumber(email === undefined ? undefined : countryOfDomain(email.domain)),
      };
    },
    country: (text: string) => countryNumber(countryCode(text)),
    postcodeText: (text: string): PlacePart => {
      const read = standardAddress({ postcode: text });
      return {
        value: intern(read?.postcode ?? ''),
        country: countryNumber(countryOfPostcode(text)),
      };
    },
    city: (text: string): PlacePart => ({
      value: intern((standardAddress({ city: text })?.city ?? '').slice(0, mostLetters)),
      country: 0,
    }),
    region: (text: string): PlacePart => ({
      value: isPlaceholderText(text) ? 0 : intern(fold(text)),
      country: 0,
    }),
    line,
    fullAddress: address,
    house: (text: string) =>
      isPlaceholderText(text) ? 0 : intern(foldTight(text).replace(/^0+(?=[0-9])/, '')),
    unit: (text: string) =>
      isPlaceholderText(text)
        ? 0
        : intern(standardAddress({ line1: `unit ${text}` })?.unit ?? foldTight(text)),
    identifier: (type: string) => {
      const known = identifierReaders.get(type);
      if (known !== undefined) return known;
      const made = (value: string) => intern(standardIdentifier({ type, value })?.value ?? '');
      identifierReaders.set(type, made);
      return made;
    },
  };
}

/** As in match keys: a shorter mailbox is nobody's habit. */
const shortestTellingLocal = 7;
