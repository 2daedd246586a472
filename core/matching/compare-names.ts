import { collapseDigraphs } from '#core/standardise/fold';
import { nicknameGroups } from '#core/standardise/nicknames';
import type {
  StandardEmail,
  StandardOrganisationName,
  StandardPersonName,
} from '#core/standardise/standard-record';
import { nameKey, organisationKey } from './match-keys.ts';
import type { MatchKey } from './match-model.ts';
import { soundOf, spokenForm } from './phonetic.ts';
import { editDistance, jaroWinkler } from './text-similarity.ts';

/** The level two values reach, and the key that tells how common the agreeing value is. */
export interface Finding {
  readonly level: string;
  readonly rarity?: Pick<MatchKey, 'kind' | 'text'>;
}

type GivenAgreement = 'same' | 'nickname' | 'close' | 'vague' | 'initial' | 'missing' | 'different';
type FamilyAgreement = 'same' | 'part' | 'close' | 'missing' | 'different';

/** Letters that a scanner takes for others, brought to one form. */
const asScanned = (word: string): string =>
  word
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('cl', 'd')
    .replaceAll(/[1il!]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('5', 's')
    .replaceAll('8', 'b');

/** Two spellings that are read, heard or scanned as one. */
const isVariant = (a: string, b: string): boolean =>
  spokenForm(a) === spokenForm(b) ||
  collapseDigraphs(a) === collapseDigraphs(b) ||
  asScanned(a) === asScanned(b);

/** A slip of the keyboard, the ear or the scanner in a family name. */
const isClose = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return false;
  if (isVariant(a, b)) return true;
  const edits = editDistance(a, b, 2);
  if (edits === 1) return Math.max(a.length, b.length) >= 4;
  const similarity = jaroWinkler(a, b);
  if (edits === 2) return shorter >= 6 && similarity >= 0.8;
  return similarity >= 0.92 || (similarity >= 0.8 && soundOf(a) === soundOf(b));
};

/**
 * The same in a given name, where one letter makes another member of the family: Paul and Paula,
 * Mara and Mark. A different ending is not taken for a slip.
 */
const isCloseGiven = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return false;
  if (isVariant(a, b)) return true;
  const edits = editDistance(a, b, 2);
  const endsAlike = a.at(-1) === b.at(-1);
  if (edits === 1) return shorter >= 4 && (endsAlike || isTransposed(a, b));
  if (edits === 2) return shorter >= 6 && endsAlike && jaroWinkler(a, b) >= 0.85;
  return false;
};

const isTransposed = (a: string, b: string): boolean =>
  a.length === b.length && [...a].toSorted().join('') === [...b].toSorted().join('');

/** Too far for a slip, too near for another name: a transliteration, perhaps. */
const isVague = (a: string, b: string): boolean => {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 3) return shorter === 2 && (a.startsWith(b) || b.startsWith(a));
  return editDistance(a, b, 1) === 1 || jaroWinkler(a, b) >= 0.8 || soundOf(a) === soundOf(b);
};

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
  if (isCloseGiven(a, b)) return 'close';
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
    if (isCloseGiven(joinedA, joinedB)) return 'close';
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

const compareTwo = (a: StandardPersonName, b: StandardPersonName): string | undefined => {
  const straight = levels[compareFamily(a, b)][compareGiven(a, b)];
  if (straight !== undefined && !isContrary.has(straight)) return straight;
  const crossed = compareCrossed(a, b);
  return crossed ?? straight;
};

const isContrary: ReadonlySet<string> = new Set([
  'different',
  'given-differs',
  'family-differs-initial',
]);

/** Given and family name in each other's place; one of the given names may be an initial. */
const compareCrossed = (a: StandardPersonName, b: StandardPersonName): string | undefined => {
  const [familyA, familyB] = [a.family.join(''), b.family.join('')];
  const [givenA, givenB] = [a.given.join(''), b.given.join('')];
  if (familyA === '' || familyB === '' || givenA === '' || givenB === '') return undefined;
  const [one, other] = [alike(givenA, familyB), alike(familyA, givenB)];
  if (one === undefined || other === undefined || (one === 'initial' && other === 'initial')) {
    return undefined;
  }
  return one === 'initial' || other === 'initial' ? 'initial' : 'swapped';
};

const alike = (a: string, b: string): 'word' | 'initial' | undefined => {
  if (a.length === 1 || b.length === 1) {
    return a.length !== b.length && a.charAt(0) === b.charAt(0) ? 'initial' : undefined;
  }
  return a === b || isClose(a, b) ? 'word' : undefined;
};

/** The other family name in one's own mailbox: `irene.lorenzo@…` of Irene Castro. */
const witnesses = (emails: readonly StandardEmail[], family: readonly string[]): boolean => {
  const word = family.join('').replaceAll(' ', '');
  return word.length >= 4 && emails.some(({ local, isRole }) => !isRole && local.includes(word));
};

const onceWitnessed: Readonly<Record<string, string>> = {
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
