import { rootUnit } from '#core/access/grant';
import { isBuiltInRole, type RoleDefinition } from '#core/access/roles';
import { Refusal } from '#core/kernel/refusal';
import { governanceAt } from '#functions/shared/governance-at';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { Governed } from '#store/ports';
import { checkRole } from './check-role.ts';
import type { listRoles, putRole, readRole } from './contract.ts';
import { requireHeld } from './reach.ts';

/**
 * Defines a role, or changes it for all who have it. A role may be granted anywhere, so it takes
 * `access:manage` at the root, and all that the role brings.
 */
export const handlePutRole: Handle<typeof putRole> = async (
  { params, body, access, caller, ifRevision, actorId, correlationId },
  services,
) => {
  access.require('access:manage', access.unit());
  const { title, permissions, reads, readsNamed, when } = body;
  const role: RoleDefinition = {
    name: params.role,
    title,
    permissions,
    reads,
    ...(readsNamed === true && { readsNamed }),
    ...(when !== undefined && { when }),
  };
  await checkRole(role);
  const given = { role, orgUnit: rootUnit };
  await requireHeld(services, { access, caller }, given, '/permissions');
  const change = { actor: actorId, action: 'role.put', correlationId, at: services.clock() };
  const governed = await services.governance.roles.put(role, change, ifRevision);
  services.log('role put', { role: params.role, revision: governed.revision, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleListRoles: Handle<typeof listRoles> = async ({ query }, services) => {
  const roles = await governanceAt(services, query.asOf).roles.list();
  return { items: roles.map(viewOf) };
};

export const handleReadRole: Handle<typeof readRole> = async ({ params, query }, services) => {
  const role = await governanceAt(services, query.asOf).roles.read(params.role);
  if (role === undefined) throw new Refusal('role.not-found');
  return new Answer(viewOf(role), { headers: etag(role.revision) });
};

const viewOf = ({ value, revision, updatedAt }: Governed<RoleDefinition>) => ({
  ...value,
  isBuiltIn: isBuiltInRole(value.name),
  revision,
  updatedAt,
});
