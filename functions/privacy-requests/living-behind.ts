import type { StoredCustomer } from '#core/identity/change';
import type { Services } from '#functions/shared/handle';

/** The living customer behind an id, merges followed; nobody where he was removed. */
export async function livingBehind(
  customerId: string,
  { customers }: Pick<Services, 'customers'>,
): Promise<StoredCustomer | undefined> {
  const found = await customers.find(customerId);
  const living = found.status === 'merged' ? await customers.find(found.into) : found;
  return living.status === 'living' ? living.stored : undefined;
}
