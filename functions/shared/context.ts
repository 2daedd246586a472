import { setTimeout } from 'node:timers/promises';
import type { Thing } from '#core/access/access-question';
import type { Permission } from '#core/access/roles';
import type { StoredCustomer } from '#core/identity/change';
import type { TrustTable } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { GovernanceReads, Spoke } from '#store/ports';
import type { Access } from './access.ts';
import type { Services } from './handle.ts';
import { isShown } from './lens-of.ts';

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
  { governance }: { readonly governance: Pick<GovernanceReads, 'schema'> },
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

type Finds = Pick<Services, 'customers' | 'governance' | 'consents' | 'clock'>;

/** Who asks, and for what. */
export interface Asking {
  readonly access: Access;
  /** What is to be done to the customer: refused with `auth.forbidden` where he is only seen. */
  readonly permission: Permission;
  /** Whether it must be permitted in every unit that the customer lies in; in one of them unless told. */
  readonly everywhere?: true;
}

/**
 * The living customer, or the refusal that tells why not. Whom the caller may not see is answered as
 * one who was never there. A retired id answers with the `Location` of the same route under the
 * living id, `at` giving its path: HTTP clients follow by themselves, and `DELETE …/pins/name` must
 * not become `DELETE` of the customer.
 */
export async function readLiving(
  services: Finds,
  asking: Asking,
  customerId: string,
  at: (livingId: string) => string,
): Promise<StoredCustomer> {
  const { stored, isRetired } = await evenly(() => findSeen(services, asking, customerId));
  if (isRetired)
    throw new Refusal('customer.retired', [], {
      location: `/v1/customers/${at(stored.customer.customerId)}`,
    });
  return stored;
}

/** The living customer behind an id, merges followed; refused as `readLiving` refuses. */
export const followLiving = async (
  services: Finds,
  asking: Asking,
  customerId: string,
): Promise<StoredCustomer> => (await evenly(() => findSeen(services, asking, customerId))).stored;

/**
 * Refuses with `customer.not-found` unless the caller may do this to whom the id leads to now, and
 * answers that one if he lives. Of what is left of a removed customer hears who may see all.
 */
export const findTraces = (
  services: Finds,
  asking: Asking,
  customerId: string,
): Promise<StoredCustomer | undefined> => evenly(() => findLiving(services, asking, customerId));

async function findLiving(
  services: Finds,
  { access, permission }: Asking,
  customerId: string,
): Promise<StoredCustomer | undefined> {
  const { customers } = services;
  const found = await customers.find(customerId);
  const living = found.status === 'merged' ? await customers.find(found.into) : found;
  const thing =
    living.status === 'living' ? access.customer(living.stored.customer.golden) : access.unit();
  if (living.status === 'unknown' || !access.may(permission, thing))
    throw new Refusal('customer.not-found');
  if (living.status !== 'living') return undefined;
  if (!(await isShown(living.stored.customer, access, services)))
    throw new Refusal('customer.not-found');
  return living.stored;
}

/**
 * Whom the caller may not see has been read and opened when he is refused, an absent one has not: so
 * neither is told sooner than both take, apart from the slowest reads.
 */
const noSoonerThanMs = 40;

async function evenly<T>(find: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await find();
  } catch (error) {
    const isAbsent = error instanceof Refusal && error.code === 'customer.not-found';
    if (isAbsent) await setTimeout(Math.max(0, noSoonerThanMs - (performance.now() - startedMs)));
    throw error;
  }
}

async function findSeen(
  services: Finds,
  asking: Asking,
  customerId: string,
): Promise<{ readonly stored: StoredCustomer; readonly isRetired: boolean }> {
  const { customers } = services;
  const found = await customers.find(customerId);
  const living = found.status === 'merged' ? await customers.find(found.into) : found;
  switch (living.status) {
    case 'living':
      await requireFor(asking, living.stored, services);
      return { stored: living.stored, isRetired: found.status === 'merged' };
    case 'merged':
      throw new Refusal('conflict.busy');
    case 'removed':
      // Nobody knows any more where a removed customer lay: of him hears who may see all.
      throw new Refusal(
        maySee(asking, asking.access.unit()) ? 'customer.removed' : 'customer.not-found',
      );
    case 'unknown':
      throw new Refusal('customer.not-found');
  }
}

async function requireFor(
  asking: Asking,
  { customer }: StoredCustomer,
  services: Finds,
): Promise<void> {
  const { access, permission, everywhere } = asking;
  const thing = access.customer(customer.golden);
  if (!maySee(asking, thing) || !(await isShown(customer, lookingFor(asking), services)))
    throw new Refusal('customer.not-found');
  const places = everywhere ? thing.units.map((unit) => ({ ...thing, units: [unit] })) : [thing];
  for (const place of places) access.require(permission, place);
}

/** A no must be heard, and a first yes, too, of whom a lens does not show for want of consent. */
const lookingFor = ({ access, permission }: Asking): Pick<Access, 'lens'> =>
  permission.startsWith('consent:') || permission.startsWith('restriction:')
    ? { lens: { ...access.lens, needsConsent: false } }
    : access;

/** Who may do anything to a customer, or read him, may know of him. */
const maySee = ({ access, permission }: Asking, thing: Thing): boolean =>
  access.may('customer:read', thing) || access.may(permission, thing);

/** Refuses a stale `If-Match`. */
export function checkRevision(stored: StoredCustomer, ifRevision: number | undefined): void {
  if (ifRevision !== undefined && ifRevision !== stored.revision)
    throw new Refusal('precondition.failed', [], { etag: `"${stored.revision}"` });
}
