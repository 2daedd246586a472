import type { Permission } from '#core/access/roles';
import type { ImportJob } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { Access } from '#functions/shared/access';
import type { Services } from '#functions/shared/handle';

/** The import, for a caller who may do this to imports of its spoke; for others there is none. */
export async function findImport(
  importId: string,
  permission: Permission,
  access: Access,
  { imports }: Pick<Services, 'imports'>,
): Promise<ImportJob> {
  const job = await imports.read(importId);
  const thing = access.spoke(job?.request.spoke ?? '');
  if (job === undefined || !(access.may('import:read', thing) || access.may(permission, thing)))
    throw new Refusal('import.not-found');
  access.require(permission, thing);
  return job;
}

/** An import as the API shows it. */
export const importView = ({ importId, request, ...job }: ImportJob) => ({
  id: importId,
  spoke: request.spoke,
  schema: request.schema,
  format: request.format,
  state: job.state,
  counts: job.counts,
  bytes: request.bytes,
  bytesLoaded: job.bytesLoaded,
  ...(job.failure === undefined ? {} : { failure: job.failure }),
  createdAt: job.createdAt,
  ...(job.startedAt === undefined ? {} : { startedAt: job.startedAt }),
  ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
});
