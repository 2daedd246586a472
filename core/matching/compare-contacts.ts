import type {
  StandardEmail,
  StandardPersonName,
  StandardPhone,
} from '#core/standardise/standard-record';
import type { Context, Finding } from './finding.ts';
import { editDistance } from './text-similarity.ts';

const isSharedDoor = (level: string | undefined): boolean =>
  level === 'same-door' || level === 'initial-door' || level === 'family-door';

export const emailLevels = [
  'same',
  'slip',
  'same-local',
  'near-local',
  'same-role',
  'different',
] as const;

export const compareTwoEmails = (
  a: StandardEmail,
  b: StandardEmail,
): (typeof emailLevels)[number] => {
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

const shortestTelling = 3;

/**
 * Whether two mailboxes resemble each other only because both are made of a name: `valentina.leone50`
 * and `valentina_leone10` are two namesakes' as easily as one person's. Digits that both have speak
 * for one person.
 */
export function resembleByName(
  a: StandardEmail,
  b: StandardEmail,
  names: readonly Pick<StandardPersonName, 'given' | 'family'>[],
): boolean {
  const [digitsA, digitsB] = [a, b].map(({ local }) => local.replaceAll(/[^0-9]/g, ''));
  if (digitsA === digitsB && (digitsA ?? '').length >= shortestTelling) return false;
  return names.some(({ given, family }) =>
    [given[0] ?? '', family.join('')].some(
      (word) =>
        word.length >= shortestTelling && (a.local.includes(word) || b.local.includes(word)),
    ),
  );
}

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
  if (isFamilyMailbox(found.local, [...a.personNames, ...b.personNames])) {
    if (isSharedDoor(door)) return { level: 'mailbox-beside-door' };
    if (open !== undefined) return { level: 'family-mailbox' };
  }
  return { level, rarity: { kind: 'email', text: found.address } };
}

export const phoneLevels = ['same-mobile', 'same', 'same-landline', 'slip', 'different'] as const;

export const compareTwoPhones = (
  a: StandardPhone,
  b: StandardPhone,
): (typeof phoneLevels)[number] => {
  if (a.number === b.number || (a.tail === b.tail && a.tail.length >= 7)) {
    if (a.type === 'mobile' || b.type === 'mobile') return 'same-mobile';
    return a.type === 'fixed' || b.type === 'fixed' ? 'same-landline' : 'same';
  }
  const [short, long] = a.tail.length <= b.tail.length ? [a.tail, b.tail] : [b.tail, a.tail];
  const isSlip =
    (short.length >= 8 && editDistance(short, long, 1) === 1) ||
    (short.length === 7 && long.endsWith(short));
  return isSlip ? 'slip' : 'different';
};

/**
 * The best that any two numbers reach. A landline belongs to a household, a mobile to a person: where
 * the names only say which family, a landline says little, and beside the same door nothing new.
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
  if (level === 'same-landline') {
    if (isSharedDoor(address)) return { level: 'landline-beside-door' };
    if (open !== undefined) return { level: 'family-landline' };
  }
  return { level, rarity: { kind: 'phone', text: tail } };
}
