import { hasEnded } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { startImport } from './contract.ts';
import { findImport, importView } from './find-import.ts';
import { uploadKey } from './import-objects.ts';
import type { HandleImport } from './services.ts';

/**
 * Starts the workflow, for the upload that is there now. First the workflow, then the word that it runs: a call that was cut off in
 * between is repeated, and the workflow is started once for each import.
 */
export const handleStartImport: HandleImport<typeof startImport> = async (
  { params: { importId }, access, actorId, correlationId },
  services,
) => {
  const job = await findImport(importId, 'import:run', access, services);
  if (hasEnded(job.state)) throw new Refusal('import.ended');
  if (job.state !== 'awaiting-upload') return importView(job);
  const upload = await services.work.describe(uploadKey(importId));
  if (upload?.bytes !== job.request.bytes) throw new Refusal('import.upload-missing');

  await services.imports.keepUpload(importId, upload.tag);
  await services.workflows.startImport(importId, { importId });
  const started = await services.imports.move(importId, ['awaiting-upload'], 'running', {
    actor: actorId,
    action: 'import.start',
    correlationId,
    at: services.clock(),
  });
  services.log('import started', { importId, spoke: job.request.spoke });
  return importView(started ?? job);
};
