import type { Lens } from '#core/access/lens';
import { lensViolations } from '#core/access/lens-violations';
import { orgTreeOf } from '#core/access/org-tree';
import { Refusal } from '#core/kernel/refusal';
import { governanceAt } from '#functions/shared/governance-at';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { Governed } from '#store/ports';
import type { listLenses, putLens, readLens } from './contract.ts';
import { readsThenAndToday } from './of-unit.ts';

/**
 * Defines or changes a lens. The same again changes nothing. Who changes one needs the permission
 * where it belongs, and where it is to belong. Writes the lens, its version and its audit entry.
 */
export const handlePutLens: Handle<typeof putLens> = async (
  { params, body, ifRevision, actorId, correlationId, access },
  services,
) => {
  const lens: Lens = { ...withoutAbsent(body), name: params.name };
  const before = await services.governance.lenses.read(params.name);
  for (const each of before === undefined ? [lens] : [before.value, lens])
    access.require('governance:write', access.configuration('lens', each.name, each.orgUnit));
  const violations = lensViolations(lens, await worldOf(lens, services));
  if (violations.length > 0) throw new Refusal('lens.invalid', violations);

  const change = { actor: actorId, action: 'lens.put', correlationId, at: services.clock() };
  const governed = await services.governance.lenses.put(lens, change, ifRevision);
  services.log('lens put', { lens: params.name, revision: governed.revision, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

async function worldOf({ purpose }: Lens, { governance }: Pick<Services, 'governance'>) {
  const [schemas, units, known] = await Promise.all([
    governance.schemas(),
    governance.orgUnits.list(),
    // By name, for a list may not hold yet what was defined a moment ago.
    purpose === undefined ? undefined : governance.purposes.read(purpose),
  ]);
  return {
    schemas: schemas.map(({ value }) => value),
    units: orgTreeOf(units.map(({ value }) => value)),
    purposes: known === undefined ? [] : [known.value.name],
  };
}

export const handleListLenses: Handle<typeof listLenses> = async (call, services) => {
  const lenses = await governanceAt(services, call.query.asOf).lenses.list();
  const today = await services.governance.lenses.list();
  const seen = lenses.filter(({ value }) => readsThenAndToday(call, value, today));
  return { items: seen.map(viewOf) };
};

export const handleReadLens: Handle<typeof readLens> = async (call, services) => {
  const { params, query } = call;
  const lens = await governanceAt(services, query.asOf).lenses.read(params.name);
  const today = await services.governance.lenses.list();
  if (lens === undefined || !readsThenAndToday(call, lens.value, today))
    throw new Refusal('lens.not-found');
  return new Answer(viewOf(lens), { headers: etag(lens.revision) });
};

const viewOf = ({ value, revision, updatedAt }: Governed<Lens>) => ({
  ...value,
  revision,
  updatedAt,
});
