import { removeCustomer as remove } from '#core/identity/remove-customer';
import { Refusal } from '#core/kernel/refusal';
import { blockedNow } from '#functions/shared/blocked-now';
import { checkRevision, contextFor, readLiving } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { withRetry } from '#functions/shared/retry';
import type { removeCustomer } from './contract.ts';

/**
 * Removes a customer, with what every spoke says of it: so it must be permitted in all units that it
 * lies in. Nobody whom a legal hold keeps, in whole or in part, is removed. What it leaves behind (records, crosswalks, match keys) is swept after the commit.
 */
export const handleRemoveCustomer: Handle<typeof removeCustomer> = (
  { params, ifRevision, actorId, correlationId, access },
  services,
) =>
  withRetry(async () => {
    const asking = { access, permission: 'customer:write', everywhere: true } as const;
    const stored = await readLiving(services, asking, params.customerId, (id) => id);
    checkRevision(stored, ifRevision);
    if ((await blockedNow(stored, services)) !== undefined) throw new Refusal('customer.held');
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
