import { rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import { governanceAt } from '#functions/shared/governance-at';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { Governed, Spoke } from '#store/ports';
import type { listSpokes, putSpoke, readSpoke } from './contract.ts';
import { requireUnits } from './of-unit.ts';

/** Registers or changes a spoke. The same again changes nothing. Writes the spoke, its version and its audit entry. */
export const handlePutSpoke: Handle<typeof putSpoke> = async (
  { params, body, ifRevision, access, actorId, correlationId },
  services,
) => {
  const before = await services.governance.spoke(params.spoke);
  const units = {
    before: before && (before.value.orgUnit ?? rootUnit),
    after: body.orgUnit,
    in: (orgUnit: string) => ({ ...access.spoke(params.spoke), units: [orgUnit] as const }),
  };
  await requireUnits({ access }, units, services);
  if (body.lens !== undefined && (await services.governance.lenses.read(body.lens)) === undefined)
    throw new Refusal('lens.not-found', [
      { pointer: '/lens', rule: 'known', message: 'names a lens that does not exist' },
    ]);
  const change = { actor: actorId, action: 'spoke.put', correlationId, at: services.clock() };
  const governed = await services.governance.putSpoke(
    { ...withoutAbsent(body), name: params.spoke },
    change,
    ifRevision,
  );
  services.log('spoke put', { spoke: params.spoke, revision: governed.revision, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleListSpokes: Handle<typeof listSpokes> = async ({ query, access }, services) => {
  const spokes = await governanceAt(services, query.asOf).spokes();
  const seen = spokes.filter(({ value }) =>
    access.may('governance:read', access.spoke(value.name)),
  );
  return { items: seen.map(viewOf) };
};

export const handleReadSpoke: Handle<typeof readSpoke> = async ({ params, query }, services) => {
  const spoke = await governanceAt(services, query.asOf).spoke(params.spoke);
  if (spoke === undefined) throw new Refusal('spoke.not-found');
  return new Answer(viewOf(spoke), { headers: etag(spoke.revision) });
};

const viewOf = ({ value, revision, updatedAt }: Governed<Spoke>) => ({
  ...value,
  revision,
  updatedAt,
});
