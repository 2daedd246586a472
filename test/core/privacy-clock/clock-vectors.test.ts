import { describe, expect, it } from 'vitest';
import type { Clock } from '#core/privacy-clock/clock';
import { clocksOf } from '#core/privacy-clock/clocks-of';
import { type ClockVector, questionOf, themes, vectorsAbout } from './clock-vectors.ts';
import { linesOf, secondClocks } from './second-clocks.ts';

it('holds at least three hundred boundaries', () => {
  expect(themes.flatMap(vectorsAbout).length).toBeGreaterThanOrEqual(300);
});

describe.each(themes)('clocks: %s', (theme) => {
  it.each(vectorsAbout(theme).map((each) => [each.why, each] as const))('%s', (_, vector) => {
    const { clocks, binding, withoutNumber } = clocksOf(...questionOf(vector));
    if (vector.withoutNumber !== undefined)
      expect(withoutNumber.map(({ rule }) => rule)).toEqual(
        expect.arrayContaining([...vector.withoutNumber]),
      );
    if (vector.count !== undefined)
      expect(
        clocks.filter(({ kind, basis }) => kind === vector.kind && basis.isLegal),
      ).toHaveLength(vector.count);
    const clock = (vector.clock === undefined ? binding : clocks).find((each) =>
      isAbout(vector, each),
    );
    expect(clock === undefined ? 'none' : clock.dueAt).toBe(vector.due);
    if (clock !== undefined) expectMore(vector, clock);
  });
});

function isAbout({ kind, clock, ofRights, binds }: ClockVector, each: Clock): boolean {
  const name = each.basis.isLegal ? each.basis.rule : each.basis.target;
  return (
    each.kind === kind &&
    (clock === undefined || name === clock) &&
    (binds === undefined || name === binds) &&
    (ofRights === undefined || ofRights.join() === each.rights.join())
  );
}

function expectMore(vector: ClockVector, clock: Clock): void {
  const { basis, extension } = clock;
  const all = {
    startsAt: clock.startsAt,
    waitsFor: clock.waitsFor,
    pausedDays: clock.pausedDays,
    counting: basis.isLegal ? basis.counting : undefined,
    place: basis.isLegal ? basis.place : undefined,
    decides: clock.decides,
    extended: clock.isExtended,
    noticeBy: extension === null ? 'none' : extension.noticeBy,
    laterDue: extension?.dueAt,
    refused: extension?.refused.map(({ because }) => because) ?? [],
  };
  for (const name of Object.keys(all) as (keyof typeof all)[])
    if (vector[name] !== undefined) expect({ [name]: all[name] }).toEqual({ [name]: vector[name] });
}

it('the code written apart gives the same for every row', () => {
  const wrong = themes.flatMap(vectorsAbout).filter((vector) => {
    const question = questionOf(vector);
    return (
      JSON.stringify(linesOf(clocksOf(...question))) !== JSON.stringify(secondClocks(...question))
    );
  });
  expect(wrong.filter(({ in: places }) => places.every((place) => known.includes(place)))).toEqual(
    [],
  );
});

/** Places whose time zones the second implementation has. */
const known =
  'DE IE ES PT FR EU NO GB GB-SCT US US-NY US-CA US-IA US-TX US-VA CA CA-QC BR IN CN ZZ'.split(' ');
