import { foldTight, foldWords } from '#core/standardise/fold';
import { isGivenName } from '#core/standardise/given-names';
import { readFullName } from '#core/standardise/person-name';
import { holdsSeveral, type Looks, look, share } from './column-looks.ts';
import { groupOfName, identifierTypeOfName, meaningsOfName } from './column-words.ts';
import type { Column, Meaning } from './meaning.ts';
import { meaningOfNativeName } from './native-column-words.ts';
import { isDayFirst } from './read-day.ts';

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

/** Numbers of one length, 4 to 6 digits, that several records share. */
const isPostcode = (values: readonly string[]): boolean => {
  const filled = values.filter((value) => value !== '');
  const [length] = filled.map((value) => value.length);
  return (
    filled.length > 0 &&
    new Set(filled).size < filled.length * 0.97 &&
    filled.every((value) => value.length === length && /^[0-9]{4,6}$/.test(value))
  );
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
  const possible = paths.map(namedMeanings);
  const meanings = possible.map(([likeliest]) => likeliest);
  const isNameless = meanings.every((each) => each === undefined || each === 'record-id');
  const hasPersons = meanings.some((each) => each === 'given-name' || each === 'family-name');
  const columns = header.map((name, at): Column => {
    const values = samples[at] ?? [];
    const folded = names[at] ?? '';
    // `addresses.1.city` belongs to another address than `addresses.0.city`.
    const group = `${groupOfName(folded)}${/\.([1-9][0-9]*)(?:\.|$)/.exec(name)?.[1] ?? ''}`;
    const looks = look(values);
    const stated = Object.hasOwn(told, name) ? told[name] : undefined;
    const named = (possible[at] ?? [])
      .map((each) => (each === 'birth-date' ? datePart(values) : each))
      .find((each) => looks.filled === 0 || fits(each, looks));
    let meaning: Meaning;
    let because: Column['because'];
    if (stated !== undefined) [meaning, because] = [stated, 'told'];
    else if (named !== undefined) {
      meaning = named;
      because = 'name';
      if (named === 'full-name' && !hasPersons && isOrganisation(values, looks)) {
        meaning = 'organisation';
        because = 'both';
      }
    } else {
      meaning = byContents(looks);
      if (meaning === 'ignored' && isNameless && isPostcode(values)) meaning = 'postcode';
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
      ...(days.has(meaning) && { dayFirst: isDayFirst(values) }),
      ...(meaning === 'full-name' && isFamilyFirst(values) && { familyFirst: true }),
      ...((meaning === 'email' || meaning === 'phone') &&
        holdsSeveral(values) && { several: true }),
    };
  });
  return settle(withFamilyName(columns, samples), samples);
}

const nameOnly = /^[\p{L}\p{M}' .-]{2,40}$/u;

/** Beside a given name stands the family name, whatever its column is called: of the two neighbours the more varied. */
const withFamilyName = (
  columns: readonly Column[],
  samples: readonly (readonly string[])[],
): readonly Column[] => {
  const given = columns.findIndex(({ meaning }) => meaning === 'given-name');
  const has = (wanted: Meaning): boolean => columns.some(({ meaning }) => meaning === wanted);
  if (given < 0 || has('family-name') || has('full-name') || has('organisation')) return columns;
  const variety = (at: number): number => new Set(samples[at] ?? []).size;
  const [found] = [given - 1, given + 1]
    .filter((at) => {
      const column = columns[at];
      const filled = (samples[at] ?? []).filter((value) => value !== '');
      return (
        column?.meaning === 'ignored' &&
        column.because === 'contents' &&
        filled.length > 0 &&
        share(filled, (value) => nameOnly.test(value)) > 0.9
      );
    })
    .toSorted((a, b) => variety(b) - variety(a));
  return columns.map((column, at) =>
    at === found && variety(at) > 2 ? { ...column, meaning: 'family-name' } : column,
  );
};

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

/** Names enough to say how often the commonest family name stands among them. */
const fewNames = 20;

/** The commonest of the words, and its share. */
const commonest = (words: readonly string[]): readonly [word: string, share: number] => {
  const counts = Object.entries(Object.groupBy(words, (word) => word)).map(
    ([word, all]) => [word, (all ?? []).length / words.length] as const,
  );
  return counts.toSorted((a, b) => b[1] - a[1])[0] ?? ['', 0];
};

/**
 * Whether what stands last in whole names is a given name more often than what stands first, or one in
 * seven bears what stands first and it is no given name: `Nguyễn Thị Lan`.
 */
const isFamilyFirst = (values: readonly string[]): boolean => {
  const names = values
    .filter((value) => !value.includes(','))
    .map((value) => readFullName(value))
    .flatMap(({ given, family }) =>
      given[0] === undefined ? [] : [[given[0], family.at(-1) ?? ''] as const],
    );
  const firsts = names.map(([first]) => first);
  const lasts = names.map(([, last]) => last);
  const first = share(firsts, isGivenName);
  const last = share(lasts, (word) => isGivenName(word) || patronymic.test(word));
  const [word, often] = commonest(firsts);
  const isFamily = word.length > 2 && !isGivenName(word) && often > 2 * commonest(lasts)[1];
  return (last > 0.25 && last > 2 * first) || (names.length > fewNames && often > 0.15 && isFamily);
};

/** What the name of a column says: `PLZ`, `addresses.post Code`, `Prénom / First name`, `PLZ / Ort`. */
const namedMeanings = (path: string): readonly Meaning[] => {
  const of = (text: string): readonly Meaning[] => {
    const native = meaningOfNativeName(text);
    return native === undefined ? meaningsOfName(foldTight(text)) : [native];
  };
  const parts = path.split(/[/|()[\],;:]/).flatMap((part) => of(part).slice(0, 1));
  if (parts.includes('city') && parts.includes('postcode')) return ['full-address'];
  const whole = [path, path.split('.').at(-1) ?? ''].map(of).find((all) => all.length > 0);
  return whole ?? parts;
};

/** `addresses.0.postCode` → `addresses.post Code`: places in lists and `value` say nothing. */
const pathOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split('.')
    .filter((part, _, all) => all.length === 1 || !/^(?:[0-9]+|value)$/.test(part))
    .join('.');

const days: ReadonlySet<Meaning> = new Set(['birth-date', 'updated-at']);

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
    // `Nombre` with nothing beside it, or `Nume`.
    const isAlone =
      !hasFull &&
      ((column.meaning === 'given-name' && !hasFamily) ||
        (column.meaning === 'family-name' && !hasGiven));
    if (isAlone && isLong(at)) {
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
