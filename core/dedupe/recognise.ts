import { countryCode } from '#core/standardise/country';
import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { foldTight, foldWords } from '#core/standardise/fold';
import { readGender } from '#core/standardise/gender';
import { isGivenName } from '#core/standardise/given-names';
import { nicknameGroups } from '#core/standardise/nicknames';
import { standardOrganisationName } from '#core/standardise/organisation-name';
import { isPlaceholderText } from '#core/standardise/placeholders';
import { countryOfPostcode } from '#core/standardise/postcode';
import { groupOfName, identifierTypeOfName, meaningOfName } from './column-words.ts';
import type { Column, Meaning } from './meaning.ts';
import { meaningOfNativeName } from './native-column-words.ts';
import { isDayFirst, readDay } from './read-day.ts';
import { splitContacts } from './split-contacts.ts';

/** Shares of the filled values that look like something, 0 to 1. */
interface Looks {
  readonly filled: number;
  readonly distinct: number;
  readonly email: number;
  readonly phone: number;
  readonly date: number;
  /** Days of at least a generation ago. */
  readonly birth: number;
  readonly digits: number;
  readonly country: number;
  readonly gender: number;
  readonly givenName: number;
  readonly nameWords: number;
  readonly street: number;
  readonly postcode: number;
  readonly legalForm: number;
}

const share = <T>(values: readonly T[], is: (value: T) => boolean): number =>
  values.length === 0 ? 0 : values.filter(is).length / values.length;

const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

const isEmail = (text: string): boolean => text.includes('@') && isEmailSyntax(emailAddress(text));

const isPhone = (text: string): boolean =>
  /^[+(]?[0-9][0-9 ()./+-]{5,20}(?:x[0-9]+)?$/.test(text) &&
  digitsIn(text) >= 7 &&
  digitsIn(text) <= 15;

/** Share of the cells that hold two addresses or numbers, from which on both are read. */
const sharesSeveral = 0.01;

const holdsSeveral = (values: readonly string[]): boolean =>
  share(
    values.filter((value) => value !== ''),
    (value) => splitContacts(value).length > 1,
  ) >= sharesSeveral;

const streetWord =
  /\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|place|way|square|terrace|crescent|boulevard|blvd|rue|calle|via|platz|weg|allee|ulica|ul|circuit|parade)\b|stra(?:ss|ß)e|str\.|straat|laan|gasse/i;

const look = (values: readonly string[]): Looks => {
  const filled = values.filter((value) => value !== '' && !isPlaceholderText(value));
  const of = (is: (value: string) => boolean) => share(filled, is);
  return {
    filled: values.length === 0 ? 0 : filled.length / values.length,
    distinct: filled.length === 0 ? 0 : new Set(filled).size / filled.length,
    email: of((value) => splitContacts(value).some(isEmail)),
    phone: of((value) => splitContacts(value).some(isPhone)),
    date: of((value) => {
      const day = readDay(value, false) || readDay(value, true);
      return day > 18_500_000 && day < 20_400_000;
    }),
    birth: of((value) => {
      const day = readDay(value, false) || readDay(value, true);
      return day > 19_000_000 && day < 20_080_000;
    }),
    digits: of((value) => /^[0-9]+$/.test(value.trim())),
    country: of((value) => countryCode(value) !== undefined),
    gender: of((value) => readGender(value) !== undefined),
    givenName: of((value) => nicknameGroups(foldWords(value)[0] ?? '').length > 0),
    nameWords: of((value) => {
      const words = foldWords(value);
      return words.length >= 2 && words.length <= 4 && words.every((word) => /^[a-z]+$/.test(word));
    }),
    street: of((value) => streetWord.test(value) && /[a-z]{3}/i.test(value)),
    postcode: of(
      (value) => countryOfPostcode(value) !== undefined || /^[0-9]{4,5}$/.test(value.trim()),
    ),
    legalForm: of((value) => standardOrganisationName(value)?.legalForm !== undefined),
  };
};

/** What stands in a column whose name says nothing. */
const byContents = (looks: Looks): Meaning => {
  if (looks.filled === 0) return 'ignored';
  if (looks.email >= 0.6) return 'email';
  if (looks.birth >= 0.8 && looks.digits < 0.5) return 'birth-date';
  if (looks.phone >= 0.7 && looks.digits < 0.9 && looks.distinct > 0.2) return 'phone';
  if (looks.gender >= 0.95 && looks.distinct < 0.1 && looks.digits < 0.5) return 'gender';
  if (looks.country >= 0.9 && looks.digits < 0.1) return 'country';
  if (looks.street >= 0.5 && looks.digits < 0.1) return 'street';
  if (looks.legalForm >= 0.3) return 'organisation';
  if (looks.givenName >= 0.35) return looks.nameWords >= 0.6 ? 'full-name' : 'given-name';
  return 'ignored';
};

/** Whether what stands in the column can be what its name says. */
const fits = (meaning: Meaning, looks: Looks): boolean => {
  switch (meaning) {
    case 'email':
      return looks.email >= 0.3;
    case 'phone':
      return looks.phone >= 0.3 || looks.digits < 0.5;
    case 'birth-date':
      return looks.date >= 0.3;
    case 'age':
      return looks.digits >= 0.9;
    case 'country':
      return looks.country >= 0.3;
    case 'gender':
      return looks.gender >= 0.5;
    case 'house-number':
      return looks.email < 0.5 && looks.date < 0.9;
    case 'given-name':
    case 'family-name':
    case 'full-name':
    case 'organisation':
    case 'city':
    case 'street':
      return looks.digits < 0.5;
    default:
      return true;
  }
};

/** Words in names of companies, shops and places that eat, in several languages. */
const businessWord =
  /\b(?:restaurant|cafe|bar|grill|hotel|store|shop|group|bank|services?|solutions|systems|trading|holdings?|industries|consulting|partners|associates|clinic|hospital|school|university|foundation|church|club|center|centre|international|technologies|media|bistro|pizza|kitchen|house|deli|diner|inn|market|salon|garage|pharmacy|apotheke|verein|stiftung)\b/i;

/** Names of two to four signs without a space, as people in China, Japan and Korea have them. */
const eastAsianName = /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]{2,4}$/u;

/** A column named `name` alone: do people or organisations stand in it? */
const isOrganisation = (values: readonly string[], looks: Looks): boolean => {
  if (share(values, (value) => eastAsianName.test(value)) >= 0.3) return looks.legalForm >= 0.15;
  const business = share(
    values.filter((value) => value !== ''),
    (value) => businessWord.test(value),
  );
  return looks.legalForm + business >= 0.15 && looks.givenName < 0.4
    ? true
    : looks.givenName < 0.15 && looks.nameWords < 0.75;
};

/**
 * Takes every column for something, by its name and by what stands in it. `samples[c]` are values of
 * column `c` in no particular order; `told` overrides by column name.
 */
export function recognise(
  header: readonly string[],
  samples: readonly (readonly string[])[],
  told: Readonly<Record<string, Meaning>> = {},
): readonly Column[] {
  const paths = header.map(pathOf);
  const names = paths.map(foldTight);
  const meanings = paths.map(namedMeaning);
  const hasPersons = meanings.some((each) => each === 'given-name' || each === 'family-name');
  const columns = header.map((name, at): Column => {
    const values = samples[at] ?? [];
    const folded = names[at] ?? '';
    // `addresses.1.city` belongs to another address than `addresses.0.city`.
    const group = `${groupOfName(folded)}${/\.([1-9][0-9]*)(?:\.|$)/.exec(name)?.[1] ?? ''}`;
    const looks = look(values);
    const stated = Object.hasOwn(told, name) ? told[name] : undefined;
    const called = stated ?? meanings[at];
    const named = called === 'birth-date' ? datePart(values) : called;
    let meaning: Meaning;
    let because: Column['because'];
    if (stated !== undefined) [meaning, because] = [stated, 'told'];
    else if (named !== undefined && (looks.filled === 0 || fits(named, looks))) {
      meaning = named;
      because = 'name';
      if (named === 'full-name' && !hasPersons && isOrganisation(values, looks)) {
        meaning = 'organisation';
        because = 'both';
      }
    } else {
      meaning = byContents(looks);
      // What another column says by its name is not guessed a second time.
      if (onlyOnce.has(meaning) && meanings.includes(meaning)) meaning = 'ignored';
      because = 'contents';
    }
    return {
      name,
      meaning,
      because,
      group,
      ...(meaning === 'identifier' && { identifierType: identifierTypeOfName(folded) }),
      ...(meaning === 'birth-date' && { dayFirst: isDayFirst(values) }),
      ...(meaning === 'full-name' && isFamilyFirst(values) && { familyFirst: true }),
      ...((meaning === 'email' || meaning === 'phone') &&
        holdsSeveral(values) && { several: true }),
    };
  });
  return settle(columns, samples);
}

/** `byear`, `dob_month`, `birth_day`: numbers tell which part of a date of birth a column holds. */
const datePart = (values: readonly string[]): Meaning => {
  const numbers = values
    .filter((value) => value !== '')
    .map((value) => (/^[0-9]{1,4}(?:\.0)?$/.test(value.trim()) ? Number(value) : Number.NaN));
  const within = (least: number, most: number): boolean =>
    numbers.length > 0 &&
    numbers.filter((each) => each >= least && each <= most).length >= numbers.length * 0.95;
  if (within(1850, 2040)) return 'birth-year';
  if (within(1, 12)) return 'birth-month';
  return within(1, 31) ? 'birth-day' : 'birth-date';
};

/** Patronymics stand last where the family name stands first: `Новикова Галина Игоревна`. */
const patronymic = /(?:[oe]vich|[oe]vych|[oe]vna|ivna|ichna)$/;

/** Whether what stands last in whole names is a given name more often than what stands first. */
const isFamilyFirst = (values: readonly string[]): boolean => {
  const names = values
    .filter((value) => !value.includes(','))
    .map(foldWords)
    .filter((words) => words.length > 1);
  const first = share(names, (words) => isGivenName(words[0] ?? ''));
  const last = share(
    names,
    (words) => isGivenName(words.at(-1) ?? '') || patronymic.test(words.at(-1) ?? ''),
  );
  return last > 0.25 && last > 2 * first;
};

/** What the name of a column says: `PLZ`, `addresses.post Code`, `Prénom / First name`, `PLZ / Ort`. */
const namedMeaning = (path: string): Meaning | undefined => {
  const last = path.split('.').at(-1) ?? '';
  const whole =
    meaningOfNativeName(path) ?? meaningOfName(foldTight(path)) ?? meaningOfName(foldTight(last));
  if (whole !== undefined && !path.includes('/')) return whole;
  const parts = path
    .split(/[/|()[\],;:]/)
    .map((part) => meaningOfNativeName(part) ?? meaningOfName(foldTight(part)))
    .filter((each) => each !== undefined);
  const [first] = parts;
  return parts.includes('city') && parts.includes('postcode') ? 'full-address' : (whole ?? first);
};

/** `addresses.0.postCode` → `addresses.post Code`: places in lists and `value` say nothing. */
const pathOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split('.')
    .filter((part, _, all) => all.length === 1 || !/^(?:[0-9]+|value)$/.test(part))
    .join('.');

const onlyOnce: ReadonlySet<Meaning> = new Set([
  'birth-date',
  'given-name',
  'full-name',
  'organisation',
  'gender',
  'country',
  'street',
]);

/** One column can be the record's id; a name that is given in parts beside a whole one stays a whole one. */
const settle = (
  columns: readonly Column[],
  samples: readonly (readonly string[])[],
): readonly Column[] => {
  const has = (wanted: Meaning): boolean => columns.some(({ meaning }) => meaning === wanted);
  const [hasGiven, hasFamily, hasFull] = [has('given-name'), has('family-name'), has('full-name')];
  const isLong = (at: number): boolean =>
    share(samples[at] ?? [], (value) => foldWords(value).length > 1) >= 0.5;
  return columns.map((column, at) => {
    // `title, first name, last name` beside a plain `name` of one word: the family name.
    if (column.meaning === 'full-name' && hasGiven && !hasFamily) {
      return { ...column, meaning: 'family-name' };
    }
    // And `surname` beside it: the given name.
    if (column.meaning === 'full-name' && hasFamily && !hasGiven && !isLong(at)) {
      return { ...column, meaning: 'given-name' };
    }
    // `Nombre` with nothing beside it.
    if (column.meaning === 'given-name' && !hasFamily && !hasFull && isLong(at)) {
      return { ...column, meaning: 'full-name' };
    }
    if (
      (column.meaning === 'source' || column.meaning === 'updated-at') &&
      columns.findIndex(({ meaning }) => meaning === column.meaning) !== at
    ) {
      return { ...column, meaning: 'ignored' };
    }
    return column;
  });
};
