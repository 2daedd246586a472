import type { StoredCustomer } from '#core/identity/change';
import { removeCustomer } from '#core/identity/remove-customer';
import { contextFor } from './context.ts';
import type { Services } from './handle.ts';
import { withRetry } from './retry.ts';

interface Erasure {
  readonly customerId: string;
  /** Every constituent; the customer's own unless told. */
  readonly closure?: readonly string[];
  /** The privacy request that asked for it. */
  readonly requestId: string;
  readonly correlationId: string;
  /** Asked of the customer as he is, just before he goes. */
  readonly mayErase?: (stored: StoredCustomer) => Promise<boolean>;
}

/**
 * Removes the person with all constituents, which spokes hear as `customer.erased.v1`; then takes what
 * was left and destroys the keys. Whoever is gone already is passed over: it may be repeated at any
 * time, and is done when it returns. False: it may not be, and nothing was done.
 */
export async function eraseCustomer(
  { customerId, closure = [], requestId, correlationId, mayErase = async () => true }: Erasure,
  services: Services,
): Promise<boolean> {
  const isGone = await withRetry(async () => {
    const [stored] = await services.customers.load([customerId]);
    if (stored === undefined) return true;
    if (!(await mayErase(stored))) return false;
    const context = await contextFor(services, stored.customer.schema);
    await services.customers.commit({
      before: [stored],
      ...removeCustomer(stored.customer, requestId),
      matchKeys: {},
      cause: {
        actor: 'system:privacy',
        action: 'customer.erase',
        correlationId,
        causationId: requestId,
      },
      at: context.at,
    });
    return true;
  });
  if (!isGone) return false;
  for (const each of new Set([customerId, ...closure])) await services.customers.sweep(each);
  return true;
}
