import type { StandardOrganisationName } from '#core/standardise/standard-record';
import type { Finding } from './finding.ts';
import { organisationKey } from './match-keys.ts';
import { compareNumbers, formsDiffer } from './sister-companies.ts';
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

/** A resembling name, unless its number or its legal form makes it a sister company's. */
export const compareTwoOrganisationNames = (
  a: StandardOrganisationName,
  b: StandardOrganisationName,
): OrganisationNameLevel | undefined => {
  const level = compareOrganisationWords(a.words, b.words);
  if (level === undefined || level === 'different') return level;
  const number = compareNumbers(a.words, b.words);
  if (number === 'differs') return 'number-differs';
  if (!resembling.has(level)) return level;
  if (number === 'one-sided') return 'number-one-sided';
  return formsDiffer(a.legalForm, b.legalForm) ? 'form-differs' : level;
};

const compareOrganisationWords = (
  a: readonly string[],
  b: readonly string[],
): OrganisationNameLevel | undefined => {
  if (a.length === 0 || b.length === 0) return undefined;
  if (organisationKey(a) === organisationKey(b) || tight(a) === tight(b)) return 'same';
  const letters = (words: readonly string[]) => words.reduce((sum, word) => sum + word.length, 0);
  // The shorter one first, by its text where both are as long: the answer must not depend on the order.
  const isInOrder =
    (a.length - b.length || letters(a) - letters(b) || (a.join(' ') < b.join(' ') ? -1 : 1)) < 0;
  const [few, many] = isInOrder ? [a, b] : [b, a];
  const shared = few.filter((word) => many.some((other) => word === other || isClose(word, other)));
  const share = letters(shared) / letters(few);
  if (share < 1 && areSisters(few, many)) return 'different';
  // Before all letters are compared: a long name in common outweighs a short word that tells two apart.
  if (share === 1 && letters(few) >= 5 && few.length < many.length) return 'contained';
  if (jaroWinkler(tight(a), tight(b)) >= 0.93) return 'close';
  if (share === 1 && letters(few) >= 5) return 'contained';
  if (share >= 0.7 && shared.length > 1) return 'close';
  return share >= 0.45 ? 'overlap' : 'different';
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
