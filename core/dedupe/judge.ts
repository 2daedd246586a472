import type { Comparer } from './compare-rows.ts';
import { contradictionLevels } from './contradiction-levels.ts';
import { at, isOrganisationPattern, unpack } from './levels.ts';
import type { Weigher } from './weigh.ts';

/** Below this many bits a pair contradicts, whatever it disagrees in. */
const impossible = -12;
/** And below this many, one in five, where it shows a level that says "someone else". */
export const unlikely = -2;

/** Whether a pair shows a level that says "someone else" in real time, too, and no identifier in common. */
export function isContradiction(pattern: number): boolean {
  const level = unpack(pattern);
  if (level[at.identifier] === 1) return false;
  return contradictionLevels[isOrganisationPattern(pattern) ? 'organisation' : 'person'].some(
    ([comparison, found]) => level[comparison] === found,
  );
}

/**
 * What two records say about their clusters being one: bits for it when they match, bits against it when
 * they contradict, else 0, because two records that have little in common say nothing.
 */
export const makeJudge =
  (comparer: Comparer, weigher: Weigher, threshold: number) =>
  (one: number, other: number): number => {
    const [a, b] = one < other ? [one, other] : [other, one];
    const pattern = comparer.patternOf(a, b);
    const weight = weigher.weigh(a, b, pattern);
    if (weight >= threshold) return weight - Math.min(threshold, 0);
    return weight < impossible || (weight < unlikely && isContradiction(pattern)) ? weight : 0;
  };
