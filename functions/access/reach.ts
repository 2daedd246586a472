import { type Grant, rootUnit } from '#core/access/grant';
import { holdsAll } from '#core/access/may-grant';
import type { OrgUnit } from '#core/access/org-tree';
import { breakGlassRole, type RoleDefinition } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import type { Access } from '#functions/shared/access';
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
 */
export async function requireGrantable(
  services: Governs,
  manager: Manager,
  { role, orgUnit }: Grant,
  at: { readonly role: string; readonly orgUnit: string },
): Promise<void> {
  await requireUnit(services, manager, orgUnit, at.orgUnit);
  manager.access.require('access:manage', manager.access.unit(orgUnit));
  const definition = await services.governance.roles.read(role);
  if (definition === undefined) throw unknown('role.not-found', at.role);
  requireHeld(manager, definition.value, orgUnit, at.role);
}

/** Refuses, with `access.not-held`, what the caller does not hold himself at the unit. */
export function requireHeld(
  { access, caller }: Manager,
  role: Pick<RoleDefinition, 'permissions' | 'reads' | 'readsNamed'>,
  orgUnit: string,
  pointer: string,
): void {
  // What a broken glass opens is for looking, and ends; it is not to be handed on.
  const glassIsBroken = caller.grants.some((each) => each.role === breakGlassRole.name);
  if (glassIsBroken || !holdsAll(role, orgUnit, access.decide))
    throw new Refusal('access.not-held', [
      { pointer, rule: 'held', message: `brings more than you hold at ${orgUnit}` },
    ]);
}

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
