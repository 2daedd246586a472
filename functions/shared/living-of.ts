import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from './handle.ts';

/**
 * The living customer to whom an id leads, merges followed; `undefined` where it was removed or never
 * was. Refuses `conflict.busy` where it is merged at this very moment.
 */
export async function livingOf(
  customerId: string,
  { customers }: Pick<Services, 'customers'>,
): Promise<StoredCustomer | undefined> {
  const found = await customers.find(customerId);
  const living = found.status === 'merged' ? await customers.find(found.into) : found;
  if (living.status === 'merged') throw new Refusal('conflict.busy');
  return living.status === 'living' ? living.stored : undefined;
}
