import type { StoredCustomer } from '#core/identity/change';
import type { TrustTable } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Found, Spoke } from '#store/ports';
import type { Services } from './handle.ts';

/** The spoke under which records born in the hub stand. */
export const hubSpoke = 'hub';

/** How each spoke's word counts; docs/architecture.md, "Who sends, who hears". */
export const trustTableOf = (spokes: readonly Spoke[]): TrustTable =>
  Object.fromEntries(
    spokes.map(({ name, trust, style }) => [
      name,
      { trust, tier: style === 'consolidation' || style === 'coexistence' ? 2 : 1 } as const,
    ]),
  );

export async function readTrust({ governance }: Pick<Services, 'governance'>): Promise<TrustTable> {
  const spokes = await governance.spokes();
  return trustTableOf(spokes.map((each) => each.value));
}

/** Refuses an unknown name with `schema.not-found`. */
export async function readSchema(
  { governance }: Pick<Services, 'governance'>,
  name: string,
): Promise<CustomerSchema> {
  const found = await governance.schema(name);
  if (found === undefined)
    throw new Refusal('schema.not-found', [
      { pointer: '/schema', rule: 'known', message: 'names a schema that does not exist' },
    ]);
  return found.value;
}

/** What every transition needs: the schema as it stands, how spokes count, and now. */
export async function contextFor(services: Services, schemaName: string) {
  const [schema, trust] = await Promise.all([
    readSchema(services, schemaName),
    readTrust(services),
  ]);
  return { schema, trust, at: services.clock() };
}

/**
 * The living customer, or the refusal that tells why not. A retired id answers with the `Location` of
 * the same route under the living id, `at` giving its path: HTTP clients follow by themselves, and
 * `DELETE …/pins/name` must not become `DELETE` of the customer.
 */
export async function readLiving(
  { customers }: Pick<Services, 'customers'>,
  customerId: string,
  at: (livingId: string) => string,
): Promise<StoredCustomer> {
  return livingOf(await customers.find(customerId), (into) => {
    throw new Refusal('customer.retired', [], { location: `/v1/customers/${at(into)}` });
  });
}

/** The living customer behind an id, merges followed. */
export async function followLiving(
  { customers }: Pick<Services, 'customers'>,
  customerId: string,
): Promise<StoredCustomer> {
  const found = await customers.find(customerId);
  return found.status === 'merged' ? livingOf(await customers.find(found.into)) : livingOf(found);
}

function livingOf(
  found: Found,
  retired: (into: string) => never = () => {
    throw new Refusal('conflict.busy');
  },
): StoredCustomer {
  switch (found.status) {
    case 'living':
      return found.stored;
    case 'merged':
      return retired(found.into);
    case 'removed':
      throw new Refusal('customer.removed');
    case 'unknown':
      throw new Refusal('customer.not-found');
  }
}

/** Refuses a stale `If-Match`. */
export function checkRevision(stored: StoredCustomer, ifRevision: number | undefined): void {
  if (ifRevision !== undefined && ifRevision !== stored.revision)
    throw new Refusal('precondition.failed', [], { etag: `"${stored.revision}"` });
}
