import { collapseDigraphs } from '#core/standardise/fold';
import { nicknameGroups } from '#core/standardise/nicknames';
import type {
  StandardEmail,
  StandardOrganisationName,
  StandardPersonName,
} from '#core/standardise/standard-record';
import { nameKey, organisationKey } from './match-keys.ts';
import type { MatchKey } from './match-model.ts';
import { soundOf } from './phonetic.ts';
import { editDistance, jaroWinkler } from './text-similarity.ts';

/** The level two values reach, and the key that tells how common the agreeing value is. */
export interface Finding {
  readonly level: string;
  readonly rarity?: Pick<MatchKey, 'kind' | 'text'>;
}

type GivenAgreement = 'same' | 'nickname' | 'close' | 'vague' | 'initial' | 'missing' | 'different';
type FamilyAgreement = 'same' | 'part' | 'close' | 'missing' | 'different';

/** A slip of the keyboard, the ear or the scanner; not two names of one language. */
const isClose = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return false;
  if (collapseDigraphs(a) === collapseDigraphs(b)) return true;
  const edits = editDistance(a, b, 2);
  if (edits === 1) return shorter >= 4;
  const similarity = jaroWinkler(a, b);
  if (edits === 2 && shorter >= 6) return similarity >= 0.8;
  return similarity >= 0.92 || (similarity >= 0.8 && soundOf(a) === soundOf(b));
};

/** Too far for a slip, too near for another name: a transliteration, perhaps. */
const isVague = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= 4 && (jaroWinkler(a, b) >= 0.8 || soundOf(a) === soundOf(b));

const shareNickname = (a: string, b: string): boolean => {
  const groups = nicknameGroups(a);
  if (groups.length === 0) return false;
  const others = nicknameGroups(b);
  return groups.some((group) => others.includes(group));
};

const compareGivenWord = (a: string, b: string): GivenAgreement => {
  if (a === b) return a.length === 1 ? 'initial' : 'same';
  if (a.length === 1 || b.length === 1) {
    return a.charAt(0) === b.charAt(0) ? 'initial' : 'different';
  }
  if (shareNickname(a, b)) return 'nickname';
  if (isClose(a, b)) return 'close';
  return isVague(a, b) ? 'vague' : 'different';
};

const compareGiven = (a: StandardPersonName, b: StandardPersonName): GivenAgreement => {
  const [firstA, firstB] = [a.given[0], b.given[0]];
  if (firstA === undefined || firstB === undefined) return 'missing';
  const direct = compareGivenWord(firstA, firstB);
  if (direct !== 'different' && direct !== 'vague') return direct;
  if (a.given.length > 1 || b.given.length > 1) {
    const [joinedA, joinedB] = [a.given.join(''), b.given.join('')];
    if (joinedA === joinedB) return 'same';
    if (isClose(joinedA, joinedB)) return 'close';
  }
  // Known by the middle name, or the second of two given names.
  const callsA = [...a.given.slice(1), ...a.middle].filter((word) => word.length > 1);
  const callsB = [...b.given.slice(1), ...b.middle].filter((word) => word.length > 1);
  if (callsA.includes(firstB) || callsB.includes(firstA)) return 'nickname';
  return direct;
};

const compareFamilyWords = (a: readonly string[], b: readonly string[]): FamilyAgreement => {
  if (a.length === 0 || b.length === 0) return 'missing';
  const [joinedA, joinedB] = [a.join('').replaceAll(' ', ''), b.join('').replaceAll(' ', '')];
  if (joinedA === joinedB) return 'same';
  if (isClose(joinedA, joinedB)) return 'close';
  if (a.length > 1 || b.length > 1) {
    const shared = a.some(
      (word) => word.length > 2 && b.some((other) => word === other || isClose(word, other)),
    );
    if (shared) return 'part';
  }
  return 'different';
};

const familyRank: readonly FamilyAgreement[] = ['same', 'part', 'close', 'missing', 'different'];

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
const levels: Record<FamilyAgreement, Record<GivenAgreement, string | undefined>> = {
  same: {
    same: 'same',
    nickname: 'nickname',
    close: 'close',
    vague: 'given-vague',
    initial: 'initial',
    missing: 'family-only',
    different: 'given-differs',
  },
  part: {
    same: 'double-family',
    nickname: 'double-family',
    close: 'double-family',
    vague: 'given-vague',
    initial: 'initial-close',
    missing: 'family-only',
    different: 'given-differs',
  },
  close: {
    same: 'close',
    nickname: 'close-both',
    close: 'close-both',
    vague: 'given-vague',
    initial: 'initial-close',
    missing: 'family-only',
    different: 'given-differs',
  },
  missing: {
    same: 'given-only',
    nickname: 'given-only',
    close: 'given-only',
    vague: undefined,
    initial: undefined,
    missing: undefined,
    different: 'different',
  },
  different: {
    same: 'family-differs',
    nickname: 'family-differs',
    close: 'family-differs-given-close',
    vague: 'different',
    initial: 'different',
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
  'initial',
  'initial-close',
  'family-changed',
  'family-only',
  'given-only',
  'family-differs',
  'family-differs-given-close',
  'given-vague',
  'family-differs-alone',
  'given-differs',
  'different',
] as const;

const rank = new Map<string, number>(nameLevels.map((level, index) => [level, index]));

const compareTwo = (a: StandardPersonName, b: StandardPersonName): string | undefined => {
  const straight = levels[compareFamily(a, b)][compareGiven(a, b)];
  if (straight !== 'different' && straight !== 'given-differs') return straight;
  const [familyA, familyB] = [a.family.join(''), b.family.join('')];
  const [givenA, givenB] = [a.given.join(''), b.given.join('')];
  if (familyA === '' || familyB === '' || givenA.length < 2 || givenB.length < 2) return straight;
  const first = givenA === familyB || isClose(givenA, familyB);
  return first && (familyA === givenB || isClose(familyA, givenB)) ? 'swapped' : straight;
};

/** The other family name in one's own mailbox: `irene.lorenzo@…` of Irene Castro. */
const witnesses = (emails: readonly StandardEmail[], family: readonly string[]): boolean => {
  const word = family.join('').replaceAll(' ', '');
  return word.length >= 4 && emails.some(({ local, isRole }) => !isRole && local.includes(word));
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
        level === 'family-differs' &&
        (witnesses(a.emails, nameB.family) || witnesses(b.emails, nameA.family))
      ) {
        level = 'family-changed';
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

/** Best first. */
export const organisationNameLevels = [
  'same',
  'contained',
  'close',
  'overlap',
  'different',
] as const;

const compareOrganisationWords = (
  a: readonly string[],
  b: readonly string[],
): (typeof organisationNameLevels)[number] | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  if (organisationKey(a) === organisationKey(b) || a.join('') === b.join('')) return 'same';
  if (jaroWinkler(a.join(''), b.join('')) >= 0.93) return 'close';
  const [few, many] = a.length <= b.length ? [a, b] : [b, a];
  const shared = few.filter((word) => many.some((other) => word === other || isClose(word, other)));
  const letters = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0);
  const share = letters(shared) / letters(few);
  if (share === 1 && letters(few) >= 5) return 'contained';
  if (share >= 0.7 && shared.length > 1) return 'close';
  return share >= 0.45 ? 'overlap' : 'different';
};

/** `undefined` when either side has no name. */
export function compareOrganisationNames(
  a: readonly StandardOrganisationName[],
  b: readonly StandardOrganisationName[],
): Finding | undefined {
  let best: { at: number; words: readonly string[] } | undefined;
  for (const nameA of a) {
    for (const nameB of b) {
      const level = compareOrganisationWords(nameA.words, nameB.words);
      if (level === undefined) continue;
      const at = organisationNameLevels.indexOf(level);
      if (best === undefined || at < best.at) best = { at, words: nameA.words };
    }
  }
  if (best === undefined) return undefined;
  const level = organisationNameLevels[best.at] ?? 'different';
  return best.at <= 2
    ? { level, rarity: { kind: 'organisation', text: organisationKey(best.words) } }
    : { level };
}
