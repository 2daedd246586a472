import type { Context } from 'aws-lambda';
import { failImport, finishImport } from '#functions/imports/end-import';
import { loadChunk } from '#functions/imports/load-chunk';
import { planImport } from '#functions/imports/plan-import';
import { type ImportServices, realMeans } from '#functions/imports/services';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';

/** What workflows/import.asl.json hands over. */
export type ImportStep =
  | { readonly step: 'plan' | 'finish' | 'fail'; readonly importId: string }
  | { readonly step: 'load'; readonly importId: string; readonly chunk: number };

/** The steps of the import workflow. Each may be called again at any time. */
export const importStepsOf =
  (servicesOf: () => ImportServices) =>
  async (event: ImportStep, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
    const services = servicesOf();
    switch (event.step) {
      case 'plan':
        return planImport(event.importId, services);
      case 'load':
        return loadChunk(event.importId, event.chunk, services, () =>
          context.getRemainingTimeInMillis(),
        );
      case 'finish':
        await finishImport(event.importId, services);
        return {};
      case 'fail': {
        const job = await services.imports.read(event.importId);
        if (job !== undefined) await failImport(job, { code: 'internal', errors: [] }, services);
        return {};
      }
    }
  };

export const handler = observed(
  importStepsOf(() => ({ ...realServices(), ...realMeans() })),
  ({ importId }) => importId,
);
