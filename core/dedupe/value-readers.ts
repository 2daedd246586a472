import { compareText } from '#core/kernel/types';
import { soundOf } from '#core/matching/phonetic';
import { mostLetters } from '#core/standardise/bound';
import { cityForm } from '#core/standardise/city';
import { countryCode } from '#core/standardise/country';
import { countryOfStreet } from '#core/standardise/country-hints';
import { fold, foldTight } from '#core/standardise/fold';
import { readGender } from '#core/standardise/gender';
import { standardIdentifier } from '#core/standardise/identifier';
import { standardOrganisationName } from '#core/standardise/organisation-name';
import { standardPersonName, type WrittenName } from '#core/standardise/person-name';
import { isPlaceholderDate, isPlaceholderText } from '#core/standardise/placeholders';
import { saysSomething, standardAddress } from '#core/standardise/postal-address';
import { countryOfPostcode, postcodeForm } from '#core/standardise/postcode';
import { countryName, countryNumber } from './country-numbers.ts';
import type { Interner } from './interner.ts';
import { genders, generations } from './layout.ts';
import { dayText, readDay } from './read-day.ts';
import { joined } from './read-lines.ts';

/** Numbers that a written name becomes, by their place. */
export const namePart = {
  given: 0,
  middle: 1,
  family: 2,
  generation: 3,
  givenSound: 4,
  familySound: 5,
} as const;
/** Numbers that the name of an organisation becomes. */
export const organisationPart = { words: 0, form: 1, firstWord: 2, secondWord: 3 } as const;
/** Numbers that a whole address becomes. */
export const addressPart = {
  street: 0,
  house: 1,
  unit: 2,
  postcode: 3,
  city: 4,
  region: 5,
  country: 6,
} as const;
/** Numbers that a postcode becomes; other places have the first alone. */
export const placePart = { value: 0, country: 1 } as const;

/** Writes the numbers of what a text means into `into`, from `at` on; `country` has a say in some. */
export type ValueReader = (text: string, into: Int32Array, at: number, country: number) => void;

/** `Новикова Галина Игоревна` → `Новикова, Галина Игоревна`, as whole names are read. */
const familyBehindComma = (full: string): string =>
  full.includes(',') ? full : full.trim().replace(/\s+/, ', ');

const tight = (words: readonly string[] | undefined): string => (words ?? []).join('');

/** From the text of one value to the numbers of what it means, by the functions that real time uses. */
export function makeValueReaders({ text: intern }: Interner) {
  const soundNumber = (word: string): number => {
    const sound = soundOf(word);
    return sound === '' ? 0 : intern(`~${sound}`);
  };
  const name =
    (writtenOf: (text: string) => WrittenName): ValueReader =>
    (text, into, at) => {
      const read = standardPersonName(writtenOf(text));
      const called = read?.given[0]?.split(' ')[0] ?? '';
      into[at + namePart.given] = intern(joined(read?.given));
      into[at + namePart.middle] = intern(joined(read?.middle));
      into[at + namePart.family] = intern(joined(read?.family));
      into[at + namePart.generation] = Math.max(0, generations.indexOf(read?.generation ?? ''));
      into[at + namePart.givenSound] = called.length < 2 ? 0 : soundNumber(called);
      into[at + namePart.familySound] = soundNumber(tight(read?.family));
    };
  const organisation: ValueReader = (text, into, at) => {
    const read = standardOrganisationName(text);
    const telling = (read?.words ?? []).toSorted(
      (a, b) => b.length - a.length || compareText(a, b),
    );
    const heard = (word: string | undefined): number =>
      word === undefined ? 0 : intern(`~${soundOf(word) || word}`);
    into[at + organisationPart.words] = intern(joined(read?.words));
    into[at + organisationPart.form] = intern(read?.legalForm ?? '');
    into[at + organisationPart.firstWord] = heard(telling[0]);
    into[at + organisationPart.secondWord] = heard(telling[1]);
  };
  const address: ValueReader = (text, into, at, country) => {
    const guessed = countryName(country) ?? countryOfStreet(fold(text));
    const read = isPlaceholderText(text) ? undefined : standardAddress({ full: text }, guessed);
    into[at + addressPart.street] = intern(joined(read?.street));
    into[at + addressPart.house] = intern(read?.houseNumber ?? '');
    into[at + addressPart.unit] = intern(read?.unit ?? '');
    into[at + addressPart.postcode] = intern(read?.postcode ?? '');
    into[at + addressPart.city] = intern((read?.city ?? '').slice(0, mostLetters));
    into[at + addressPart.region] = intern(read?.region ?? '');
    into[at + addressPart.country] = countryNumber(read?.country);
  };
  const one =
    (read: (text: string) => number): ValueReader =>
    (text, into, at) => {
      into[at] = read(text);
    };
  const day = (text: string, dayFirst: boolean): number => {
    const read = readDay(text, dayFirst);
    return read === 0 || isPlaceholderDate(dayText(read)) ? 0 : read;
  };
  const postcode: ValueReader = (text, into, at) => {
    const country = countryOfPostcode(text);
    into[at + placePart.value] = saysSomething(text)
      ? intern(postcodeForm(text, country) ?? '')
      : 0;
    into[at + placePart.country] = countryNumber(country);
  };
  return {
    given: name((given) => ({ given })),
    family: name((family) => ({ family })),
    middle: name((middle) => ({ middle })),
    suffix: name((suffix) => ({ family: 'x', suffix })),
    full: name((full) => ({ full })),
    fullFamilyFirst: name((full) => ({ full: familyBehindComma(full) })),
    organisation,
    gender: one((text) => Math.max(0, genders.indexOf((readGender(text) ?? '') as never))),
    dayFirst: one((text) => day(text, true)),
    monthFirst: one((text) => day(text, false)),
    country: one((text) => countryNumber(countryCode(text))),
    postcode,
    city: one((text) => (saysSomething(text) ? intern(cityForm(text).slice(0, mostLetters)) : 0)),
    region: one((text) => (isPlaceholderText(text) ? 0 : intern(fold(text)))),
    address,
    house: one((text) =>
      isPlaceholderText(text) ? 0 : intern(foldTight(text).replace(/^0+(?=[0-9])/, '')),
    ),
    unit: one((text) =>
      isPlaceholderText(text)
        ? 0
        : intern(standardAddress({ line1: `unit ${text}` })?.unit ?? foldTight(text)),
    ),
    identifier: (type: string): ValueReader =>
      one((value) => intern(standardIdentifier({ type, value })?.value ?? '')),
  };
}
