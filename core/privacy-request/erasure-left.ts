import type { Instant } from '#core/kernel/types';
import type { PrivacyRequest } from './privacy-request.ts';

/** Whom an erasure that was blocked still has to erase, and from when on; no moment: once nothing holds. */
export interface ErasureLeft {
  readonly customerId: string;
  readonly until?: Instant;
}

/** Of nobody was it made sure who is one with the person since: nothing holds, and nothing is owed. */
export const mergedSince = 'merged-since';
/** What was made was made of two who are not one person any more. */
export const splitSince = 'split-since';

/**
 * What is owed of a request after its erasure was refused or done in part; `undefined`: nothing. Where
 * nobody asked, the next retention run looks anew: somebody may keep the customer again.
 */
export function erasureLeft({
  work,
  customerId,
  channel,
}: Pick<PrivacyRequest, 'work' | 'customerId' | 'channel'>): ErasureLeft | undefined {
  const { state, keptAs, until, code } = work.erasure ?? { state: 'open' };
  if (code === mergedSince) return undefined;
  const asked = channel === 'retention' ? undefined : customerId;
  const left = state === 'partial' ? keptAs : state === 'refused' ? asked : undefined;
  return left === undefined
    ? undefined
    : { customerId: left, ...(until !== undefined && { until }) };
}

/**
 * So long at the most nobody looks whether anything still holds. Whoever lifts a hold says so; a hold
 * of somebody who was merged with the person, and is not any more, ends without a word.
 */
const weekMs = 7 * 86_400_000;

/** When it is looked whether anything still holds: when the last hold ends that is known, and once a week. */
export function nextLook({ until }: ErasureLeft, now: Instant): Instant {
  const inAWeek = new Date(Date.parse(now) + weekMs).toISOString();
  return until !== undefined && until > now && until < inAWeek ? until : inAWeek;
}
