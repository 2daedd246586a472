import { describe, expect, it } from 'vitest';
import {
  holdsAt,
  type RestrictionEvent,
  restrictedAt,
  restrictedPeriods,
  restrictionsOf,
} from '#core/consent/restriction';

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00.000Z`;
let count = 0;
const placed = (more: object): RestrictionEvent => {
  count += 1;
  return {
    eventId: `rst_${count}`,
    customerId: 'a',
    kind: 'restriction',
    ground: 'accuracy-contested',
    at: day(10),
    recordedAt: day(10),
    ...more,
  } as RestrictionEvent;
};
const lifted = ({ eventId: lifts }: RestrictionEvent, at: number, more: object = {}) =>
  placed({ kind: 'restriction-lifted', lifts, at: day(at), recordedAt: day(at), ...more });
const known = (members: readonly string[], to = 28) => ({ members, knownAt: day(to) });
const isRestricted = (events: readonly RestrictionEvent[], at: number, of = known(['a'])) =>
  restrictedAt(restrictedPeriods(events, of), day(at)).isRestricted;

describe('a restriction', () => {
  it('holds from its moment to its own end, or until it is lifted, whichever is sooner', () => {
    const own = placed({ until: day(20) });
    expect([9, 10, 19, 20].map((each) => isRestricted([own], each))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const both = [own, lifted(own, 15)];
    expect([14, 15, 19].map((each) => isRestricted(both, each))).toEqual([true, false, false]);
    const late = [own, lifted(own, 25)];
    expect([19, 20].map((each) => isRestricted(late, each))).toEqual([true, false]);
  });

  it('is lifted by its own end alone, and by the first that was said', () => {
    const [one, other] = [placed({}), placed({})];
    expect(isRestricted([one, other, lifted(one, 12)], 15)).toBe(true);
    expect(isRestricted([one, lifted(one, 18), lifted(one, 12)], 15)).toBe(false);
  });

  it('of any constituent is that of all while they are one, and of that one alone afterwards', () => {
    const ofB = placed({ customerId: 'b' });
    expect(isRestricted([ofB], 12, known(['a', 'b']))).toBe(true);
    expect(isRestricted([ofB], 12, known(['b']))).toBe(true);
    expect(isRestricted([ofB], 12, known(['a']))).toBe(false);
  });

  it('counts, and its end does, as far as the hub knew', () => {
    const own = placed({ recordedAt: day(12) });
    const all = [own, lifted(own, 14, { recordedAt: day(20) })];
    expect(isRestricted(all, 11, known(['a'], 11))).toBe(false);
    expect(isRestricted(all, 11, known(['a'], 12))).toBe(true);
    expect(isRestricted(all, 16, known(['a'], 19))).toBe(true);
    expect(isRestricted(all, 16, known(['a'], 20))).toBe(false);
  });

  it('tells until when several hold without a gap', () => {
    const periods = [
      { from: day(1), until: day(5) },
      { from: day(4), until: day(9) },
      { from: day(11), until: day(12) },
    ];
    expect(restrictedAt(periods, day(2))).toEqual({ isRestricted: true, until: day(9) });
    expect(restrictedAt(periods, day(10))).toEqual({ isRestricted: false });
    expect(restrictedAt([...periods, { from: day(6) }], day(2))).toEqual({ isRestricted: true });
  });
});

describe('a legal hold', () => {
  const hold = placed({
    kind: 'legal-hold',
    ground: 'retention-duty',
    until: day(20),
    attributes: ['name', 'addresses'],
  });

  it('restricts nothing by itself, and does where it says so', () => {
    expect(isRestricted([hold], 12)).toBe(false);
    expect(isRestricted([placed({ kind: 'legal-hold', restricts: true })], 12)).toBe(true);
  });

  it('keeps its attributes from erasure, with its ground and its end, while it is open', () => {
    const at = (number: number, events = [hold]) =>
      holdsAt(events, { ...known(['a']), at: day(number) });
    expect(at(12)).toMatchObject([
      { ground: 'retention-duty', until: day(20), attributes: ['name', 'addresses'] },
    ]);
    expect([...at(9), ...at(20), ...at(16, [hold, lifted(hold, 15)])]).toEqual([]);
    expect(at(12, [placed({})])).toEqual([]);
  });

  it('is listed when it is over, with when it was lifted', () => {
    expect(restrictionsOf([hold, lifted(hold, 15)], known(['a']))).toMatchObject([
      { restrictionId: hold.eventId, from: day(10), until: day(20), liftedAt: day(15) },
    ]);
  });
});
