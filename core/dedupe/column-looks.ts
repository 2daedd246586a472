import { countryCode } from '#core/standardise/country';
import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { foldWords } from '#core/standardise/fold';
import { readGender } from '#core/standardise/gender';
import { nicknameGroups } from '#core/standardise/nicknames';
import { standardOrganisationName } from '#core/standardise/organisation-name';
import { isPlaceholderText } from '#core/standardise/placeholders';
import { countryOfPostcode } from '#core/standardise/postcode';
import { readDay } from './read-day.ts';
import { splitContacts } from './split-contacts.ts';

/** Shares of the filled values that look like something, 0 to 1. */
export interface Looks {
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

/** Share of the values of which something holds; none of none. */
export const share = <T>(values: readonly T[], is: (value: T) => boolean): number =>
  values.length === 0 ? 0 : values.filter(is).length / values.length;

const digitsIn = (text: string): number => text.replace(/\D/g, '').length;

const isEmail = (text: string): boolean => text.includes('@') && isEmailSyntax(emailAddress(text));

const isPhone = (text: string): boolean =>
  /^[+(]?[0-9][0-9 ()./+-]{5,20}(?:x[0-9]+)?$/.test(text) &&
  digitsIn(text) >= 7 &&
  digitsIn(text) <= 15;

/** Share of the cells that hold two addresses or numbers, from which on both are read. */
const sharesSeveral = 0.01;

export const holdsSeveral = (values: readonly string[]): boolean =>
  share(
    values.filter((value) => value !== ''),
    (value) => splitContacts(value).length > 1,
  ) >= sharesSeveral;

const streetWord =
  /\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|place|way|square|terrace|crescent|boulevard|blvd|rue|calle|via|platz|weg|allee|ulica|ul|circuit|parade)\b|stra(?:ss|ß)e|str\.|straat|laan|gasse/i;

/** So many values tell as much as all. */
const enough = 1500;

export const look = (all: readonly string[]): Looks => {
  const step = Math.ceil(all.length / enough);
  const values = all.filter((_, at) => at % step === 0);
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
