import type { StoredCustomer } from '#core/identity/change';
import type { Customers } from '#store/ports';
import { SealBroken } from '#store/seal';
import { logFailure } from './log.ts';

/** Living roots of these ids. One whose seal is broken is named in the log and left out. */
export async function loadReadable(
  ids: readonly string[],
  services: { readonly customers: Pick<Customers, 'load'> },
): Promise<{ readonly stored: readonly StoredCustomer[]; readonly unreadable: number }> {
  try {
    const loaded = await services.customers.load(ids);
    // A root that another chunk lists comes with that chunk.
    const asked = new Set(ids);
    return {
      stored: loaded.filter(({ customer }) => asked.has(customer.customerId)),
      unreadable: 0,
    };
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    const [only, another] = ids;
    if (only !== undefined && another === undefined) {
      logFailure('customer not read', error, { customerId: only });
      return { stored: [], unreadable: 1 };
    }
    const half = Math.ceil(ids.length / 2);
    const [a, b] = [
      await loadReadable(ids.slice(0, half), services),
      await loadReadable(ids.slice(half), services),
    ];
    return { stored: [...a.stored, ...b.stored], unreadable: a.unreadable + b.unreadable };
  }
}
