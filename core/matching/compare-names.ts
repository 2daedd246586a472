import { isGivenName } from '#core/standardise/given-names';
import { nicknameGroups } from '#core/standardise/nicknames';
import type { StandardEmail, StandardPersonName } from '#core/standardise/standard-record';
import type { Finding } from './finding.ts';
import { nameKey } from './match-keys.ts';
import { soundOf, spokenForm } from './phonetic.ts';
import { areSiblingNames } from './sibling-names.ts';
import { editDistance } from './text-similarity.ts';
import { isClose, isCloseGiven, isOneSlip, isVague, tight } from './word-similarity.ts';

export type GivenAgreement =
  | 'same'
  | 'nickname'
  | 'sibling'
  | 'close'
  | 'vague'
  | 'initial'
  | 'missing'
  | 'different';
/** `near`: two letters differ, by which two families as easily differ as two spellings of one. */
export type FamilyAgreement = 'same' | 'part' | 'close' | 'near' | 'missing' | 'different';

const compareGivenWord = (a: string, b: string): GivenAgreement => {
  if (a === b) return a.length === 1 ? 'initial' : 'same';
  if (a.length === 1 || b.length === 1) {
    return a.charAt(0) === b.charAt(0) ? 'initial' : 'different';
  }
  const [groupsA, groupsB] = [nicknameGroups(a), nicknameGroups(b)];
  if (groupsA.some((group) => groupsB.includes(group))) {
    return areSiblingNames(a, b) ? 'sibling' : 'nickname';
  }
  // Two names that people really have are two people, however near: Marta and Maria, Mark and Marsha.
  const [isNameA, isNameB] = [isGivenName(a), isGivenName(b)];
  if (isNameA && isNameB) {
    if (spokenForm(a) === spokenForm(b)) return 'close';
    // Kristin and Kristen: as easily two sisters as one of them.
    const isSound = soundOf(a) === soundOf(b) && isCloseGiven(a, b);
    return isSound && (groupsA.length === 0 || groupsB.length === 0) ? 'sibling' : 'different';
  }
  if (isCloseGiven(a, b)) return 'close';
  // One letter from a name to what is none is a slip, at its end too: Brenda and Brende.
  if (isNameA !== isNameB && Math.min(a.length, b.length) >= 5 && editDistance(a, b, 1) === 1)
    return 'close';
  return isVague(a, b) ? 'vague' : 'different';
};

/** How two given names agree; a middle name may be the one a person is called by. */
export const compareGiven = (
  a: Pick<StandardPersonName, 'given' | 'middle'>,
  b: Pick<StandardPersonName, 'given' | 'middle'>,
): GivenAgreement => {
  const [firstA, firstB] = [a.given[0], b.given[0]];
  if (firstA === undefined || firstB === undefined) return 'missing';
  const direct = compareGivenWord(firstA, firstB);
  if (direct !== 'different' && direct !== 'vague') return direct;
  if (a.given.length > 1 || b.given.length > 1) {
    const [joinedA, joinedB] = [tight(a.given), tight(b.given)];
    if (joinedA === joinedB) return 'same';
    if (isCloseGiven(joinedA, joinedB)) return 'close';
  }
  // Known by the middle name, or the second of two given names.
  const callsA = [...a.given.slice(1), ...a.middle].filter((word) => word.length > 1);
  const callsB = [...b.given.slice(1), ...b.middle].filter((word) => word.length > 1);
  if (callsA.includes(firstB) || callsB.includes(firstA)) return 'nickname';
  return direct;
};

/** How two family names agree, word by word. */
export const compareFamilyWords = (a: readonly string[], b: readonly string[]): FamilyAgreement => {
  if (a.length === 0 || b.length === 0) return 'missing';
  const [joinedA, joinedB] = [tight(a), tight(b)];
  if (joinedA === joinedB) return 'same';
  if (isClose(joinedA, joinedB)) return isOneSlip(joinedA, joinedB) ? 'close' : 'near';
  if (a.length > 1 || b.length > 1) {
    const shared = a.some(
      (word) => word.length > 2 && b.some((other) => word === other || isClose(word, other)),
    );
    if (shared) return 'part';
  }
  return 'different';
};

const familyRank: readonly FamilyAgreement[] = [
  'same',
  'part',
  'close',
  'near',
  'missing',
  'different',
];

const compareFamily = (a: StandardPersonName, b: StandardPersonName): FamilyAgreement => {
  const now = compareFamilyWords(a.family, b.family);
  if (a.familyPrevious.length === 0 && b.familyPrevious.length === 0) return now;
  const crossed = [
    compareFamilyWords(a.familyPrevious, b.family),
    compareFamilyWords(a.family, b.familyPrevious),
  ].filter((each) => each === 'same' || each === 'close');
  return (
    [now, ...crossed.map((): FamilyAgreement => 'part')].toSorted(
      (x, y) => familyRank.indexOf(x) - familyRank.indexOf(y),
    )[0] ?? now
  );
};

/** Level of a given and a family agreement together: one comparison, since each is read in the other's light. */
export const nameLevelOf: Record<FamilyAgreement, Record<GivenAgreement, string | undefined>> = {
  same: {
    same: 'same',
    nickname: 'nickname',
    sibling: 'given-sibling',
    close: 'close',
    vague: 'given-vague',
    initial: 'initial',
    missing: 'family-only',
    different: 'given-differs',
  },
  part: {
    same: 'double-family',
    nickname: 'double-family',
    sibling: 'given-sibling',
    close: 'double-family',
    vague: 'given-vague',
    initial: 'initial-close',
    missing: 'family-only',
    different: 'given-differs',
  },
  close: {
    same: 'close',
    nickname: 'close-both',
    sibling: 'given-sibling',
    close: 'close-both',
    vague: 'given-vague',
    initial: 'initial-close',
    missing: 'family-only',
    different: 'given-differs',
  },
  near: {
    same: 'close-both',
    nickname: 'close-both',
    sibling: 'given-sibling',
    close: 'close-both',
    vague: 'given-vague',
    initial: 'initial-close',
    missing: 'family-only',
    different: 'given-differs',
  },
  missing: {
    same: 'given-only',
    nickname: 'given-only',
    sibling: undefined,
    close: 'given-only',
    vague: undefined,
    initial: undefined,
    missing: undefined,
    different: 'different',
  },
  different: {
    same: 'family-differs',
    nickname: 'family-differs',
    sibling: 'family-differs-given-close',
    close: 'family-differs-given-close',
    vague: 'different',
    initial: 'family-differs-initial',
    missing: 'family-differs-alone',
    different: 'different',
  },
};

/** Best first. `compareNames` reports the best that any two names of the records reach. */
export const nameLevels = [
  'same',
  'nickname',
  'close',
  'double-family',
  'swapped',
  'close-both',
  'named-by-mailbox',
  'given-sibling',
  'initial',
  'initial-close',
  'family-changed',
  'family-only',
  'given-only',
  'family-differs',
  'family-differs-given-close',
  'family-changed-initial',
  'given-vague',
  'family-differs-initial',
  'family-differs-alone',
  'given-differs',
  'different',
] as const;

const rank = new Map<string, number>(nameLevels.map((level, index) => [level, index]));

/** Level that two names reach by themselves. */
export const compareTwo = (a: StandardPersonName, b: StandardPersonName): string | undefined => {
  const straight = nameLevelOf[compareFamily(a, b)][compareGiven(a, b)];
  if (straight !== undefined && !isContrary.has(straight)) return straight;
  const crossed = compareCrossed(a, b);
  return crossed ?? straight;
};

/** A name in the other order may do better than these. */
export const isContrary: ReadonlySet<string> = new Set([
  'different',
  'given-differs',
  'family-differs-initial',
]);

/** Given and family name in each other's place; one of the given names may be an initial. */
const compareCrossed = (a: StandardPersonName, b: StandardPersonName): string | undefined => {
  const [familyA, familyB] = [tight(a.family), tight(b.family)];
  const [givenA, givenB] = [tight(a.given), tight(b.given)];
  if (familyA === '' || familyB === '' || givenA === '' || givenB === '') return undefined;
  const [one, other] = [alike(givenA, familyB), alike(familyA, givenB)];
  if (one === undefined || other === undefined || (one === 'initial' && other === 'initial')) {
    return undefined;
  }
  return one === 'initial' || other === 'initial' ? 'initial' : 'swapped';
};

/** Whether a given and a family name may be one word: for names in each other's place. */
export const alike = (a: string, b: string): 'word' | 'initial' | undefined => {
  if (a.length === 1 || b.length === 1) {
    return a.length !== b.length && a.charAt(0) === b.charAt(0) ? 'initial' : undefined;
  }
  return a === b || isClose(a, b) ? 'word' : undefined;
};

/** The other family name in one's own mailbox: `irene.lorenzo@…` of Irene Castro. */
export const witnesses = (emails: readonly StandardEmail[], family: readonly string[]): boolean => {
  const word = tight(family);
  return word.length >= 4 && emails.some(({ local, isRole }) => !isRole && local.includes(word));
};

/** A mailbox may tell who these are. */
export const isOpen: ReadonlySet<string> = new Set(['initial', 'initial-close', 'family-only']);

/** Who gives an initial, or no given name, may spell it out in the own mailbox: `rekha.sharma@` of R Sharma. */
export const isNamedByMailbox = (
  { emails }: Pick<Named, 'emails'>,
  { given }: StandardPersonName,
  other: StandardPersonName,
): boolean => {
  const called = other.given[0] ?? '';
  return (
    (given[0] ?? '').length < 2 &&
    called.length >= 4 &&
    emails.some(({ local, isRole }) => !isRole && local.includes(called))
  );
};

/** Middle names of people who have one on both sides; an initial stands for any name that begins so. */
export function compareMiddleNames(
  a: readonly StandardPersonName[],
  b: readonly StandardPersonName[],
): Finding | undefined {
  let found: Finding | undefined;
  for (const { middle: ofA } of a) {
    for (const { middle: ofB } of b) {
      const [wordA, wordB] = [ofA[0], ofB[0]];
      if (wordA === undefined || wordB === undefined) continue;
      const isShort = wordA.length === 1 || wordB.length === 1;
      if (
        isShort ? wordA.charAt(0) === wordB.charAt(0) : wordA === wordB || isClose(wordA, wordB)
      ) {
        return { level: isShort ? 'initial' : 'same' };
      }
      found = { level: 'different' };
    }
  }
  return found;
}

/** What a name becomes whose other family name stands in the mailbox. */
export const onceWitnessed: Readonly<Record<string, string>> = {
  'family-differs': 'family-changed',
  'family-differs-initial': 'family-changed-initial',
};

interface Named {
  readonly personNames: readonly StandardPersonName[];
  readonly emails: readonly StandardEmail[];
}

/** `undefined` when there is nothing to compare. */
export function compareNames(a: Named, b: Named): Finding | undefined {
  let best: { level: string; at: number; name: StandardPersonName } | undefined;
  for (const nameA of a.personNames) {
    for (const nameB of b.personNames) {
      let level = compareTwo(nameA, nameB);
      if (
        level !== undefined &&
        isOpen.has(level) &&
        (isNamedByMailbox(a, nameA, nameB) || isNamedByMailbox(b, nameB, nameA))
      ) {
        level = 'named-by-mailbox';
      }
      const changed = level === undefined ? undefined : onceWitnessed[level];
      if (
        changed !== undefined &&
        (witnesses(a.emails, nameB.family) || witnesses(b.emails, nameA.family))
      ) {
        level = changed;
      }
      if (level === undefined) continue;
      const at = rank.get(level) ?? nameLevels.length;
      if (best === undefined || at < best.at) best = { level, at, name: nameA };
    }
  }
  if (best === undefined) return undefined;
  const key = nameKey(best.name);
  return key !== undefined && best.at <= (rank.get('initial-close') ?? 0)
    ? { level: best.level, rarity: { kind: 'name', text: key } }
    : { level: best.level };
}
