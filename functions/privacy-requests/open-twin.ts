import { canonical } from '#core/kernel/canonical';
import {
  hasEnded,
  type PrivacyRequest,
  type RequestRight,
} from '#core/privacy-request/privacy-request';
import type { Services } from '#functions/shared/handle';
import type { RequestDetails } from '#store/privacy-requests';
import { isSameShown, type ShownBy } from './shown-by.ts';

/** What is asked for by these is said in `details`, or holds from when it was asked: worked off, it may be asked for anew. */
const ownWords: readonly RequestRight[] = ['rectification', 'restriction', 'objection', 'opt-out'];

/**
 * An open request that this one repeats: of the same person, for the same rights or more, in the same
 * words. One that showed less, that somebody else may withdraw, or that has done already what this one
 * asks again is none: else whoever asks first in another's name would keep that other from asking.
 */
export async function openTwin(
  members: readonly string[],
  fresh: PrivacyRequest,
  details: RequestDetails,
  services: Pick<Services, 'privacyRequests'>,
): Promise<string | undefined> {
  const { privacyRequests } = services;
  // It would hear thereby that the person is known here, before anybody is verified.
  if (fresh.channel === 'agent') return undefined;
  for (const other of await privacyRequests.ofCustomers(members)) {
    const found = other === fresh.requestId ? undefined : await privacyRequests.read(other);
    if (found === undefined || !asksAsMuch(found.request, fresh)) continue;
    const said = (await privacyRequests.details(other)) ?? {};
    if (wordsOf(said, fresh) === wordsOf(details, fresh) && isOfSame(found.request, said, details))
      return other;
  }
  return undefined;
}

function asksAsMuch(found: PrivacyRequest, { rights, state, verification }: PrivacyRequest) {
  if (hasEnded(found.state)) return false;
  const hasShown = found.verification.proved ?? [];
  const showsNoLess =
    found.state !== 'received' ||
    (state === 'received' && (verification.proved ?? []).every((each) => hasShown.includes(each)));
  const isYetToCome = (right: RequestRight) =>
    !ownWords.includes(right) || (found.work[right]?.state ?? 'open') === 'open';
  return showsNoLess && rights.every((each) => found.rights.includes(each) && isYetToCome(each));
}

const wordsOf = (
  { corrections, purposes, ground }: RequestDetails,
  { rights }: PrivacyRequest,
): string =>
  rights.some((right) => ownWords.includes(right))
    ? canonical({
        corrections: corrections ?? null,
        purposes: Array.isArray(purposes) ? [...purposes].sort() : null,
        ground: ground ?? null,
      })
    : '';

/** What came from one address or account, no other one may withdraw; an officer's may no customer. */
function isOfSame(found: PrivacyRequest, said: RequestDetails, details: RequestDetails): boolean {
  // Both were written by own-requests.ts and prove.ts alone.
  const [theirs, own] = [said.shownBy ?? {}, details.shownBy] as [ShownBy, ShownBy | undefined];
  if (own === undefined) return true;
  return found.channel === 'steward' && found.state !== 'received'
    ? true
    : found.channel !== 'agent' && isSameShown(theirs, own);
}
