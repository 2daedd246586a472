import { type ComparisonDrift, stabilityIndex, verdictOf } from '#core/matching/drift';
import { comparisonsOf } from './levels.ts';
import { reportModel } from './report.ts';
import { type LearnedModel, matching } from './situations.ts';

/**
 * How far a model that was loaded is from what these records themselves teach: the population
 * stability index of the levels of matches (`fromM`) and of strangers (`fromU`), the greater of which
 * gives the verdict. `filled`: records that have something to compare, by comparison; what hardly any
 * have is left out, for its shares would only be what was believed beforehand.
 */
export function modelDrift(
  loaded: LearnedModel,
  learned: LearnedModel,
  records: number,
  filled: ReadonlyMap<string, number>,
): readonly ComparisonDrift[] {
  const [before, now] = [reportModel(loaded).who, reportModel(learned).who];
  const matches = learned.shares.subarray(0, matching).reduce((sum, share) => sum + share, 0);
  const all = (matches * records ** 2) / 2;
  return comparisonsOf[learned.kind].flatMap(({ comparison }): readonly ComparisonDrift[] => {
    const expected = before.match[comparison];
    const share = (filled.get(comparison) ?? 0) / records;
    if (expected === undefined || share < leastFilled) return [];
    const pairs = Math.round(all * share ** 2);
    const index = (who: 'match' | 'stranger') =>
      stabilityIndex(
        Object.fromEntries(
          Object.entries(now[who][comparison] ?? {}).map(([level, each]) => [level, each * pairs]),
        ),
        before[who][comparison] ?? {},
        pairs,
      );
    const [fromM, fromU] = [index('match'), index('stranger')];
    return [{ comparison, pairs, fromM, fromU, verdict: verdictOf(Math.max(fromM, fromU), pairs) }];
  });
}

/** Of a hundred records, so many at least. */
const leastFilled = 0.02;
