import type { Instant } from '#core/kernel/types';
import { compareText } from '#core/kernel/types';
import type { Clock, ClockExtension, ClockRequest, ExtensionRefusal } from './clock.ts';
import type { ClockPeriod } from './clock-facts.ts';
import { type Day, daysBetween, lastDay } from './counting.ts';
import { dayIn, endOfDay } from './local-day.ts';
import type { Rule } from './rules-of.ts';

/** How one rule runs for a request: when it starts, ends, stands still, and whether it was extended. */
export function runRule(rule: Rule, request: ClockRequest): Clock {
  const { kind, basis, rights, decides } = rule;
  const doneAt = request.done?.[kind];
  const named = { kind, basis, rights, decides, ...(doneAt !== undefined && { doneAt }) };
  const missing = proofs(rule, request).find(({ at }) => at === undefined);
  if (missing !== undefined)
    return { ...named, ...waiting(null, missing.what), ...extended(rule, request, null, null) };
  const startsAt = proofs(rule, request)
    .map(({ at = '' }) => at)
    .reduce((latest, at) => (at > latest ? at : latest), request.receivedAt);

  const due = ending(rule, request, startsAt, [rule.period]);
  if (rule.extension === null)
    return { ...named, startsAt, ...due, isExtended: false, extension: null };
  const { period, noticeWithin } = rule.extension;
  const notice = ending(rule, request, startsAt, [noticeWithin ?? rule.period]);
  const later = ending(rule, request, startsAt, [rule.period, period]);
  const noticeBy = earlier(due.dueAt, notice.dueAt);
  const extension = extended(rule, request, due.dueAt, noticeBy);
  return {
    ...named,
    startsAt,
    ...(extension.isExtended ? later : due),
    isExtended: extension.isExtended,
    extension: extension.extension && { ...extension.extension, dueAt: later.dueAt },
  };
}

type Ending = Pick<Clock, 'dueAt' | 'waitsFor' | 'pausedDays'>;

const waiting = (startsAt: Instant | null, waitsFor: NonNullable<Clock['waitsFor']>) => ({
  startsAt,
  dueAt: null,
  waitsFor,
  pausedDays: 0,
});

const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : a < b ? a : b;

/** What was asked of the person while the answer was not yet due; asked later, it holds nothing up. */
function proofs(rule: Rule, request: ClockRequest) {
  if (!rule.waitsForProof) return [];
  const { dueAt } = ending(rule, { ...request, pauses: [] }, request.receivedAt, [rule.period]);
  const asked = [
    { what: 'identity', asked: request.verification },
    { what: 'fee', asked: request.fee },
  ] as const;
  return asked.flatMap(({ what, asked: each }) =>
    each === undefined || (dueAt !== null && each.askedAt > dueAt) ? [] : [{ what, at: each.at }],
  );
}

/** When periods one after the other end, with the days on which the clock stood still. */
function ending(
  rule: Rule,
  request: ClockRequest,
  startsAt: Instant,
  periods: readonly [ClockPeriod, ...ClockPeriod[]],
): Ending {
  const [receivedIn, endsIn] = rule.zones;
  const first = dayIn(receivedIn, startsAt);
  const counting = rule.countingOf(periods[0]);
  const last = (pausedDays: number) => lastDay(first, periods, pausedDays, counting);
  let pausedDays = 0;
  for (const { from, until } of pausesOf(rule, request, first)) {
    // A pause cannot save what is overdue.
    if (from > last(pausedDays)) break;
    if (until === undefined) return { dueAt: null, waitsFor: 'pause', pausedDays };
    pausedDays += daysBetween(from, until);
  }
  return { dueAt: endOfDay(endsIn, last(pausedDays)), pausedDays };
}

interface PausedDays {
  readonly from: Day;
  /** The first day on which the clock runs again. */
  readonly until?: Day;
}

/** The pauses that count under a rule, in order, those that overlap as one, and none before the start. */
function pausesOf(
  { pausesFor, zones: [zone] }: Rule,
  { pauses = [] }: ClockRequest,
  first: Day,
): readonly PausedDays[] {
  if (pausesFor.length === 0) return [];
  const days = pauses
    .filter(({ reason }) => pausesFor.includes(reason))
    .map(({ from, until }) => ({
      from: latest(first, dayIn(zone, from)),
      ...(until !== undefined && { until: dayIn(zone, until) }),
    }))
    .toSorted((a, b) => compareText(a.from, b.from));
  const merged: PausedDays[] = [];
  for (const each of days) {
    const before = merged.at(-1);
    if (before === undefined || (before.until !== undefined && before.until < each.from))
      merged.push(each);
    else merged.splice(-1, 1, joined(before, each));
  }
  return merged;
}

/** One that lasts makes both last. */
const joined = ({ from, until }: PausedDays, next: PausedDays): PausedDays =>
  until === undefined || next.until === undefined
    ? { from }
    : { from, until: latest(until, next.until) };

const latest = (a: Day, b: Day): Day => (a > b ? a : b);

/** Whether an extension holds: one, for a reason of the law, decided and told in time. */
function extended(
  { extension }: Rule,
  { receivedAt, extensions = [] }: ClockRequest,
  dueAt: Instant | null,
  noticeBy: Instant | null,
): { readonly isExtended: boolean; readonly extension: ClockExtension | null } {
  if (extension === null) return { isExtended: false, extension: null };
  const { reasons } = extension;
  const refused: { readonly at: Instant; readonly because: ExtensionRefusal }[] = [];
  let isUsed = false;
  for (const { at, reason, noticeSentAt } of extensions.toSorted((a, b) =>
    compareText(a.at, b.at),
  )) {
    const because = ((): ExtensionRefusal | undefined => {
      if (isUsed) return 'already-extended';
      if (at < receivedAt || (noticeSentAt ?? at) < receivedAt) return 'before-request';
      if (dueAt !== null && at > dueAt) return 'too-late';
      if (noticeSentAt === undefined) return 'no-notice';
      if (noticeBy !== null && noticeSentAt > noticeBy) return 'notice-late';
      return reasons === null || reasons.includes(reason) ? undefined : 'reason';
    })();
    if (because === undefined) isUsed = true;
    else refused.push({ at, because });
  }
  return { isExtended: isUsed, extension: { noticeBy, dueAt: null, isUsed, refused } };
}
