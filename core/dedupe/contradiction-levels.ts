import { contradictions } from '#core/matching/admit';
import { type ComparisonLevels, comparisonsOf } from './levels.ts';

const levelsOf = (kind: keyof typeof comparisonsOf): readonly (readonly [number, number])[] =>
  (comparisonsOf[kind] as readonly ComparisonLevels[]).flatMap(({ comparison, levels }, each) =>
    (contradictions[comparison] ?? []).flatMap((level) => {
      const found = levels.indexOf(level);
      return found < 0 ? [] : [[each, found + 1] as const];
    }),
  );

/** Comparison and level, by number, of all that says "someone else" in real time, too. */
export const contradictionLevels = {
  person: levelsOf('person'),
  organisation: levelsOf('organisation'),
};
