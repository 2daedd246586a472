import { customerThing, type SpokeUnits } from '#core/access/customer-thing';
import { rootUnit } from '#core/access/grant';
import { type Lens, showsCustomer, wholeLens } from '#core/access/lens';
import { isWithin, orgTreeOf } from '#core/access/org-tree';
import type { GoldenRecord } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import type { GovernanceReads, Spoke } from '#store/ports';
import type { Access } from './access.ts';
import { mayUse } from './consent-states.ts';
import { governanceAt } from './governance-at.ts';
import type { Caller, Services } from './handle.ts';

type Governs = Pick<Services, 'governance'>;
type Reads = { readonly governance: GovernanceReads };

/** What a lens that is not there shows: a spoke may have been registered before lenses were checked. */
const closedLens: Lens = { name: 'none', title: 'Nothing', attributes: [] };

/** Through what a caller looks who names no lens: that of the spoke it acts for. */
export async function ownLens(
  { spoke: name }: Pick<Caller, 'spoke'>,
  { governance }: Reads,
): Promise<Lens> {
  const spoke = name === undefined ? undefined : await governance.spoke(name);
  return spoke === undefined ? wholeLens : lensOfSpoke(spoke.value, governance);
}

/** Nothing is seen through one that is not there. */
export async function lensOfSpoke(
  { lens }: Pick<Spoke, 'lens'>,
  { lenses }: Pick<GovernanceReads, 'lenses'>,
): Promise<Lens> {
  if (lens === undefined) return wholeLens;
  return (await lenses.read(lens))?.value ?? closedLens;
}

/** What of a call says through which lens it looks, and at which moment. */
export interface Looking {
  readonly caller: Caller;
  readonly access: Access;
  readonly query?:
    | { readonly lens?: string | undefined; readonly asOf?: Instant | undefined }
    | undefined;
}

/**
 * The access of a call through the lens that it names. A lens that is not there is `lens.not-found`,
 * one that the caller may not look through `lens.not-allowed`.
 *
 * With `asOf` the lens shows what it showed then; who may look through it, and for whom it counts as
 * naming an attribute, today's definition says: a lens that was narrowed is not opened again by
 * asking for the past. For the same reason a machine that acts for a spoke looks at the past through
 * the lens of today.
 */
export async function throughNamedLens(
  { caller, access, query: { lens: name, asOf } = {} }: Looking,
  services: Governs,
): Promise<Access> {
  if (name === undefined) return access;
  const today = (await services.governance.lenses.read(name))?.value;
  if (today === undefined) throw lensNotFound;
  if (!(await mayLookThrough(caller, today, access, services)))
    throw new Refusal('lens.not-allowed', [
      { pointer: '/lens', rule: 'allowed', message: 'may not be looked through', in: 'query' },
    ]);
  if (asOf === undefined || caller.spoke !== undefined) return access.through(today);
  const then = (await services.governance.asOf(asOf).lenses.read(name))?.value;
  if (then === undefined) throw lensNotFound;
  return access.through(then, today);
}

const lensNotFound = new Refusal('lens.not-found', [
  { pointer: '/lens', rule: 'known', message: 'names a lens that does not exist', in: 'query' },
]);

/**
 * Who acts for a spoke looks through the lens of that spoke, and through another only for a purpose
 * that his token and his spoke name. Everybody else looks through any that belongs on the way from
 * the root to a unit where he holds a role, or below that; with purposes, for these only.
 */
async function mayLookThrough(
  caller: Caller,
  lens: Lens,
  access: Access,
  { governance }: Governs,
): Promise<boolean> {
  const { spoke: name, purposes, grants } = caller;
  if (name !== undefined && lens.name === access.lens.name) return true;
  if (name !== undefined || purposes !== undefined) {
    const spoke = name === undefined ? undefined : (await governance.spoke(name))?.value;
    if (!hasPurpose(purposes ?? [], lens) || !hasPurpose(spoke?.purposes, lens)) return false;
  }
  const tree = orgTreeOf((await governance.orgUnits.list()).map(({ value }) => value));
  const { orgUnit: place = rootUnit } = lens;
  return grants.some(
    ({ orgUnit }) => isWithin(tree, orgUnit, place) || isWithin(tree, place, orgUnit),
  );
}

const hasPurpose = (purposes: readonly string[] | undefined, { purpose }: Lens): boolean =>
  purposes === undefined || (purpose !== undefined && purposes.includes(purpose));

/** As much of a customer as says whether a lens shows it. */
export interface Shown {
  readonly customerId: string;
  readonly schema: string;
  readonly golden: Pick<GoldenRecord, 'lineage'>;
}

/**
 * Whether the customer is seen through the caller's lens: of its schema, in its units, and, where the
 * lens needs it, with an agreement to its purpose on record.
 */
export async function isShown(
  { customerId, schema, golden }: Shown,
  { lens }: Pick<Access, 'lens'>,
  services: Pick<Services, 'governance' | 'consents' | 'clock'>,
  asOf?: Instant,
): Promise<boolean> {
  if (lens.orgUnits !== undefined || lens.schema !== undefined) {
    const governance = governanceAt(services, asOf);
    const [units, spokes] = await Promise.all([governance.orgUnits.list(), governance.spokes()]);
    const tree = orgTreeOf(units.map(({ value }) => value));
    const { units: places } = customerThing(golden, spokeUnitsOf(spokes.map(({ value }) => value)));
    if (!showsCustomer(lens, { schema, units: places }, tree)) return false;
  }
  if (lens.needsConsent !== true) return true;
  return mayUse(customerId, lens.purpose ?? '', services);
}

/** Where each spoke belongs. */
export const spokeUnitsOf = (spokes: readonly Spoke[]): SpokeUnits =>
  Object.fromEntries(spokes.map(({ name, orgUnit }) => [name, orgUnit ?? rootUnit]));
