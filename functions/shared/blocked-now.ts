import { holdsAt } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import { type Blocked, blockedBy } from '#core/privacy-request/blocked-by';
import type { Services } from './handle.ts';
import { membersOf } from './record-consent.ts';

/** What legal holds keep of a customer at this moment; `undefined`: nothing. */
export async function blockedNow(
  stored: StoredCustomer,
  { consents, clock }: Pick<Services, 'consents' | 'clock'>,
): Promise<Blocked | undefined> {
  const members = membersOf(stored);
  const at = clock();
  const { restrictions } = await consents.read(members);
  const names = Object.keys(stored.customer.golden.attributes);
  return blockedBy(holdsAt(restrictions, { members, knownAt: at, at }), names);
}
