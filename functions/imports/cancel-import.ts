import { hasEnded } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { cancelImport } from './contract.ts';
import { findImport, importView } from './find-import.ts';
import type { HandleImport } from './services.ts';

/** Ends what was not started at once; what runs sees it after its batch and ends by itself. */
export const handleCancelImport: HandleImport<typeof cancelImport> = async (
  { params: { importId }, access, actorId, correlationId },
  services,
) => {
  const job = await findImport(importId, 'import:run', access, services);
  if (hasEnded(job.state)) throw new Refusal('import.ended');
  const change = { actor: actorId, action: 'import.cancel', correlationId, at: services.clock() };
  const ended = await services.imports.move(importId, ['awaiting-upload'], 'cancelled', change);
  const asked =
    ended?.state === 'running'
      ? await services.imports.move(importId, ['running'], 'cancelling', change)
      : ended;
  services.log('import cancelled', { importId, spoke: job.request.spoke });
  return importView(asked ?? job);
};
