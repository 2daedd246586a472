import type { PrivacyPackage } from '#core/privacy-package/privacy-package';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Services } from '#functions/shared/handle';
import type { KeptPackage } from '#store/packages';
import { leadsElsewhere } from './leads-elsewhere.ts';

/** Whether the hub's part of a package holds what is somebody else's by now. */
export function tellsOfOthers(
  { text }: KeptPackage,
  { customerId = '', work }: PrivacyRequest,
  services: Pick<Services, 'customers'>,
): Promise<boolean> {
  // Written by make-package.ts alone.
  const { customerIds, records } = JSON.parse(text) as PrivacyPackage;
  // Of who was erased with it, a record that is back is a new person's: it was the person's when the package was made.
  const isErased = work.erasure?.state === 'done' || work.erasure?.state === 'partial';
  return leadsElsewhere(customerId, { customerIds, records: isErased ? [] : records }, services);
}

/** Whether spokes were told, of whom they should add something, who is somebody else by now. */
export async function annexesTellOfOthers(
  { requestId, customerId = '', closure = [], work }: PrivacyRequest,
  services: Pick<Services, 'customers' | 'privacyRequests'>,
): Promise<boolean> {
  const details = await services.privacyRequests.details(requestId);
  // Written by order-spokes.ts alone.
  const frozen = (details?.sourceIds ?? {}) as Readonly<Record<string, readonly string[]>>;
  const isErased = work.erasure?.state === 'done' || work.erasure?.state === 'partial';
  const records = Object.entries(isErased ? {} : frozen).flatMap(([spoke, sourceIds]) =>
    sourceIds.map((sourceId) => ({ spoke, sourceId })),
  );
  return leadsElsewhere(customerId, { customerIds: closure, records }, services);
}
