import type { ImportFailure, ImportJob } from '#core/import/import-job';
import { uploadKey } from './import-objects.ts';
import type { ImportServices } from './services.ts';

/** The workflow's last step: says what became of the import, once, and lets go of the upload. */
export async function finishImport(importId: string, services: ImportServices): Promise<void> {
  const job = await services.imports.read(importId);
  if (job === undefined) throw new Error('there is no such import');
  const change = changeOf(job, services);
  const moved = await services.imports.move(
    importId,
    ['awaiting-upload', 'running'],
    'finished',
    change,
  );
  const ended =
    moved?.state === 'cancelling'
      ? await services.imports.move(importId, ['cancelling'], 'cancelled', change)
      : moved;
  await services.work.remove(uploadKey(importId));
  services.log('import ended', { importId, state: ended?.state, ...ended?.counts });
}

/** Nothing more is loaded; what is loaded stays. */
export async function failImport(
  job: ImportJob,
  failure: ImportFailure,
  services: ImportServices,
): Promise<void> {
  const { importId } = job;
  const from = ['awaiting-upload', 'running', 'cancelling'] as const;
  const ended = await services.imports.move(
    importId,
    from,
    'failed',
    changeOf(job, services),
    failure,
  );
  services.log('import failed', { importId, state: ended?.state, code: failure.code });
}

const changeOf = (
  { actor, correlationId }: ImportJob,
  { clock }: Pick<ImportServices, 'clock'>,
) => ({ actor, action: 'import.end', correlationId, at: clock() });
