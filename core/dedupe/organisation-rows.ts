import {
  compareTwoOrganisationNames,
  organisationNameLevels,
} from '#core/matching/compare-organisation-names';
import { commonWords } from './common-words.ts';
import type { Layout } from './layout.ts';
import type { ValuePairs } from './value-pairs.ts';

/** Compares the names of two organisations; rows are given by where they begin. Answers a level of `organisationNameLevels` from 1, or 0. */
export function makeOrganisationRows(
  rows: Int32Array,
  layout: Layout,
  { textOf, wordsOf, valueCount }: ValuePairs,
): (rowA: number, rowB: number) => number {
  const common = commonWords(rows, layout, wordsOf, valueCount);
  const isCommon = (word: string): boolean => common.has(word);
  return (rowA, rowB) => {
    let best = 0;
    for (const ofA of layout.organisations) {
      const a = rows[rowA + ofA.words] as number;
      if (a === 0) continue;
      for (const ofB of layout.organisations) {
        const b = rows[rowB + ofB.words] as number;
        if (b === 0) continue;
        const [formA, formB] = [rows[rowA + ofA.form] as number, rows[rowB + ofB.form] as number];
        let level: number;
        if (a === b && formA === formB) level = 1;
        else {
          const legal = (form: number) => (form === 0 ? {} : { legalForm: textOf(form) });
          const [one, other] = [
            { words: wordsOf(a), ...legal(formA) },
            { words: wordsOf(b), ...legal(formB) },
          ];
          const isInOrder = textOf(a) < textOf(b);
          level =
            1 +
            organisationNameLevels.indexOf(
              compareTwoOrganisationNames(
                isInOrder ? one : other,
                isInOrder ? other : one,
                isCommon,
              ) ?? 'different',
            );
        }
        if (best === 0 || level < best) best = level;
      }
    }
    return best;
  };
}
