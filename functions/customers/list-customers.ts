import { emitMatchKeys, searchKeysFor } from '#core/matching/match-keys';
import type { MatchKey } from '#core/matching/match-model';
import { standardise } from '#core/standardise/standardise';
import { readSchema } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import { summaryView } from '#functions/shared/views';
import type { CustomerSummary, Page, Paging } from '#store/ports';
import type { listCustomers } from './contract.ts';

/** Pages of the index read for one answer before a shorter page with a cursor is better. */
const pagesPerAnswer = 5;

/**
 * Customers under the rarest of the given search terms, narrowed by the others; without a term, all.
 * A page may hold fewer than `limit`; it is the last only when there is no cursor.
 */
export const handleListCustomers: Handle<typeof listCustomers> = async ({ query }, services) => {
  const { limit, cursor, schema, lifecycle, ...asked } = query;
  const terms = Object.fromEntries(Object.entries(asked).filter(([, term]) => term !== undefined));
  const keys = searchKeysFor(terms);
  const [rarest] = keys;
  if (rarest === undefined && Object.keys(terms).length > 0) return { items: [] };

  const fits = async (each: CustomerSummary) =>
    (schema === undefined || each.schema === schema) &&
    (lifecycle === undefined || each.golden.attributes.lifecycle === lifecycle) &&
    (keys.length < 2 || (await hasKeys(each, keys, services)));

  const read = (paging: Paging) =>
    rarest === undefined
      ? services.customers.list({ ...paging, ...(schema !== undefined && { schema }) })
      : services.customers.search(rarest, paging);
  const page = await collect(read, fits, limit, cursor);
  return { ...page, items: page.items.map(summaryView) };
};

async function collect(
  read: (paging: Paging) => Promise<Page<CustomerSummary>>,
  fits: (each: CustomerSummary) => Promise<boolean>,
  limit: number,
  from: string | undefined,
): Promise<Page<CustomerSummary>> {
  const items: CustomerSummary[] = [];
  let cursor = from;
  for (let pages = 0; pages < pagesPerAnswer && items.length < limit; pages += 1) {
    const page = await read({
      limit: limit - items.length,
      ...(cursor !== undefined && { cursor }),
    });
    for (const each of page.items) if (await fits(each)) items.push(each);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return { items, ...(cursor !== undefined && { cursor }) };
}

/** Whether the golden record answers to every search key, as its match keys would say. */
async function hasKeys(
  { schema, golden }: CustomerSummary,
  keys: readonly MatchKey[],
  services: Services,
): Promise<boolean> {
  const { record } = standardise(golden.attributes, await readSchema(services, schema));
  const own = new Set(emitMatchKeys(record).map((key) => `${key.kind} ${key.text}`));
  return keys.every((key) => own.has(`${key.kind} ${key.text}`));
}
