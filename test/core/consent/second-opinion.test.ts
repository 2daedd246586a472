import { readdirSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant, questionOf, vectorsAbout } from './contact-vectors.ts';
import { expectTwoOpinionsAgree } from './expect-two-opinions-agree.ts';
import { secondOpinion, secondUntil } from './second-opinion.ts';

describe('two evaluators, written apart', () => {
  it('give the answers of the boundary table', () => {
    const vectors = readdirSync(new URL('./contact-vectors', import.meta.url)).flatMap((name) =>
      vectorsAbout(name.replace('.json', '')),
    );
    const wrong = vectors.filter((vector) => {
      const question = questionOf(vector);
      const { until } = vector;
      return (
        secondOpinion(...question).allowed !== vector.allowed ||
        (until !== undefined &&
          secondUntil(...question) !== (until === null ? undefined : instant(until)))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('agree on 20,000 random cases', () => {
    fc.assert(fc.property(fc.noBias(fc.nat()), expectTwoOpinionsAgree), {
      numRuns: 20_000,
      endOnFailure: true,
    });
  });
});
