import { removeCustomer } from '#core/identity/remove-customer';
import { contextFor } from '#functions/shared/context';
import { withRetry } from '#functions/shared/retry';
import type { Act } from './work.ts';

/**
 * Removes the person with all constituents; the sweep after the commit takes what is left and destroys
 * the keys. Done once every key is gone.
 */
export const erase: Act = async (
  { customerId = '', closure = [], requestId, correlationId },
  services,
) => {
  await withRetry(async () => {
    const [stored] = await services.customers.load([customerId]);
    if (stored === undefined) return;
    const context = await contextFor(services, stored.customer.schema);
    await services.customers.commit({
      before: [stored],
      ...removeCustomer(stored.customer),
      matchKeys: {},
      cause: {
        actor: 'system:privacy',
        action: 'customer.erase',
        correlationId,
        causationId: requestId,
      },
      at: context.at,
    });
  });
  for (const each of closure) await services.customers.sweep(each);
  return { state: 'done', endedAt: services.clock() };
};
