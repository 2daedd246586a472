import type {
  AccessDecision,
  AccessQuestion,
  Circumstances,
  Thing,
} from '#core/access/access-question';
import { cedarCallOf, type Decide, type PolicySet, policySetOf } from '#core/access/cedar-call';
import { customerThing, type SpokeUnits } from '#core/access/customer-thing';
import { rootUnit } from '#core/access/grant';
import { type Lens, wholeLens } from '#core/access/lens';
import { isWithin, type OrgTree, orgTreeOf } from '#core/access/org-tree';
import { breakGlassRole, type Permission, type RoleDefinition } from '#core/access/roles';
import type { GoldenRecord } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { Classification } from '#core/schema/customer-schema';
import type { GovernanceReads } from '#store/ports';
import { cedarEngine } from './cedar-engine.ts';
import type { Caller, Services } from './handle.ts';
import { ownLens, spokeUnitsOf } from './lens-of.ts';
import type { Use } from './use-of.ts';

/** What this caller may do, decided for the thing at hand. Loaded once for each call; then it answers at once. */
export interface Access {
  readonly decide: (question: AccessQuestion) => AccessDecision;
  readonly may: (permission: Permission, thing: Thing, how?: Circumstances) => boolean;
  /** Throws `auth.forbidden` where the answer is no. */
  readonly require: (permission: Permission, thing: Thing, how?: Circumstances) => void;
  /** Whether values of this classification may be read of this customer. */
  readonly reads: (
    classification: Classification,
    thing: Thing & { readonly kind: 'Customer' },
    how?: Circumstances & { readonly isNamed?: boolean },
  ) => boolean;
  /** A customer as policies see it. */
  readonly customer: (
    golden: Pick<GoldenRecord, 'lineage'>,
  ) => Thing & { readonly kind: 'Customer' };
  readonly spoke: (name: string) => Thing & { readonly kind: 'Spoke' };
  readonly unit: (name?: string) => Thing & { readonly kind: 'OrgUnit' };
  /** Whether a unit is `above`, or lies below it. */
  readonly isWithin: (unit: string, above: string) => boolean;
  /** A schema, a lens, a role, a token … that belongs to a unit; to the root unless told. */
  readonly configuration: (
    type: string,
    name: string,
    orgUnit?: string,
  ) => Thing & { readonly kind: 'Configuration' };
  /** Names of sensitive attributes that the answer of this call shows; views add to it. */
  readonly sensitiveShown: Set<string>;
  /** What leaves of whom for the purpose of this call, once it was asked; `useOf` keeps it. */
  readonly uses: Map<string, Promise<Use>>;
  /** Through which customers are seen. Who acts for no spoke and names none sees through `whole`. */
  readonly lens: Lens;
  /** The same lens as it is defined today; another definition only where the past is looked at. */
  readonly lensToday: Lens;
  readonly through: (lens: Lens, today?: Lens) => Access;
}

type Governs = { readonly governance: GovernanceReads };

/**
 * By the units, roles, spokes and lenses of this governance; with `governance.asOf(…)` and the grants
 * of then (`users.accessAt`): what he might do then.
 */
export async function accessOf(caller: Caller, { governance }: Governs): Promise<Access> {
  const [units, roles, spokes, engine, lens] = await Promise.all([
    governance.orgUnits.list(),
    governance.roles.list(),
    governance.spokes(),
    cedarEngine(),
    ownLens(caller, { governance }),
  ]);
  const world = worldOf(units, roles, spokes, engine);
  return accessIn(world, caller).through(lens);
}

interface World {
  readonly tree: OrgTree;
  readonly spokeUnits: SpokeUnits;
  readonly engine: Decide;
  /** By who asks: policies that were put together, and what was decided by them. */
  readonly known: Map<string, { readonly policies: PolicySet; readonly decided: Decided }>;
  readonly roleOf: (name: string) => RoleDefinition | undefined;
}
type Decided = Map<string, AccessDecision>;

/** Worlds live as long as the lists they were made from are held; the newest one is nearly always asked. */
let latest: { readonly from: readonly unknown[]; readonly world: World } | undefined;

const mostPrincipals = 200;
const mostDecisions = 1000;

function worldOf(
  units: Awaited<ReturnType<Services['governance']['orgUnits']['list']>>,
  roles: Awaited<ReturnType<Services['governance']['roles']['list']>>,
  spokes: Awaited<ReturnType<Services['governance']['spokes']>>,
  engine: Decide,
): World {
  const from = [units, roles, spokes, engine];
  if (latest?.from.every((each, at) => each === from[at])) return latest.world;
  const byName = new Map<string, RoleDefinition>(roles.map(({ value }) => [value.name, value]));
  byName.set(breakGlassRole.name, breakGlassRole);
  const world: World = {
    tree: orgTreeOf(units.map(({ value }) => value)),
    spokeUnits: spokeUnitsOf(spokes.map(({ value }) => value)),
    engine,
    known: new Map(),
    roleOf: (name) => byName.get(name),
  };
  latest = { from, world };
  return world;
}

function accessIn(world: World, caller: Caller): Access {
  const { tree, spokeUnits, engine } = world;
  const key = JSON.stringify([caller.actorId, caller.grants, caller.spoke, caller.purposes]);
  let own = world.known.get(key);
  if (own === undefined) {
    own = { policies: policySetOf(caller, world.roleOf), decided: new Map() };
    if (world.known.size >= mostPrincipals) world.known.clear();
    world.known.set(key, own);
  }
  const { policies, decided } = own;
  const decide = (question: AccessQuestion): AccessDecision => {
    const asked = JSON.stringify(question);
    const before = decided.get(asked);
    if (before !== undefined) return before;
    const decision = engine(policies, cedarCallOf(caller, question, tree));
    if (decided.size >= mostDecisions) decided.clear();
    decided.set(asked, decision);
    return decision;
  };
  const may: Access['may'] = (permission, thing, how) =>
    decide({ permission, thing, ...(how !== undefined && { how }) }).isAllowed;
  const access: Access = {
    decide,
    may,
    require: (permission, thing, how) => {
      if (!may(permission, thing, how)) throw new Refusal('auth.forbidden');
    },
    reads: (classification, thing, { isNamed = false, ...how } = {}) =>
      decide({ permission: 'attribute:read', classification, thing, isNamed, how }).isAllowed,
    customer: (golden) => customerThing(golden, spokeUnits),
    spoke: (name) => ({ kind: 'Spoke', name, units: [unitOfSpoke(name, spokeUnits)] }),
    unit: (name = rootUnit) => ({ kind: 'OrgUnit', units: [name] }),
    isWithin: (unit, above) => isWithin(tree, unit, above),
    configuration: (type, name, orgUnit = rootUnit) => ({
      kind: 'Configuration',
      type,
      name,
      units: [orgUnit],
    }),
    sensitiveShown: new Set(),
    uses: new Map(),
    lens: wholeLens,
    lensToday: wholeLens,
    through: (lens, lensToday = lens) => ({ ...access, lens, lensToday }),
  };
  return access;
}

const unitOfSpoke = (name: string, units: SpokeUnits): string =>
  (Object.hasOwn(units, name) ? units[name] : undefined) ?? rootUnit;

/** Of a call that nobody had to be known for. */
export const noAccess: Access = accessIn(
  {
    tree: new Map(),
    spokeUnits: {},
    engine: () => ({ isAllowed: false, policies: [] }),
    known: new Map(),
    roleOf: () => undefined,
  },
  { actorId: 'anonymous', grants: [] },
);

/** Whether any grant of the caller brings this permission, anywhere: the first, cheap look. */
export async function mayAnywhere(
  caller: Caller,
  permission: Permission,
  { governance }: Governs,
): Promise<boolean> {
  const roles = new Map<string, RoleDefinition>(
    (await governance.roles.list()).map(({ value }) => [value.name, value]),
  );
  roles.set(breakGlassRole.name, breakGlassRole);
  return caller.grants.some(({ role }) => roles.get(role)?.permissions.includes(permission));
}
