import { nameLevels } from '#core/matching/compare-names';
import { organisationNameLevels } from '#core/matching/compare-organisation-names';
import { caution } from './cluster.ts';
import type { Comparer } from './compare-rows.ts';
import { isContradiction, otherCompany } from './contradict.ts';
import { at, bits, inFirst, organisationBit, secondUnit, shifts } from './levels.ts';
import { merit } from './place-rows.ts';
import type { Weigher } from './weigh.ts';

/**
 * Weighs two clusters as if each were one record with all values of its records: of every comparison
 * counts the best level that any two of their records reach, of the address that which agrees best.
 * What one record lacks another supplies, for the pair or against it: a name alone is no longer a
 * match where the cluster has another e-mail address, and a slip of one record is none where another
 * record has the right date. `edge` is the pair that matches best: how common its values are counts
 * for all. Answers bits.
 */
export const makeClusterWeigher =
  (comparer: Comparer, weigher: Weigher) =>
  (some: readonly number[], others: readonly number[], edge: readonly [number, number]): number => {
    const best = new Uint8Array(inFirst);
    let kind = 0;
    let place = 0;
    let placeMerit = Number.NEGATIVE_INFINITY;
    let differs = 0;
    for (const one of some) {
      for (const other of others) {
        const [a, b] = one < other ? [one, other] : [other, one];
        const pattern = comparer.patternOf(a, b);
        const second = Math.floor(pattern / secondUnit);
        const first = pattern - second * secondUnit;
        kind = first & organisationBit;
        const name = first & ((1 << (bits[at.name] as number)) - 1);
        if (
          kind === 0
            ? contraryNames.has(name) && !comparer.hasInitial(a) && !comparer.hasInitial(b)
            : name === otherCompany
        )
          differs = name;
        for (let each = 0; each < inFirst; each++) {
          const level = (first >> (shifts[each] as number)) & ((1 << (bits[each] as number)) - 1);
          if (level !== 0 && (best[each] === 0 || level < (best[each] as number)))
            best[each] = level;
        }
        const found = second === 0 ? Number.NEGATIVE_INFINITY : merit(second);
        if (found > placeMerit || (found === placeMerit && second < place)) {
          place = second;
          placeMerit = found;
        }
      }
    }
    const fitting = kind === 0 ? fitsFamily : fitsSisters;
    if (differs > 0 && fitting.has(best[at.name] as number)) best[at.name] = differs;
    let first = kind;
    for (let each = 0; each < inFirst; each++)
      first |= (best[each] as number) << (shifts[each] as number);
    const pattern = place * secondUnit + first;
    return weigher.weigh(edge[0], edge[1], pattern) - (isContradiction(pattern) ? caution : 0);
  };

const numbered = <Level extends string>(
  levels: readonly Level[],
  wanted: readonly Level[],
): ReadonlySet<number> => new Set(wanted.map((level) => levels.indexOf(level) + 1));

/** Names of two people, where all that agrees fits both of them: J Smith is John and Jane. */
const contraryNames = numbered(nameLevels, ['given-differs', 'different']);
const fitsFamily = numbered(nameLevels, ['initial', 'initial-close', 'family-only', 'given-vague']);
/** And of two companies: Oxley is both Oxley Plumbing and Oxley Properties. */
const fitsSisters = numbered(organisationNameLevels, ['contained', 'overlap']);
