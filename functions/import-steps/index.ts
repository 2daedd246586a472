import type { Context } from 'aws-lambda';
import { failImport, finishImport } from '#functions/imports/end-import';
import { loadChunk } from '#functions/imports/load-chunk';
import { planImport } from '#functions/imports/plan-import';
import { type ImportServices, realMeans } from '#functions/imports/services';
import type { Died } from '#functions/shared/died';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';

/** What workflows/import.asl.json hands over. */
export type ImportStep =
  | { readonly step: 'plan' | 'finish' | 'fail'; readonly importId: string }
  | { readonly step: 'load'; readonly importId: string; readonly chunk: number }
  | Died;

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
      case 'fail':
      case 'died': {
        const job = await services.imports.read(importOf(event));
        if (job !== undefined) await failImport(job, { code: 'internal', errors: [] }, services);
        return {};
      }
    }
  };

const importOf = (event: ImportStep): string =>
  event.step === 'died' ? event.execution : event.importId;

export const handler = observed(
  importStepsOf(() => ({ ...realServices(), ...realMeans() })),
  importOf,
);
