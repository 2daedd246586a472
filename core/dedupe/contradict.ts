import { organisationNameLevels } from '#core/matching/compare-organisation-names';
import type { Comparer } from './compare-rows.ts';
import { contradictionLevels } from './contradiction-levels.ts';
import { at, isOrganisationPattern, unpack } from './levels.ts';
import type { Weigher } from './weigh.ts';

/** Below this many bits a pair contradicts, whatever it disagrees in. */
const impossible = -12;
/** And below this many, one in five, where it shows a level that says "someone else". */
export const unlikely = -2;

/** A company may have two names, so that this alone speaks against nothing in real time; here the weight does. */
export const otherCompany = organisationNameLevels.indexOf('different') + 1;

/** Whether a pair shows a level that says "someone else" in real time, too, and no identifier in common. */
export function isContradiction(pattern: number): boolean {
  const level = unpack(pattern);
  if (level[at.identifier] === 1) return false;
  if (isOrganisationPattern(pattern) && level[at.name] === otherCompany) return true;
  return contradictionLevels[isOrganisationPattern(pattern) ? 'organisation' : 'person'].some(
    ([comparison, found]) => level[comparison] === found,
  );
}

/** Whether two records are two customers: they contradict each other, with less than one chance in five. */
export const makeContradict =
  (comparer: Comparer, weigher: Weigher) =>
  (one: number, other: number): boolean => {
    const [a, b] = one < other ? [one, other] : [other, one];
    const pattern = comparer.patternOf(a, b);
    const weight = weigher.weigh(a, b, pattern);
    return weight < impossible || (weight < unlikely && isContradiction(pattern));
  };
