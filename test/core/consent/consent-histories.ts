import { expect } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { type FoldQuestion, foldConsent, isRefusal } from '#core/consent/fold-consent';
import { drawsFrom } from './draws-from.ts';

const people = ['p0', 'p1', 'p2', 'p3'];
const said: readonly ConsentEvent['kind'][] = [
  'given',
  'given',
  'given',
  'confirmed',
  'denied',
  'withdrawn',
  'objected',
  'expired',
  'parental',
  'imported',
  'corrected',
];
const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString();

interface History {
  readonly events: readonly ConsentEvent[];
  /** Who is one at the end. */
  readonly groups: readonly (readonly string[])[];
  readonly question: FoldQuestion;
}

/**
 * Up to twenty acts day by day: somebody says something, now and then recorded late or for a day
 * before; two customers are merged, or one is split. What is said names all who are one that day.
 */
function randomHistory(seed: number): History {
  const { chance, below, one, some } = drawsFrom(seed);
  let groups: readonly (readonly string[])[] = people.map((each) => [each]);
  const events: ConsentEvent[] = [];
  const merge = () => {
    const [a, b] = [one(groups), one(groups)];
    if (a !== b) groups = [...groups.filter((each) => each !== a && each !== b), [...a, ...b]];
  };
  const split = () => {
    const whole = one(groups);
    const leaves = one(whole);
    const rest = whole.filter((each) => each !== leaves);
    if (rest.length > 0) groups = [...groups.filter((each) => each !== whole), rest, [leaves]];
  };
  some(20, (today) => {
    const act = below(10);
    if (act === 0) return merge();
    if (act === 1) return split();
    const group = one(groups);
    const at = day(chance(0.2) ? below(today + 1) : today);
    const kind = one(said);
    events.push({
      eventId: `con_${String(events.length).padStart(2, '0')}`,
      customerId: one(group),
      kind,
      purpose: 'marketing',
      channels: ['email'],
      at,
      recordedAt: day(chance(0.2) ? today + below(10) : today),
      ...(group.length > 1 && chance(0.8) && { decidedFor: group }),
      ...(kind === 'imported' && { status: one(['given', 'denied', 'withdrawn'] as const) }),
      ...(kind === 'corrected' && { corrects: `con_${String(below(12)).padStart(2, '0')}` }),
      ...(chance(0.2) && { expiresAt: day(today + below(15)) }),
      ...(chance(0.2) && { contactPoint: one(['one', 'two']) }),
    });
  });
  const question = {
    purpose: 'marketing',
    channel: 'email' as const,
    at: day(below(25)),
    knownAt: day(below(35)),
    ...(chance(0.4) && { contactPoint: 'one' }),
    ...(chance(0.3) && { isDoubleOptIn: true }),
  };
  return { events, groups, question };
}

const saysNo = ({ kind, status }: ConsentEvent) =>
  ['denied', 'withdrawn', 'objected'].includes(kind === 'imported' ? (status ?? '') : kind);
const saysYes = ({ kind, status }: ConsentEvent) =>
  kind === 'given' || kind === 'parental' || (kind === 'imported' && status === 'given');

/** What every history keeps to, whoever is one at its end. */
export function expectHistoryIsKept(seed: number): void {
  const { events, groups, question } = randomHistory(seed);
  const { shuffled } = drawsFrom(seed + 1);
  const state = (of: readonly ConsentEvent[], members: readonly string[]) =>
    foldConsent(of, members, question);
  for (const members of [...groups, people, ...people.map((each) => [each])]) {
    const folded = state(events, members);
    const why = `seed ${seed}, members ${members}`;

    // In any order of arrival and of members.
    expect(state(shuffled(events), shuffled(members)), why).toEqual(folded);
    // What came late changes nothing of what was known before it.
    const known = events.filter(({ recordedAt }) => recordedAt <= question.knownAt);
    expect(state(known, members), why).toEqual(folded);

    // Every no of each of them was followed by a yes that was said for that one.
    if (folded.status === 'given') expectNosWereLifted(known, members, question, why);
    // A no of one who was asked about nobody but herself stays a no of all.
    const undecided = events.map(({ decidedFor: _, ...each }) => each);
    const apart = members.map((each) => state(undecided, [each]));
    if (apart.some((each) => isRefusal(each) && each.isForeign !== true))
      expect(isRefusal(state(undecided, members)), why).toBe(true);

    // Apart, each side has its own again, as if the others had never been.
    const own = events.filter(({ customerId }) => members.includes(customerId));
    if (question.contactPoint === undefined) expect(state(own, members), why).toEqual(folded);
    const [only = ''] = members;
    if (members.length === 1)
      expect(state(undecided, [only]), `${why}: never merged`).toEqual(folded);
  }
}

function expectNosWereLifted(
  known: readonly ConsentEvent[],
  members: readonly string[],
  { at, contactPoint }: FoldQuestion,
  why: string,
): void {
  const mistakes = known.filter(({ kind }) => kind === 'corrected');
  const heard = known.filter(
    (each) =>
      each.at <= at &&
      members.includes(each.customerId) &&
      !mistakes.some(
        ({ corrects, customerId }) => corrects === each.eventId && customerId === each.customerId,
      ) &&
      (each.contactPoint === undefined || each.contactPoint === contactPoint),
  );
  const isOf = (event: ConsentEvent, member: string) =>
    event.customerId === member || event.decidedFor?.includes(member) === true;
  for (const member of members)
    for (const no of heard.filter((each) => saysNo(each) && isOf(each, member)))
      expect(
        heard.some((yes) => saysYes(yes) && isOf(yes, member) && yes.at > no.at),
        `${why}: ${no.eventId}`,
      ).toBe(true);
}
