import { removeRecord } from '#core/identity/remove-record';
import { contextFor } from '#functions/shared/context';
import type { Handle } from '#functions/shared/handle';
import { matchKeysFor } from '#functions/shared/matching';
import { withRetry } from '#functions/shared/retry';
import type { deleteRecord } from './contract.ts';
import { findHolder } from './read-record.ts';

/** Takes a source record out; a customer without any record left is removed with it. Writes one transaction. */
export const handleDeleteRecord: Handle<typeof deleteRecord> = (
  { params, actorId, correlationId },
  services,
) =>
  withRetry(async () => {
    const { memberId, stored } = await findHolder(services, params);
    const context = await contextFor(services, stored.customer.schema);
    const transition = removeRecord(stored.customer, params, context);
    await services.customers.commit({
      before: [stored],
      ...transition,
      matchKeys: matchKeysFor(transition, [memberId], context.schema),
      deletes: [params],
      cause: { actor: actorId, action: 'record.delete', correlationId },
      at: context.at,
    });
    const { customerId } = stored.customer;
    services.log('record taken out', { spoke: params.spoke, customerId, correlationId });
    return { customerId, outcome: 'removed' as const };
  });
