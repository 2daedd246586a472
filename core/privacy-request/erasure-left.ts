import { isOpenAt } from '#core/consent/restriction';
import type { Instant } from '#core/kernel/types';
import type { PrivacyRequest } from './privacy-request.ts';

/** Whom an erasure that was blocked still has to erase, and from when on; no moment: once nothing holds. */
export interface ErasureLeft {
  readonly customerId: string;
  readonly until?: Instant;
}

/** Of nobody was it made sure who is one with the person since: nothing holds, and nothing is owed. */
export const mergedSince = 'merged-since';

/** What is owed of a request after its erasure was refused or done in part; `undefined`: nothing. */
export function erasureLeft({ work, customerId }: PrivacyRequest): ErasureLeft | undefined {
  const { state, keptAs, until, code } = work.erasure ?? { state: 'open' };
  if (code === mergedSince) return undefined;
  const left = state === 'partial' ? keptAs : state === 'refused' ? customerId : undefined;
  return left === undefined
    ? undefined
    : { customerId: left, ...(until !== undefined && { until }) };
}

/** Whether the moment has come to look whether anything still holds. */
export const isDue = ({ until }: ErasureLeft, at: Instant): boolean =>
  until === undefined || !isOpenAt({ from: '', until }, at);
