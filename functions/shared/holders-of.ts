import type { StoredCustomer } from '#core/identity/change';
import { searchKeysFor } from '#core/matching/match-keys';
import { standardEmail } from '#core/standardise/email';
import type { LetterAddress } from '#store/letters';
import { readSchema } from './context.ts';
import type { Services } from './handle.ts';
import { contactPointsIn } from './proven-records.ts';

/** More who share an address are not counted: two are too many already. */
const mostLookedAt = 20;

/**
 * Living customers who are known by this very address, in their golden record or in any record behind
 * it. Shared are an address of several customers and a mailbox of a function (`info@`): nobody can say
 * who reads there.
 */
export async function holdersOf(
  to: LetterAddress,
  services: Pick<Services, 'customers' | 'governance'>,
): Promise<{ readonly holders: readonly StoredCustomer[]; readonly isShared: boolean }> {
  const [key] = searchKeysFor({ [to.kind]: to.value });
  if (key === undefined) return { holders: [], isShared: false };
  const page = await services.customers.search(key, { limit: mostLookedAt });
  const found = await services.customers.load(page.items.map(({ customerId }) => customerId));
  const points = await Promise.all(found.map((each) => pointsOf(each, services)));
  const holders = found.filter((_, at) =>
    points[at]?.some(({ kind, value }) => kind === to.kind && value === to.value),
  );
  const isRole = to.kind === 'email' && standardEmail(to.value)?.isRole === true;
  return { holders, isShared: holders.length > 1 || page.cursor !== undefined || isRole };
}

/** Every address and number that a customer is known by, in standard form; the golden record's first. */
export async function pointsOf(
  { customer }: StoredCustomer,
  services: Pick<Services, 'governance'>,
): Promise<readonly LetterAddress[]> {
  const schema = await readSchema(services, customer.schema);
  const said = customer.members.flatMap(({ records }) => records.map((each) => each.attributes));
  const all = [customer.golden.attributes, ...said].flatMap((each) =>
    contactPointsIn(each, schema),
  );
  return [...new Map(all.map((each) => [`${each.kind} ${each.value}`, each])).values()];
}
