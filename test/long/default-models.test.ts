import { describe, expect, it } from 'vitest';
import { matchModelOf } from '#core/dedupe/match-model-of';
import { meanModel } from '#core/dedupe/mean-model';
import { priorModel } from '#core/dedupe/situations';
import { withWorldsNames } from '#core/dedupe/with-worlds-names';
import { defaultModels } from '#core/matching/default-models';
import { learnFrom } from '../../scripts/train-default-models.ts';

/** Levels that fewer matches reach are learned from a handful of pairs. */
const leastShare = 0.02;
/** One set of another seed says the same within so many bits; more, and `npm run train` is due. */
const mostBits = 2;

describe('the models shipped for real time', () => {
  it('are what the engine learns today', async () => {
    const learned = [priorModel('person'), await learnFrom(36)].map(withWorldsNames);
    const now = matchModelOf(meanModel(learned));
    for (const { comparison, levels } of defaultModels.person.comparisons)
      for (const { level, m, u } of levels) {
        if (m < leastShare) continue;
        const found = now.comparisons
          .find((each) => each.comparison === comparison)
          ?.levels.find((each) => each.level === level);
        const [shipped, learnedBits] = [
          Math.log2(m / u),
          Math.log2((found?.m ?? 0) / (found?.u ?? 1)),
        ];
        expect(Math.abs(shipped - learnedBits), `${comparison} ${level}`).toBeLessThan(mostBits);
      }
  });
});
