import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Services } from './handle.ts';

/** All other requests of who is one with the person of this one, oldest first. */
export async function otherRequestsOf(
  { requestId, customerId, closure = [] }: PrivacyRequest,
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<readonly PrivacyRequest[]> {
  const members = [...closure, ...(customerId === undefined ? [] : [customerId])];
  const ids = await privacyRequests.ofCustomers([...new Set(members)]);
  const found = await Promise.all(
    ids.filter((each) => each !== requestId).map((each) => privacyRequests.read(each)),
  );
  return found.flatMap((each) => each?.request ?? []);
}
