import type { StandardOrganisationName } from '#core/standardise/standard-record';
import type { Finding } from './finding.ts';
import { organisationKey } from './match-keys.ts';
import { compareNumbers, formsDiffer, isParentAlone } from './sister-companies.ts';
import { jaroWinkler } from './text-similarity.ts';
import { isClose, tight } from './word-similarity.ts';

/** Best first. */
export const organisationNameLevels = [
  'same',
  'contained',
  'close',
  'number-one-sided',
  'overlap',
  'form-differs',
  'number-differs',
  'different',
] as const;

type OrganisationNameLevel = (typeof organisationNameLevels)[number];

const resembling: ReadonlySet<OrganisationNameLevel> = new Set(['same', 'contained', 'close']);

/** Whether many companies have a word in their names, so that sharing it says nothing. */
export type IsCommonWord = (word: string) => boolean;

/** A resembling name, unless its number or its legal form makes it a sister company's. */
export const compareTwoOrganisationNames = (
  a: StandardOrganisationName,
  b: StandardOrganisationName,
  isCommon: IsCommonWord = () => false,
): OrganisationNameLevel | undefined => {
  const level = compareOrganisationWords(a.words, b.words, isCommon);
  if (level === undefined || level === 'different') return level;
  const number = compareNumbers(a.words, b.words);
  if (number === 'differs') return 'number-differs';
  if (!resembling.has(level)) return level;
  if (number === 'one-sided' || isParentAlone(a.words, b.words)) return 'number-one-sided';
  return formsDiffer(a.legalForm, b.legalForm) ? 'form-differs' : level;
};

const compareOrganisationWords = (
  a: readonly string[],
  b: readonly string[],
  isCommon: IsCommonWord,
): OrganisationNameLevel | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  if (organisationKey(a) === organisationKey(b) || tight(a) === tight(b)) return 'same';
  const letters = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0);
  // The shorter one first, by its text where both are as long: the answer must not depend on the order.
  const isInOrder =
    (a.length - b.length || letters(a) - letters(b) || (a.join(' ') < b.join(' ') ? -1 : 1)) < 0;
  const [few, many] = isInOrder ? [a, b] : [b, a];
  if (isAcronym(few, many)) return 'contained';
  const shared = few.filter((word) => many.some((other) => word === other || isClose(word, other)));
  const share = letters(shared) / letters(few);
  if (share < 1 && areSisters(few, many)) return 'different';
  // Before all letters are compared: a long name in common outweighs a short word that tells two apart.
  if (share === 1 && letters(few) >= 5 && few.length < many.length)
    return few.length > 1 || (many.includes(few[0] ?? '') && !few.every(isCommon))
      ? 'contained'
      : 'overlap';
  if (jaroWinkler(tight(a), tight(b)) >= 0.93) return 'close';
  if (share === 1 && letters(few) >= 5) return 'contained';
  // Two caterers have no more in common than that.
  const isTelling = (word: string): boolean => !isCommon(word);
  const shareOfTelling =
    letters(shared.filter(isTelling)) / Math.max(1, letters(few.filter(isTelling)));
  if (shareOfTelling >= 0.7 && shared.length > 1) return 'close';
  return shareOfTelling >= 0.45 ? 'overlap' : 'different';
};

const shortestAcronym = 3;

/** `SLD` of `Star Line Dental`. */
const isAcronym = (few: readonly string[], many: readonly string[]): boolean => {
  const [short = ''] = few;
  return (
    few.length === 1 &&
    short.length >= shortestAcronym &&
    short.length === many.length &&
    many.every((word, at) => word.charAt(0) === short.charAt(at))
  );
};

const shortestTrade = 4;

/**
 * What a company does stands last in its name: `Oxley Plumbing` and `Oxley Properties` are sisters,
 * unless one's last word stands in the other's name, too, or is a short form of its last.
 */
const areSisters = (a: readonly string[], b: readonly string[]): boolean => {
  const [lastA = '', lastB = ''] = [a.at(-1), b.at(-1)];
  const isAlone = (word: string, others: readonly string[]): boolean =>
    word.length >= shortestTrade && !others.some((other) => word === other || isClose(word, other));
  return (
    a.length > 1 &&
    b.length > 1 &&
    isAlone(lastA, b) &&
    isAlone(lastB, a) &&
    !lastA.startsWith(lastB.slice(0, shortestTrade))
  );
};

/** `undefined` when either side has no name. */
export function compareOrganisationNames(
  a: readonly StandardOrganisationName[],
  b: readonly StandardOrganisationName[],
): Finding | undefined {
  let best: { at: number; words: readonly string[] } | undefined;
  for (const nameA of a) {
    for (const nameB of b) {
      const level = compareTwoOrganisationNames(nameA, nameB);
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
