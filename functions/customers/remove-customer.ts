import { removeCustomer as remove } from '#core/identity/remove-customer';
import { checkRevision, contextFor, readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { withRetry } from '#functions/shared/retry';
import type { removeCustomer } from './contract.ts';

/** Removes a customer. What it leaves behind (records, crosswalks, match keys) is swept after the commit. */
export const handleRemoveCustomer: Handle<typeof removeCustomer> = (
  { params, ifRevision, actorId, correlationId },
  services,
) =>
  withRetry(async () => {
    const stored = await readLiving(services, params.customerId, (id) => id);
    checkRevision(stored, ifRevision);
    const context = await contextFor(services, stored.customer.schema);
    await services.customers.commit({
      before: [stored],
      ...remove(stored.customer),
      matchKeys: {},
      cause: { actor: actorId, action: 'customer.remove', correlationId },
      at: context.at,
    });
    services.log('customer removed', { customerId: params.customerId, correlationId });
    return { customerId: params.customerId, status: 'removed' as const };
  });
