import { expect } from 'vitest';
import { clocksOf } from '#core/privacy-clock/clocks-of';
import { randomClockCase } from './random-clock-case.ts';
import { linesOf, secondClocks } from './second-clocks.ts';

/** Of the case that a seed makes; the message shows it whole. */
export function expectClocksAgree(seed: number): void {
  const question = randomClockCase(seed);
  const first = linesOf(clocksOf(...question));
  const second = secondClocks(...question);
  // Written out only when it fails: a million times of it take minutes.
  if (first.next !== second.next || first.lines.join('\n') !== second.lines.join('\n'))
    expect({ seed, ...second, asked: question[0], signed: [...question[1].signedOff] }).toEqual({
      seed,
      ...first,
      asked: question[0],
      signed: [...question[1].signedOff],
    });
}
