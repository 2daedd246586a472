import {
  hasEnded,
  orderHasEnded,
  type PrivacyRequest,
  type RequestRight,
  requestRights,
} from './privacy-request.ts';
import { daysOf } from './register-row.ts';

/** What became of the requests for one right. The numbers after `received` add up to it. */
export interface RightMetrics {
  readonly received: number;
  readonly compliedInWhole: number;
  readonly compliedInPart: number;
  readonly denied: number;
  /** Of the denied ones: nobody could make sure who asked. */
  readonly notVerified: number;
  readonly withdrawn: number;
  readonly open: number;
  /** Of those complied with or denied: from receipt to answer. Absent where there is none. */
  readonly days?: { readonly median: number; readonly mean: number };
}

export interface RequestMetrics {
  /** Repeated open ones; they count nowhere else. */
  readonly duplicates: number;
  readonly byRight: Readonly<Partial<Record<RequestRight, RightMetrics>>>;
}

/**
 * The numbers that a business tells of a year, as 11 CCR 7102(a)(1) asks for them: received, complied
 * with in whole or in part, denied, and within how many days. A request for several rights counts once
 * for each of them.
 */
export function requestMetrics(requests: readonly PrivacyRequest[]): RequestMetrics {
  const own = requests.filter(({ state }) => state !== 'duplicate');
  const byRight = requestRights.flatMap((right) => {
    const asked = own.filter(({ rights }) => rights.includes(right));
    return asked.length === 0 ? [] : [[right, metricsOf(right, asked)] as const];
  });
  return { duplicates: requests.length - own.length, byRight: Object.fromEntries(byRight) };
}

type Outcome = 'whole' | 'part' | 'denied' | 'withdrawn' | 'open';

function metricsOf(right: RequestRight, requests: readonly PrivacyRequest[]): RightMetrics {
  const outcomes = requests.map((request) => outcomeOf(right, request));
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const answered = requests.filter((_, index) =>
    ['whole', 'part', 'denied'].includes(outcomes[index] ?? ''),
  );
  const days = answered.flatMap((request) => daysOf(request) ?? []).toSorted((a, b) => a - b);
  return {
    received: requests.length,
    compliedInWhole: count('whole'),
    compliedInPart: count('part'),
    denied: count('denied'),
    notVerified: requests.filter(({ state }) => state === 'unverified').length,
    withdrawn: count('withdrawn'),
    open: count('open'),
    ...(days.length > 0 && { days: { median: medianOf(days), mean: meanOf(days) } }),
  };
}

function outcomeOf(right: RequestRight, { state, work, orders }: PrivacyRequest): Outcome {
  if (!hasEnded(state)) return 'open';
  if (state === 'withdrawn') return 'withdrawn';
  if (state !== 'fulfilled' && state !== 'partly-fulfilled') return 'denied';
  if (work[right]?.state === 'refused') return 'denied';
  const isWhole = Object.values(orders).every(
    (each) => !each.isMandatory || (orderHasEnded(each) && wholeStates.has(each.state)),
  );
  return work[right]?.state === 'done' && isWhole ? 'whole' : 'part';
}

/** Who has nothing of a person has nothing to do. */
const wholeStates: ReadonlySet<string> = new Set(['done', 'not-found']);

const rounded = (days: number): number => Math.round(days * 10) / 10;
const meanOf = (days: readonly number[]): number =>
  rounded(days.reduce((sum, each) => sum + each, 0) / days.length);

/** @param days in order, at least one */
function medianOf(days: readonly number[]): number {
  const middle = days.length / 2;
  const [a = 0, b = 0] = [days[Math.ceil(middle) - 1], days[Math.floor(middle)]];
  return rounded((a + b) / 2);
}
