import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { failRun, finishRun } from './finish-run.ts';
import { lookAtChunk } from './look-at-chunk.ts';
import { planRun } from './plan-run.ts';
import { type RetentionServices, realMeans } from './services.ts';

/** What workflows/retention.asl.json hands over. */
export type RetentionStep =
  | { readonly step: 'plan' | 'finish' | 'fail'; readonly runId: string }
  | {
      readonly step: 'scan';
      readonly runId: string;
      /** Which chunk. */
      readonly piece: number;
    }
  | { readonly step: 'died'; readonly execution: string };

/** The steps of the workflow of retention runs. Each may be called again at any time. */
export const retentionStepsOf =
  (servicesOf: () => RetentionServices) =>
  async (event: RetentionStep): Promise<object> => {
    const services = servicesOf();
    switch (event.step) {
      case 'plan':
        return planRun(event.runId, services);
      case 'scan':
        await lookAtChunk(event.runId, event.piece, services);
        return {};
      case 'finish':
        await finishRun(event.runId, services);
        return {};
      case 'fail':
        await failRun(event.runId, services);
        return {};
      case 'died':
        // A map's own execution has another name: then there is no such run.
        await failRun(event.execution, services);
        return {};
    }
  };

export const handler = observed(
  retentionStepsOf(() => ({ ...realServices(), ...realMeans() })),
  (event) => (event.step === 'died' ? event.execution : event.runId),
);
