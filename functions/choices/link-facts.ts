import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from '#functions/shared/handle';
import { livingOf } from '#functions/shared/living-of';

/** What stands in a link: ids and names; of a contact point its keyed token. */
export interface LinkFacts {
  readonly linkId: string;
  readonly contactPoint?: string;
}
export interface UnsubscribeFacts extends LinkFacts {
  readonly purpose: string;
  readonly channel: Channel;
}
export interface ConfirmFacts extends LinkFacts {
  readonly eventId: string;
}

/** Customer and facts of a link that was signed here and has not ended; else with which status to say so. */
export async function openLink<F extends LinkFacts>(
  kind: 'unsubscribe' | 'confirm',
  token: string,
  { links }: Pick<Services, 'links'>,
): Promise<{ readonly customerId: string; readonly facts: F } | { readonly status: 404 | 410 }> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { status: 404 };
  const claims = await links.open(kind, token);
  // Signed under this kind: only make-links.ts does.
  return claims === undefined
    ? { status: 410 }
    : { customerId: claims.customerId, facts: claims.facts as unknown as F };
}

/** Who the customer of a link is now. Refuses `customer.removed`. */
export async function customerOf(
  customerId: string,
  services: Pick<Services, 'customers'>,
): Promise<StoredCustomer> {
  const stored = await livingOf(customerId, services);
  if (stored === undefined) throw new Refusal('customer.removed');
  return stored;
}

/** A confirmation as it would be written now. */
export const confirmationOf = (
  { customerId, purpose, channels }: ConsentEvent,
  contactPoint: string | undefined,
  members: readonly string[],
  now: string,
): ConsentEvent => ({
  eventId: '',
  customerId,
  kind: 'confirmed',
  purpose,
  channels,
  ...(contactPoint !== undefined && { contactPoint }),
  ...(members.length > 1 && { decidedFor: members }),
  at: now,
  recordedAt: now,
});
