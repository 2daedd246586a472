import type {
  StandardAddress,
  StandardEmail,
  StandardIdentifier,
  StandardPersonName,
  StandardPhone,
  StandardSocial,
} from '#core/standardise/standard-record';
import type { Finding } from './compare-names.ts';
import { addressKey } from './match-keys.ts';
import { soundOf } from './phonetic.ts';
import { editDistance, jaroWinkler } from './text-similarity.ts';

/** What the comparisons before found, since some evidence is read in the light of other evidence. */
export interface Context {
  /** The names leave open which member of a family it is: they share an initial, or the family name alone. */
  readonly open: 'initial' | 'family' | undefined;
  /** Level of the address. */
  readonly address: string | undefined;
}

/** `same`, then the slips of a clerk, then dates a generation apart, which are a parent and a child. */
export function compareBirthDates(
  a: string | undefined,
  b: string | undefined,
): Finding | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return { level: 'same' };
  const [yearA, monthA, dayA] = [a.slice(0, 4), a.slice(5, 7), a.slice(8)];
  const [yearB, monthB, dayB] = [b.slice(0, 4), b.slice(5, 7), b.slice(8)];
  if (yearA === yearB && monthA === dayB && dayA === monthB) return { level: 'swapped' };
  const edits = editDistance(yearA + monthA + dayA, yearB + monthB + dayB, 2);
  if (edits === 1) return { level: 'slip' };
  const agreeing = Number(yearA === yearB) + Number(monthA === monthB) + Number(dayA === dayB);
  if (agreeing === 2) return { level: 'one-part-differs' };
  return { level: edits === 2 ? 'two-slips' : 'different' };
}

export function compareGenders(a: string | undefined, b: string | undefined): Finding | undefined {
  if (a === undefined || b === undefined) return undefined;
  return { level: a === b ? 'same' : 'different' };
}

const generationOf = (names: readonly StandardPersonName[]): string | undefined =>
  names.find(({ generation }) => generation !== undefined)?.generation;

/**
 * Jr, Sr, III. Most sources leave it out, so one side alone proves nothing; but who is called so has a
 * namesake at home.
 */
export function compareGenerations(
  a: readonly StandardPersonName[],
  b: readonly StandardPersonName[],
): Finding | undefined {
  const [ofA, ofB] = [generationOf(a), generationOf(b)];
  if (ofA === undefined && ofB === undefined) return undefined;
  if (ofA === undefined || ofB === undefined) return { level: 'one-sided' };
  return { level: ofA === ofB ? 'same' : 'different' };
}

const isFamilyDoor = (level: string | undefined): boolean =>
  level === 'initial-door' || level === 'family-door';

const emailLevels = ['same', 'slip', 'same-local', 'near-local', 'same-role', 'different'] as const;

const compareTwoEmails = (a: StandardEmail, b: StandardEmail): (typeof emailLevels)[number] => {
  if (a.address === b.address) return a.isRole ? 'same-role' : 'same';
  if (a.isRole || b.isRole) return 'different';
  const isLong = Math.min(a.local.length, b.local.length) >= 7;
  if (a.local === b.local && isLong) {
    return editDistance(a.domain, b.domain, 2) <= 2 ? 'slip' : 'same-local';
  }
  if (!isLong) return 'different';
  const edits = editDistance(a.local, b.local, 2);
  if (edits === 1 && a.domain === b.domain) return 'slip';
  return edits <= 2 ? 'near-local' : 'different';
};

/** Words around a family name in a mailbox that the family shares: `thesmiths@`, `familie.mueller@`. */
const aroundFamily =
  /^(?:the|fam|family|familie|familia|famille|famiglia|rodzina)?(?:s|es|family|clan|home|house)?$/;

const isFamilyMailbox = (local: string, names: readonly StandardPersonName[]): boolean =>
  names.some(({ family }) => {
    const word = family.join('');
    return (
      word.length >= 3 &&
      local.includes(word) &&
      aroundFamily.test(local.replace(word, '').replaceAll(/[^a-z]/g, ''))
    );
  });

interface Mailed {
  readonly emails: readonly StandardEmail[];
  readonly personNames: readonly StandardPersonName[];
}

/** The best that any two addresses reach. A family's mailbox does not tell its members apart. */
export function compareEmails(
  a: Mailed,
  b: Mailed,
  { open, address: door }: Context,
): Finding | undefined {
  let best: number | undefined;
  let found: StandardEmail | undefined;
  for (const ofA of a.emails) {
    for (const ofB of b.emails) {
      const at = emailLevels.indexOf(compareTwoEmails(ofA, ofB));
      if (best === undefined || at < best) {
        best = at;
        found = ofA;
      }
    }
  }
  if (best === undefined || found === undefined) return undefined;
  const level = emailLevels[best] ?? 'different';
  if (level !== 'same' && level !== 'same-role') return { level };
  if (open !== undefined && isFamilyMailbox(found.local, [...a.personNames, ...b.personNames])) {
    return { level: isFamilyDoor(door) ? 'mailbox-beside-door' : 'family-mailbox' };
  }
  return { level, rarity: { kind: 'email', text: found.address } };
}

const phoneLevels = ['same-mobile', 'same', 'same-landline', 'slip', 'different'] as const;

const compareTwoPhones = (a: StandardPhone, b: StandardPhone): (typeof phoneLevels)[number] => {
  if (a.number === b.number || (a.tail === b.tail && a.tail.length >= 7)) {
    if (a.type === 'mobile' || b.type === 'mobile') return 'same-mobile';
    return a.type === 'fixed' || b.type === 'fixed' ? 'same-landline' : 'same';
  }
  return Math.min(a.tail.length, b.tail.length) >= 8 && editDistance(a.tail, b.tail, 1) === 1
    ? 'slip'
    : 'different';
};

/**
 * The best that any two numbers reach. A landline belongs to a household, a mobile to a person: where
 * the names only say which family, a landline says little, and beside the family's address nothing new.
 */
export function comparePhones(
  a: readonly StandardPhone[],
  b: readonly StandardPhone[],
  { open, address }: Context,
): Finding | undefined {
  let best: number | undefined;
  let tail = '';
  for (const ofA of a) {
    for (const ofB of b) {
      const at = phoneLevels.indexOf(compareTwoPhones(ofA, ofB));
      if (best === undefined || at < best) {
        best = at;
        tail = ofA.tail;
      }
    }
  }
  if (best === undefined) return undefined;
  const level = phoneLevels[best] ?? 'different';
  if (best > 2) return { level };
  if (open !== undefined && level === 'same-landline') {
    return { level: isFamilyDoor(address) ? 'landline-beside-door' : 'family-landline' };
  }
  return { level, rarity: { kind: 'phone', text: tail } };
}

const addressLevels = [
  'same-door',
  'same-house',
  'same-street',
  'postcode',
  'near-postcode',
  'city',
  'different',
] as const;

const sameStreet = (a: readonly string[], b: readonly string[]): boolean | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  const [joinedA, joinedB] = [a.join(''), b.join('')];
  if (joinedA === joinedB) return true;
  if (jaroWinkler(joinedA, joinedB) >= 0.9) return true;
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  return few.every((word) => many.includes(word)) && few.some((word) => word.length > 3);
};

const sameText = (a: string | undefined, b: string | undefined): boolean | undefined =>
  a === undefined || b === undefined ? undefined : a === b;

const sameCity = (a: StandardAddress, b: StandardAddress): boolean | undefined =>
  a.city === undefined || b.city === undefined
    ? undefined
    : a.city === b.city ||
      jaroWinkler(a.city, b.city) >= 0.9 ||
      soundOf(a.city) === soundOf(b.city);

const compareTwoAddresses = (
  a: StandardAddress,
  b: StandardAddress,
): (typeof addressLevels)[number] | undefined => {
  if (a.country !== undefined && b.country !== undefined && a.country !== b.country) {
    return 'different';
  }
  const postcode = sameText(a.postcode, b.postcode);
  const nearPostcode =
    postcode === false && editDistance(a.postcode ?? '', b.postcode ?? '', 1) === 1;
  const house = sameText(a.houseNumber, b.houseNumber);
  const street = sameStreet(a.street, b.street);
  const city = sameCity(a, b);
  const area = postcode === true || nearPostcode || (city === true && postcode !== false);

  if (street === true && house === true && (area || city === true)) {
    return sameText(a.unit, b.unit) === false ? 'same-house' : 'same-door';
  }
  if (postcode === true && house === true) return 'same-house';
  if (street === true && area && house !== false) return 'same-street';
  if (street === true && postcode === true) return 'same-street';
  if (postcode === true) return 'postcode';
  if (nearPostcode && city !== false) return 'near-postcode';
  if (street === true && house === true) return 'near-postcode';
  if (city === true) return 'city';
  return postcode === false || city === false ? 'different' : undefined;
};

/**
 * Street, house, postcode and city as one piece of evidence: they agree together in every household,
 * so adding them up as if independent merges families. Where the names only say which family, its
 * door adds little.
 */
export function compareAddresses(
  a: readonly StandardAddress[],
  b: readonly StandardAddress[],
  { open }: Pick<Context, 'open'>,
): Finding | undefined {
  let best: number | undefined;
  let door: StandardAddress | undefined;
  for (const ofA of a) {
    for (const ofB of b) {
      const level = compareTwoAddresses(ofA, ofB);
      if (level === undefined) continue;
      const at = addressLevels.indexOf(level);
      if (best === undefined || at < best) {
        best = at;
        door = ofA;
      }
    }
  }
  if (best === undefined) return undefined;
  const level = addressLevels[best] ?? 'different';
  if (level === 'same-door' && open !== undefined) return { level: `${open}-door` };
  const key = door === undefined ? undefined : addressKey(door);
  return best <= 1 && key !== undefined
    ? { level, rarity: { kind: 'address', text: key } }
    : { level };
}

/** One person has one of these at a time; two different ones are two people. */
const oneEach: ReadonlySet<string> = new Set([
  'national-id',
  'passport',
  'tax',
  'ssn',
  'social-security',
  'drivers-license',
  'driving-licence',
  'lei',
  'duns',
  'registration',
]);

const identifierLevels = [
  'same',
  'same-card',
  'slip',
  'two-slips',
  'card-differs',
  'unsound-differs',
  'different',
] as const;

const compareTwoIdentifiers = (
  a: StandardIdentifier,
  b: StandardIdentifier,
): (typeof identifierLevels)[number] | undefined => {
  if (a.type !== b.type) return undefined;
  if (a.country !== undefined && b.country !== undefined && a.country !== b.country)
    return undefined;
  if (a.value === b.value) return oneEach.has(a.type) ? 'same' : 'same-card';
  const limit = Math.min(a.value.length, b.value.length) >= 7 ? 2 : 1;
  const edits = editDistance(a.value, b.value, limit);
  if (edits === 1) return 'slip';
  if (edits === 2 && limit === 2) return 'two-slips';
  if (!oneEach.has(a.type)) return 'card-differs';
  return a.checksumHolds === false || b.checksumHolds === false ? 'unsound-differs' : 'different';
};

/** The best that any two identifiers of one type reach; types that only one side has say nothing. */
export function compareIdentifiers(
  a: readonly StandardIdentifier[],
  b: readonly StandardIdentifier[],
): Finding | undefined {
  let best: number | undefined;
  let value = '';
  for (const ofA of a) {
    for (const ofB of b) {
      const level = compareTwoIdentifiers(ofA, ofB);
      if (level === undefined) continue;
      const at = identifierLevels.indexOf(level);
      if (best === undefined || at < best) {
        best = at;
        value = ofA.value;
      }
    }
  }
  if (best === undefined) return undefined;
  const level = identifierLevels[best] ?? 'different';
  return best <= 1 ? { level, rarity: { kind: 'identifier', text: value } } : { level };
}

/** The same handle on one network. Having two tells nothing. */
export function compareSocials(
  a: readonly StandardSocial[],
  b: readonly StandardSocial[],
): Finding | undefined {
  for (const { network, handle } of a) {
    if (b.some((other) => other.network === network && other.handle === handle)) {
      return { level: 'same', rarity: { kind: 'social', text: `${network}:${handle}` } };
    }
  }
  return undefined;
}
