import type { Services } from '#functions/shared/handle';
import type { Person } from '#functions/shared/person';

/** By what somebody was let in, or what was shown: keyed tokens, sealed with the request. */
export type ShownBy = Pick<Person, 'pointToken' | 'accountToken'>;

/** Nothing where nobody showed anything, or the request's key is destroyed. */
export async function readShownBy(
  requestId: string,
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<ShownBy> {
  const details = await privacyRequests.details(requestId);
  // Written by prove.ts and own-requests.ts alone.
  return (details?.shownBy ?? {}) as ShownBy;
}

/** Whether the same address or account stands behind both. */
export const isSameShown = (one: ShownBy, other: ShownBy): boolean =>
  (one.pointToken !== undefined && one.pointToken === other.pointToken) ||
  (one.accountToken !== undefined && one.accountToken === other.accountToken);
