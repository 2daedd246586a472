import { hiddenRoles, rolesOfSearchKey } from '#core/access/hidden-roles';
import { readableOf } from '#core/access/readable';
import { emitMatchKeys, searchKeysFor } from '#core/matching/match-keys';
import type { MatchKey } from '#core/matching/match-model';
import { standardise } from '#core/standardise/standardise';
import { readSchema } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { inOrder } from '#functions/shared/in-order';
import { isShown } from '#functions/shared/lens-of';
import { sightOf } from '#functions/shared/sight';
import { useOf } from '#functions/shared/use-of';
import { summaryView } from '#functions/shared/views';
import type { CustomerSummary, Page, Paging } from '#store/ports';
import type { listCustomers } from './contract.ts';

/** What is looked at for one answer before a shorter page with a cursor is better: so many pages, or customers. */
const pagesPerAnswer = 5;
const customersPerAnswer = 50;
/** So many customers' consents are read at once, where the lens asks for them. */
const readsAtOnce = 20;

/**
 * Customers under the rarest of the given search terms, narrowed by the others; without a term, all.
 * Whom the caller may not see is left out, and who has a term only in what the caller may not read
 * of him. A page may hold fewer than `limit`; it is the last only when there is no cursor.
 */
export const handleListCustomers: Handle<typeof listCustomers> = async (call, services) => {
  const { limit, cursor, schema, lifecycle, ...asked } = call.query;
  const terms = Object.fromEntries(Object.entries(asked).filter(([, term]) => term !== undefined));
  const keys = searchKeysFor(terms);
  const [rarest] = keys;
  if (rarest === undefined && Object.keys(terms).length > 0) return { items: [] };

  const fits = async (each: CustomerSummary) =>
    (schema === undefined || each.schema === schema) &&
    call.access.may('customer:read', call.access.customer(each.golden)) &&
    (await isShown(each, call.access, services)) &&
    (await answersTo(each, { keys, lifecycle }, call, services));

  const read = (paging: Paging) =>
    rarest === undefined
      ? services.customers.list({ ...paging, ...(schema !== undefined && { schema }) })
      : services.customers.search(rarest, paging);
  const page = await collect(read, fits, limit, cursor);
  const view = (each: CustomerSummary) => summaryView(each, call, services);
  return { ...page, items: await inOrder(page.items, readsAtOnce, view) };
};

async function collect(
  read: (paging: Paging) => Promise<Page<CustomerSummary>>,
  fits: (each: CustomerSummary) => Promise<boolean>,
  limit: number,
  from: string | undefined,
): Promise<Page<CustomerSummary>> {
  const items: CustomerSummary[] = [];
  let cursor = from;
  const isWorthMore = (pages: number, seen: number) =>
    items.length < limit && (pages < pagesPerAnswer || seen < customersPerAnswer);
  for (let pages = 0, seen = 0; isWorthMore(pages, seen); pages += 1) {
    const page = await read({
      limit: limit - items.length,
      ...(cursor !== undefined && { cursor }),
    });
    const areFit = await inOrder(page.items, readsAtOnce, fits);
    items.push(...page.items.filter((_, at) => areFit[at]));
    seen += page.items.length;
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return { items, ...(cursor !== undefined && { cursor }) };
}

/** Whether what the caller may read of the customer answers to every term. */
async function answersTo(
  customer: CustomerSummary,
  {
    keys,
    lifecycle,
  }: { readonly keys: readonly MatchKey[]; readonly lifecycle: string | undefined },
  { access }: Pick<Call<typeof listCustomers>, 'access'>,
  services: Services,
): Promise<boolean> {
  if (keys.length === 0 && lifecycle === undefined) return true;
  const { schema: name, golden } = customer;
  const schema = await readSchema(services, name);
  const use = await useOf(customer, access, services);
  const { mayRead } = sightOf(access, access.customer(golden), use);
  const { attributes } = readableOf(golden.attributes, schema, mayRead);
  if (lifecycle !== undefined && attributes.lifecycle !== lifecycle) return false;
  const hidden = hiddenRoles(schema, mayRead);
  const isHidden = ({ kind }: MatchKey) =>
    rolesOfSearchKey[kind]?.some((role) => hidden.has(role)) ?? true;
  // A lone key may be of an older value that a source still holds; of several, the golden record must have all.
  if (keys.length < 2 && !keys.some(isHidden)) return true;
  const own = new Set(
    emitMatchKeys(standardise(attributes, schema).record).map((key) => `${key.kind} ${key.text}`),
  );
  return keys.every((key) => own.has(`${key.kind} ${key.text}`));
}
