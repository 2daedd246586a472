import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import type { CustomerVersion } from '#store/ports';
import type { readEvents, readHistory } from './contract.ts';

/** The versions of a customer id, oldest first. They outlive merges and removal. */
export const handleReadHistory: Handle<typeof readHistory> = async (
  { params, query },
  { customers },
) => {
  const page = await customers.versions(params.customerId, query);
  if (page.items.length === 0 && query.cursor === undefined)
    throw new Refusal('customer.not-found');
  return { ...page, items: page.items.map(historyEntry) };
};

function historyEntry({ changed, golden, customerId: _, ...entry }: CustomerVersion) {
  return {
    ...entry,
    changed: changed.map((attribute) => ({
      attribute,
      now: golden?.attributes[attribute] ?? null,
    })),
  };
}

/** The audit chain of a customer id, oldest first. */
export const handleReadEvents: Handle<typeof readEvents> = async ({ params, query }, { audit }) => {
  const page = await audit.entries(`customer:${params.customerId}`, query);
  if (page.items.length === 0 && query.cursor === undefined)
    throw new Refusal('customer.not-found');
  return page;
};
