import { rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { defineSchema } from '#core/schema/define';
import { templates } from '#core/schema/templates';
import { governanceAt } from '#functions/shared/governance-at';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { listSchemas, listSchemaTemplates, putSchema, readSchema } from './contract.ts';
import { readsThenAndToday, requireUnits } from './of-unit.ts';

/** Defines a schema. The same definition again changes nothing; a changed one becomes the next version. */
export const handlePutSchema: Handle<typeof putSchema> = async (
  { params, body, ifRevision, access, actorId, correlationId },
  services,
) => {
  const defined = defineSchema(body, params.name);
  if ('violations' in defined) throw new Refusal('schema.invalid', defined.violations);
  const before = await services.governance.schema(params.name);
  const units = {
    before: before && (before.value.orgUnit ?? rootUnit),
    after: defined.schema.orgUnit,
    in: (orgUnit: string) => access.configuration('schema', params.name, orgUnit),
  };
  await requireUnits({ access }, units, services);
  if (before !== undefined && before.value.kind !== defined.schema.kind)
    throw new Refusal('schema.invalid', [
      { pointer: '/kind', rule: 'kept', message: 'A schema keeps its kind.' },
    ]);
  const change = { actor: actorId, action: 'schema.put', correlationId, at: services.clock() };
  const governed = await services.governance.putSchema(defined.schema, change, ifRevision);
  services.log('schema put', {
    schema: params.name,
    version: governed.value.version,
    correlationId,
  });
  return new Answer(viewOf(governed.value), {
    status: governed.value.version === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleListSchemas: Handle<typeof listSchemas> = async (call, services) => {
  const schemas = await governanceAt(services, call.query.asOf).schemas();
  const today = await services.governance.schemas();
  const seen = schemas.filter(({ value }) => readsThenAndToday(call, value, today));
  return { items: seen.map((each) => viewOf(each.value)) };
};

export const handleReadSchema: Handle<typeof readSchema> = async (call, services) => {
  const { params, query } = call;
  const schema = await governanceAt(services, query.asOf).schema(params.name, query.version);
  const today = await services.governance.schemas();
  if (schema === undefined || !readsThenAndToday(call, schema.value, today))
    throw new Refusal('schema.not-found');
  return new Answer(viewOf(schema.value), { headers: etag(schema.revision) });
};

export const handleListSchemaTemplates: Handle<typeof listSchemaTemplates> = async () => ({
  items: Object.values(templates).map(viewOf),
});

const viewOf = (schema: CustomerSchema) => ({ ...schema });
