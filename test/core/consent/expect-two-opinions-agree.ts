import { expect } from 'vitest';
import { decideContact } from '#core/consent/decide-contact';
import { randomContactCase } from './random-contact-case.ts';
import { secondOpinion, secondUntil } from './second-opinion.ts';

/** One case in so many is asked for `until`, too: the second evaluator answers it the long way. */
const untilEvery = 20;

/** Of the case that a seed makes; the message shows it whole. */
export function expectTwoOpinionsAgree(seed: number): void {
  const question = randomContactCase(seed);
  const { allowed, basis, evidence, until } = decideContact(...question);
  const isWithUntil = seed % untilEvery === 0;
  const second = {
    ...secondOpinion(...question),
    ...(isWithUntil && { until: secondUntil(...question) }),
  };
  const first = {
    allowed,
    basis,
    evidence: allowed ? evidence : undefined,
    until: isWithUntil ? until : undefined,
  };
  const isSame = (Object.keys(first) as (keyof typeof first)[]).every(
    (key) => first[key] === (second as typeof first)[key],
  );
  // Written out only when it fails: a million times of it take minutes.
  if (!isSame)
    expect({ seed, ...second, asked: question[0], signedOff: [...question[1].signedOff] }).toEqual({
      seed,
      ...first,
      asked: question[0],
      signedOff: [...question[1].signedOff],
    });
}
