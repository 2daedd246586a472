import { failRehearsal, finishRehearsal } from '#functions/consent-rehearsals/finish-rehearsal';
import { planRehearsal } from '#functions/consent-rehearsals/plan-rehearsal';
import { rehearseChunk } from '#functions/consent-rehearsals/rehearse-chunk';
import { type RehearsalServices, realMeans } from '#functions/consent-rehearsals/services';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';

/** What workflows/consent-rehearsal.asl.json hands over. */
export type RehearsalStep =
  | { readonly step: 'plan' | 'finish' | 'fail'; readonly runId: string }
  | {
      readonly step: 'scan';
      readonly runId: string;
      /** Which chunk. */
      readonly piece: number;
    }
  | { readonly step: 'died'; readonly execution: string };

/** The steps of the rehearsal's workflow. Each may be called again at any time. */
export const rehearsalStepsOf =
  (servicesOf: () => RehearsalServices) =>
  async (event: RehearsalStep): Promise<object> => {
    const services = servicesOf();
    switch (event.step) {
      case 'plan':
        return planRehearsal(event.runId, services);
      case 'scan':
        await rehearseChunk(event.runId, event.piece, services);
        return {};
      case 'finish':
        await finishRehearsal(event.runId, services);
        return {};
      case 'fail':
        await failRehearsal(event.runId, services);
        return {};
      case 'died':
        // A map's own execution has another name: then there is no such rehearsal.
        await failRehearsal(event.execution, services);
        return {};
    }
  };

export const handler = observed(
  rehearsalStepsOf(() => ({ ...realServices(), ...realMeans() })),
  (event) => (event.step === 'died' ? event.execution : event.runId),
);
