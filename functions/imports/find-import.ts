import type { ImportJob } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { Caller, Services } from '#functions/shared/handle';

/** The import, for a caller who may know of it: a token that is bound to a spoke sees that spoke's imports. */
export async function findImport(
  importId: string,
  caller: Caller,
  { imports }: Pick<Services, 'imports'>,
): Promise<ImportJob> {
  const job = await imports.read(importId);
  if (job === undefined) throw new Refusal('import.not-found');
  if (caller.spoke !== undefined && caller.spoke !== job.request.spoke)
    throw new Refusal('auth.forbidden');
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
