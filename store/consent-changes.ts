import { type WrittenRange, writtenIn } from './audit-search.ts';
import type { TableClient } from './table-client.ts';

export interface ChangedCustomers {
  /** As they were told then: constituents, and ids that lead elsewhere by now. */
  readonly customerIds: readonly string[];
  /** Where to go on; absent at the end. */
  readonly after?: string;
}

/** Acts on customers that leave as it was who is one with whom. Every other one may change it. */
const harmless = new Set([
  'record.upsert',
  'record.import',
  'customer.originate',
  'customer.edit',
  'customer.pin',
  'customer.unpin',
]);
/** A search for what is rare ends here and goes on with the next page. */
const mostLookedAt = 2_000;
const lookedAtOnce = 200;

/**
 * Whose ledger, or who is one with whom, may have changed in a range of time: by the index of audit
 * entries, for each change has one. Eventually consistent.
 */
export async function changedIn(
  options: { readonly client: TableClient; readonly table: string },
  range: WrittenRange,
  limit: number,
): Promise<ChangedCustomers> {
  const customerIds: string[] = [];
  let { after } = range;
  for (let looked = 0; looked < mostLookedAt; looked += lookedAtOnce) {
    const items = await writtenIn(
      options,
      { from: range.from, to: range.to, ...(after === undefined ? {} : { after }) },
      lookedAtOnce,
    );
    for (const [index, item] of items.entries()) {
      const customerId = customerIn(String(item.object), String(item.action));
      if (customerId === undefined) continue;
      customerIds.push(customerId);
      if (customerIds.length < limit) continue;
      const isLast = index === items.length - 1 && items.length < lookedAtOnce;
      return { customerIds, ...(isLast ? {} : { after: String(item.GSI1SK) }) };
    }
    if (items.length < lookedAtOnce) return { customerIds };
    after = String(items.at(-1)?.GSI1SK);
  }
  return { customerIds, ...(after === undefined ? {} : { after }) };
}

function customerIn(object: string, action: string): string | undefined {
  const [kind, id] = object.split(':');
  return kind === 'consent' || (kind === 'customer' && !harmless.has(action)) ? id : undefined;
}
