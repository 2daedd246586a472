import { checkMapping } from '#core/import/columns';
import { type ImportJob, noCounts, nothingPlanned } from '#core/import/import-job';
import { Refusal, type Violation } from '#core/kernel/refusal';
import { hubSpoke, readSchema } from '#functions/shared/context';
import type { createImport } from './contract.ts';
import { importView } from './find-import.ts';
import { uploadKey } from './import-objects.ts';
import type { HandleImport } from './services.ts';

/** From the answer to the beginning of the upload. */
const uploadSeconds = 3600;

/** Announces a file. It is loaded when `startImport` is called; without that it ends by itself. */
export const handleCreateImport: HandleImport<typeof createImport> = async (
  { body, access, actorId, correlationId },
  services,
) => {
  access.require('import:run', access.spoke(body.spoke));
  const spoke = await services.governance.spoke(body.spoke);
  if (spoke === undefined || body.spoke === hubSpoke) throw new Refusal('spoke.not-found');
  const schema = await readSchema(services, body.schema);
  const violations =
    body.format === 'csv' ? checkMapping(mappingOf(body), schema) : notForLines(body);
  if (violations.length > 0) throw new Refusal('import.mapping-invalid', violations);

  const createdAt = services.clock();
  const job: ImportJob = {
    importId: services.newId('imp'),
    request: {
      spoke: body.spoke,
      schema: body.schema,
      format: body.format,
      delimiter: body.delimiter,
      bytes: body.bytes,
      updatedAt: body.updatedAt ?? createdAt,
      provenance: body.provenance ?? spoke.value.provenance ?? 'first-party',
      ...mappingOf(body),
    },
    ...(access.may('consent:write', access.spoke(body.spoke)) && { takesConsents: true }),
    state: 'awaiting-upload',
    counts: noCounts,
    bytesLoaded: 0,
    plan: nothingPlanned,
    actor: actorId,
    correlationId,
    createdAt,
  };
  await services.imports.create(job, {
    actor: actorId,
    action: 'import.create',
    correlationId,
    at: createdAt,
  });
  const { importId } = job;
  const upload = await services.work.uploadUrl(uploadKey(importId), body.bytes, uploadSeconds);
  const expiresAt = new Date(Date.parse(createdAt) + uploadSeconds * 1000).toISOString();
  services.log('import announced', { importId, spoke: body.spoke, bytes: body.bytes });
  return { ...importView(job), upload: { ...upload, expiresAt } };
};

type Body = Parameters<typeof handleCreateImport>[0]['body'];

const mappingOf = ({ map, defaults, sourceIdColumn, updatedAtColumn }: Body) => ({
  sourceIdColumn,
  ...(map === undefined ? {} : { map }),
  ...(defaults === undefined ? {} : { defaults }),
  ...(updatedAtColumn === undefined ? {} : { updatedAtColumn }),
});

/** Lines of NDJSON are records already. */
const notForLines = (body: Body): readonly Violation[] =>
  (['map', 'defaults', 'updatedAtColumn'] as const)
    .filter((name) => body[name] !== undefined)
    .map((name) => ({ pointer: `/${name}`, rule: 'format', message: 'is for CSV alone' }));
