import { rootUnit } from '#core/access/grant';
import type { OrgUnit } from '#core/access/org-tree';
import { Refusal } from '#core/kernel/refusal';
import { hasEnded } from '#functions/shared/authenticate';
import { governanceAt } from '#functions/shared/governance-at';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { Governed, Page } from '#store/ports';
import type { deleteOrgUnit, listOrgUnits, putOrgUnit, readOrgUnit } from './contract.ts';
import { maySee, readUnit, requireUnit } from './reach.ts';

/**
 * Puts a unit below another one; an existing one moves there with all below it. A new title needs
 * `access:manage` at the unit, a place also there and where it lay: a unit that was removed, at the
 * root, for there lies what still names it. Writes the unit, the tree and the audit entry in one
 * transaction.
 */
export const handlePutOrgUnit: Handle<typeof putOrgUnit> = async (
  { params, body, access, ifRevision, actorId, correlationId },
  services,
) => {
  const { title, parent = rootUnit } = body;
  const known = await services.governance.orgUnits.read(params.orgUnit);
  const before = known?.value.isRemoved ? undefined : known?.value;
  const stays = before !== undefined && before.parent === parent;
  if (!stays) await requireUnit(services, { access }, parent, '/parent');
  const lay = known?.value.isRemoved ? rootUnit : known?.value.parent;
  const touched = stays ? [params.orgUnit] : [parent, ...(known === undefined ? [] : [lay])];
  for (const each of touched) access.require('access:manage', access.unit(each));
  const change = { actor: actorId, action: 'org-unit.put', correlationId, at: services.clock() };
  const governed = await services.governance.orgUnits.put(
    { name: params.orgUnit, title, parent },
    change,
    ifRevision,
  );
  services.log('org unit put', { orgUnit: params.orgUnit, parent, correlationId });
  return new Answer(viewOf(governed), {
    status: before === undefined ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleListOrgUnits: Handle<typeof listOrgUnits> = async (
  { access, query },
  services,
) => {
  const units = await governanceAt(services, query.asOf).orgUnits.list();
  return {
    items: units
      .filter(({ value }) => !value.isRemoved && maySee({ access }, value.name))
      .map(viewOf),
  };
};

export const handleReadOrgUnit: Handle<typeof readOrgUnit> = async (
  { params, query, access },
  services,
) => {
  const governance = governanceAt(services, query.asOf);
  const found = await readUnit({ governance }, params.orgUnit);
  if (found === undefined || !maySee({ access }, params.orgUnit))
    throw new Refusal('org-unit.not-found');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

/** Removes a unit to which nothing belongs any more. Its name may be used again. */
export const handleDeleteOrgUnit: Handle<typeof deleteOrgUnit> = async (
  { params, access, ifRevision, actorId, correlationId },
  services,
) => {
  const found = await readUnit(services, params.orgUnit);
  if (found === undefined || !maySee({ access }, params.orgUnit))
    throw new Refusal('org-unit.not-found');
  access.require('access:manage', access.unit(found.value.parent));
  if (await hasAny(services, params.orgUnit)) throw new Refusal('org-unit.not-empty');
  const change = { actor: actorId, action: 'org-unit.delete', correlationId, at: services.clock() };
  const governed = await services.governance.orgUnits.put(
    { ...found.value, isRemoved: true },
    change,
    ifRevision,
  );
  services.log('org unit removed', { orgUnit: params.orgUnit, correlationId });
  return viewOf(governed);
};

/** Whether a spoke, a person or a token that opens belongs to the unit. Reads all of them: it is rarely asked. */
async function hasAny(services: Services, orgUnit: string): Promise<boolean> {
  const { governance, users, tokens, clock } = services;
  const now = clock();
  const spokes = await governance.spokes();
  return (
    spokes.some(({ value }) => value.orgUnit === orgUnit) ||
    (await someOf(users.list, ({ grants }) => grants.some((each) => each.orgUnit === orgUnit))) ||
    (await someOf(tokens.list, (each) => each.orgUnit === orgUnit && !hasEnded(each, now)))
  );
}

async function someOf<T>(
  list: (paging: { limit: number; cursor?: string }) => Promise<Page<T>>,
  isWanted: (item: T) => boolean,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 200, ...(cursor !== undefined && { cursor }) });
    if (page.items.some(isWanted)) return true;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return false;
}

const viewOf = ({ value: { name, title, parent }, revision, updatedAt }: Governed<OrgUnit>) => ({
  id: name,
  title,
  ...(parent !== undefined && { parent }),
  revision,
  updatedAt,
});
