import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from '#functions/shared/handle';

/** The living customer whom a request is about, merges followed; refuses `customer.removed`. */
export async function requireLiving(
  customerId: string,
  { customers }: Pick<Services, 'customers'>,
): Promise<StoredCustomer> {
  const [stored] = await customers.load([customerId]);
  if (stored === undefined) throw new Refusal('customer.removed');
  return stored;
}

export const isGone = (error: unknown): boolean =>
  error instanceof Refusal && error.code === 'customer.removed';
