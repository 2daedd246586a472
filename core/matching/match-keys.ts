import { compareText } from '#core/kernel/types';
import { fold } from '#core/standardise/fold';
import type {
  StandardAddress,
  StandardOrganisationName,
  StandardPersonName,
  StandardRecord,
} from '#core/standardise/standard-record';
import type { MatchKey } from './match-model.ts';
import { soundOf } from './phonetic.ts';

/** Sources hold few values of a kind; a record with hundreds must not cost hundreds of reads. */
const mostValues = 5;

/**
 * The tokens that candidates share. Few and selective: each block key pairs two independent facts,
 * or is one fact that few people share, so that it stays under the cap as the hub grows; several
 * kinds overlap, so that no single error hides a duplicate. A full record has about a dozen block
 * keys, a sparse one fewer. Search keys (`word`) serve `GET /customers`. Free of duplicates, sorted
 * by kind and text.
 */
export function emitMatchKeys(record: StandardRecord): readonly MatchKey[] {
  const keys = new Map<string, MatchKey>();
  const add = (kind: string, text: string, use: MatchKey['use'] = 'block'): void => {
    keys.set(`${kind}\n${text}`, { kind, text, use });
  };

  for (const { address, local, isRole } of record.emails.slice(0, mostValues)) {
    add('email', address, 'both');
    if (!isRole && local.length >= shortestTellingLocal) add('email-local', local);
  }
  for (const { tail } of record.phones.slice(0, mostValues)) {
    if (tail.length >= shortestPhone) add('phone', tail, 'both');
  }
  for (const { value } of record.identifiers.slice(0, mostValues)) add('identifier', value, 'both');
  for (const { network, handle } of record.socials.slice(0, mostValues)) {
    add('social', `${network}:${handle}`);
  }
  for (const address of record.addresses.slice(0, mostValues)) {
    const key = addressKey(address);
    if (key !== undefined) add('address', key);
  }

  for (const name of record.personNames.slice(0, mostValues)) personKeys(record, name, add);
  for (const name of record.organisationNames.slice(0, mostValues)) {
    organisationKeys(record, name, add);
  }
  return [...keys.values()].toSorted(
    (a, b) => compareText(a.kind, b.kind) || compareText(a.text, b.text),
  );
}

/** `info7` is nobody's; `grivaro90180` at two providers is one person's habit. */
const shortestTellingLocal = 7;
const shortestPhone = 6;

type Add = (kind: string, text: string, use?: MatchKey['use']) => void;

const personKeys = (record: StandardRecord, name: StandardPersonName, add: Add): void => {
  const given = name.given[0]?.split(' ')[0] ?? '';
  const isInitial = given.length === 1;
  const families = [name.family, name.familyPrevious].filter((words) => words.length > 0);

  for (const word of wordsOf(name)) add('word', word, 'search');
  const { birthDate } = record;
  const areas = areasOf(record);

  if (given !== '' && !isInitial) {
    const key = nameKey(name);
    if (key !== undefined) add('name', key);
    if (birthDate !== undefined) add('given-birth', `${soundOf(given)} ${birthDate}`);
    for (const { postcode } of areas) {
      if (postcode !== undefined) add('given-postcode', `${soundOf(given)} ${postcode}`);
    }
  }
  for (const words of families) {
    const sound = soundOf(words.join(''));
    if (sound === '') continue;
    if (given !== '' && !isInitial) {
      // Sorted, so that a swapped name meets its twin.
      add('name-sound', [soundOf(given), sound].toSorted(compareText).join(' '));
    }
    if (birthDate !== undefined) add('family-birth', `${sound} ${birthDate}`);
    for (const { postcode, city } of areas) {
      if (postcode !== undefined) add('family-postcode', `${sound} ${postcode}`);
      else if (city !== undefined && given !== '') {
        add('initial-family-city', `${given.charAt(0)} ${sound} ${city}`);
      }
    }
  }
  if (birthDate !== undefined) {
    for (const { postcode } of areas) {
      if (postcode !== undefined) add('birth-postcode', `${birthDate} ${postcode}`);
    }
  }
};

const organisationKeys = (
  record: StandardRecord,
  { words }: StandardOrganisationName,
  add: Add,
): void => {
  for (const word of words) add('word', word, 'search');
  if (words.length === 0) return;
  add('organisation', organisationKey(words));
  const telling = words.toSorted((a, b) => b.length - a.length || compareText(a, b)).slice(0, 2);
  for (const { postcode, city } of areasOf(record)) {
    const place = city ?? postcode;
    if (place === undefined) continue;
    for (const word of telling) add('word-place', `${soundOf(word) || word} ${place}`);
  }
};

/** Every word of a person's name that a search may name. */
const wordsOf = (name: StandardPersonName): readonly string[] =>
  [name.given, name.middle, name.family, name.familyPrevious]
    .flat()
    .flatMap((words) => words.split(' '))
    .filter((word) => word.length > 1);

const areasOf = (record: StandardRecord): readonly StandardAddress[] =>
  record.addresses.slice(0, mostValues);

/** Given and family name, sorted, so that a swapped name has the same key. Measures how common a name is. */
export function nameKey(name: StandardPersonName): string | undefined {
  const given = name.given[0]?.split(' ')[0];
  if (given === undefined || given.length === 1 || name.family.length === 0) return undefined;
  return [given, name.family.join('')].toSorted(compareText).join(' ');
}

/** Words sorted and joined: word order and spacing do not tell two companies apart. */
export const organisationKey = (words: readonly string[]): string =>
  words.toSorted(compareText).join('');

/** One front door: house number with postcode, or with street and city when the postcode is missing. */
export function addressKey(address: StandardAddress): string | undefined {
  const { houseNumber, postcode, city } = address;
  const street = soundOf(address.street.join(''));
  if (houseNumber === undefined) {
    return street !== '' && postcode !== undefined ? `${street} ${postcode}` : undefined;
  }
  if (postcode !== undefined) return `${houseNumber} ${postcode}`;
  return street !== '' && city !== undefined ? `${houseNumber} ${street} ${city}` : undefined;
}

/** What a person who searches typed; at least one of these. */
export interface SearchTerms {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly identifier?: string;
}

/**
 * The keys that a customer must have, all of them, to be what was searched for; most selective
 * first. Empty when nothing comparable was typed.
 */
export function searchKeysFor(terms: SearchTerms): readonly MatchKey[] {
  const keys: MatchKey[] = [];
  const identifier = terms.identifier?.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  if (identifier) keys.push({ kind: 'identifier', text: identifier, use: 'both' });
  const email = terms.email?.trim().toLowerCase();
  if (email) keys.push({ kind: 'email', text: email, use: 'both' });
  const phone = terms.phone?.replaceAll(/\D/g, '').slice(-9);
  if (phone) keys.push({ kind: 'phone', text: phone, use: 'both' });
  const words = fold(terms.name ?? '')
    .split(' ')
    .filter((word) => word.length > 1);
  // Longer words are rarer.
  for (const text of [...new Set(words)].toSorted(
    (a, b) => b.length - a.length || compareText(a, b),
  )) {
    keys.push({ kind: 'word', text, use: 'search' });
  }
  return keys;
}
