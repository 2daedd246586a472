import { type Grant, rootUnit } from '#core/access/grant';
import { holdsAll } from '#core/access/may-grant';
import type { OrgUnit } from '#core/access/org-tree';
import { breakGlassRole, type RoleDefinition } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import { type Access, accessOf } from '#functions/shared/access';
import type { Caller, Services } from '#functions/shared/handle';
import type { GovernanceReads, Governed } from '#store/ports';

/** Who manages, and what he may. */
export interface Manager {
  readonly access: Access;
  readonly caller: Caller;
}

type Governs = Pick<Services, 'governance'>;

export const mayManage = ({ access }: Pick<Manager, 'access'>, orgUnit: string): boolean =>
  access.may('access:manage', access.unit(orgUnit));

export const maySee = ({ access }: Pick<Manager, 'access'>, orgUnit: string): boolean =>
  access.may('access:read', access.unit(orgUnit)) || mayManage({ access }, orgUnit);

/** The unit as it stands; one that was removed is none. */
export async function readUnit(
  { governance }: { readonly governance: Pick<GovernanceReads, 'orgUnits'> },
  name: string,
): Promise<Governed<OrgUnit> | undefined> {
  const found = await governance.orgUnits.read(name);
  return found?.value.isRemoved ? undefined : found;
}

/** Refuses a unit that is not there, or that the caller does not see, in the same words. */
export async function requireUnit(
  services: Governs,
  manager: Pick<Manager, 'access'>,
  name: string,
  pointer: string,
): Promise<void> {
  const isThere = (await readUnit(services, name)) !== undefined;
  if (!maySee(manager, name) || !isThere) throw unknown('org-unit.not-found', pointer);
}

/**
 * Refuses a grant of a role that is not there (`role.not-found`), at a unit that is not the caller's
 * (`org-unit.not-found`, `auth.forbidden`), or of more than he holds there himself (`access.not-held`).
 * `spoke`: the only one for which the grant is to hold.
 */
export async function requireGrantable(
  services: Governs,
  manager: Manager,
  { role, orgUnit }: Grant,
  at: { readonly role: string; readonly orgUnit: string },
  spoke?: string,
): Promise<void> {
  await requireUnit(services, manager, orgUnit, at.orgUnit);
  manager.access.require('access:manage', manager.access.unit(orgUnit));
  const definition = await services.governance.roles.read(role);
  if (definition === undefined) throw unknown('role.not-found', at.role);
  await requireHeld(services, manager, { role: definition.value, orgUnit, spoke }, at.role);
}

type Brought = Pick<RoleDefinition, 'permissions' | 'reads' | 'readsNamed'>;

/**
 * Refuses, with `access.not-held`, what the caller does not hold himself at the unit. What he holds
 * under a condition is not to be handed on, for the condition would not go with it; nor may who acts
 * for one spoke make somebody act for another, or for all.
 */
export async function requireHeld(
  services: Governs,
  manager: Manager,
  given: { readonly role: Brought; readonly orgUnit: string; readonly spoke?: string | undefined },
  pointer: string,
): Promise<void> {
  const { access, caller } = manager;
  if (caller.spoke !== undefined && caller.spoke !== given.spoke)
    throw notHeld(pointer, 'is not for the spoke that you act for');
  // What a broken glass opens is for looking, and ends.
  const glassIsBroken = caller.grants.some((each) => each.role === breakGlassRole.name);
  const grants = await unconditional(caller.grants, services);
  const lasting =
    grants.length === caller.grants.length
      ? access
      : await accessOf({ ...caller, grants }, services);
  if (glassIsBroken || !holdsAll(given.role, given.orgUnit, lasting.decide))
    throw notHeld(pointer, `brings more than you hold at ${given.orgUnit}`);
}

async function unconditional(
  grants: readonly Grant[],
  { governance }: Governs,
): Promise<readonly Grant[]> {
  const roles = await governance.roles.list();
  const under = new Set(roles.flatMap(({ value }) => (value.when === undefined ? [] : value.name)));
  return grants.filter(({ role }) => !under.has(role));
}

const notHeld = (pointer: string, message: string) =>
  new Refusal('access.not-held', [{ pointer, rule: 'held', message }]);

export const unknown = (
  code: 'org-unit.not-found' | 'role.not-found' | 'spoke.not-found',
  pointer: string,
): Refusal => new Refusal(code, [{ pointer, rule: 'known', message: 'names what does not exist' }]);

/** The same role at the same unit once, in one order. */
export const tidyGrants = (grants: readonly Grant[]): readonly Grant[] =>
  [
    ...new Map(
      grants.map(({ role, orgUnit = rootUnit }) => [`${orgUnit} ${role}`, { role, orgUnit }]),
    ).entries(),
  ]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, grant]) => grant);
