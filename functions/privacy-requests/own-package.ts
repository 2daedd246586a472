import type { StoredCustomer } from '#core/identity/change';
import { isPackageRight, type PrivacyPackage } from '#core/privacy-package/privacy-package';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { keptPackage } from '#functions/privacy-packages/kept-package';
import type { Services } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';

/** What of a session decides whether it opens the whole of what is held. */
interface Vouching {
  readonly stored: StoredCustomer;
  readonly isSignedIn: boolean;
  readonly isWhole: boolean;
}

/** Until when the package of a request can be had, and how; `undefined`: there is none, or not yet, or no more. */
export async function ownPackage(request: PrivacyRequest, session: Vouching, services: Services) {
  const { packages } = services;
  const { requestId, rights, endedAt } = request;
  // Before the end spokes may still add to it.
  if (endedAt === undefined || !rights.some(isPackageRight)) return undefined;
  const offer = await packages.offer(requestId);
  if (offer === undefined || (await keptPackage(request, services)) === undefined) return undefined;
  const isOpen = await vouchesFor(request, session, { packages });
  return {
    endsAt: offer.endsAt,
    by: isOpen ? 'door' : offer.hasLetter ? 'letter' : 'business',
  } as const;
}

/**
 * A package holds all records, and of a customer who was merged wrongly somebody else's: who reads one
 * mailbox, or has one of the accounts, gets it by its letter alone. Likewise where somebody was taken
 * out of the customer since it was made.
 */
async function vouchesFor(
  { requestId, closure = [] }: PrivacyRequest,
  { stored, isSignedIn, isWhole }: Vouching,
  { packages }: Pick<Services, 'packages'>,
): Promise<boolean> {
  const members = membersOf(stored);
  if (!isSignedIn || !isWhole || !closure.every((each) => members.includes(each))) return false;
  const kept = await packages.read(requestId);
  if (kept === undefined) return false;
  // Written by make-package.ts alone.
  const { records } = JSON.parse(kept.text) as PrivacyPackage;
  const nameOf = ({ spoke, sourceId }: { readonly spoke: string; readonly sourceId: string }) =>
    `${spoke} ${sourceId}`;
  const own = new Set(stored.customer.members.flatMap((member) => member.records.map(nameOf)));
  return records.every((record) => own.has(nameOf(record)));
}
