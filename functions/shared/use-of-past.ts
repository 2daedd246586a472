import type { StoredCustomer } from '#core/identity/change';
import type { GoldenRecord } from '#core/identity/customer';
import type { Access } from './access.ts';
import type { Services } from './handle.ts';
import { anyUse, everyUse, isForPurpose, noUse, type Use, usedOf, useOf } from './use-of.ts';

/**
 * What of a golden record of the past leaves for the purpose of the call today. It may hold what
 * several people said who were taken for one then and are told apart now: each of them must allow it,
 * who lives under the id today and everybody whose source records it was made of.
 */
export async function useOfPast(
  { attributes, lineage }: Pick<GoldenRecord, 'attributes' | 'lineage'>,
  living: StoredCustomer | undefined,
  access: Access,
  services: Pick<Services, 'customers' | 'governance' | 'consents' | 'clock'>,
): Promise<Use> {
  if (!isForPurpose(access)) return anyUse;
  const sources = Object.values(lineage).flatMap((each) => [
    ...each.sources,
    ...each.runnersUp.flatMap((other) => other.sources),
  ]);
  const distinct = new Map(
    sources.map((each) => [JSON.stringify([each.spoke, each.sourceId]), each]),
  );
  const holders = await Promise.all(
    [...distinct.values()].map(({ spoke, sourceId }) =>
      services.customers.crosswalk({ spoke, sourceId }),
    ),
  );
  // Whose record is gone cannot be asked, and allows nothing.
  if (holders.includes(undefined)) return noUse;
  const others = await services.customers.load([
    ...new Set(holders.filter((each) => each !== undefined)),
  ]);
  const people = [...(living === undefined ? [] : [living]), ...others];
  const byId = new Map(people.map((each) => [each.customer.customerId, each]));
  if (byId.size === 0) return noUse;
  return everyUse(
    [...byId.values()].map((each) => useOf(usedOf(each), access, services, [attributes])),
  );
}
