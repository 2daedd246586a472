import { isPast, type Stage } from '#core/privacy-request/stages';
import { type PrivacyServices, realMeans } from '#functions/privacy-requests/services';
import type { Died } from '#functions/shared/died';
import { goOn } from '#functions/shared/go-on';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { eraseLeft } from './erase-left.ts';
import { finishRequest } from './finish-request.ts';
import { orderSpokes } from './order-spokes.ts';
import { startAgain } from './start-again.ts';
import { work } from './work.ts';

/** What workflows/privacy-request.asl.json hands over. */
export type PrivacyStep =
  | {
      readonly step: 'await';
      readonly stage: Stage;
      readonly requestId: string;
      readonly token: string;
    }
  | { readonly step: 'order' | 'work' | 'finish' | 'erase-left'; readonly requestId: string }
  | Died;

/** The steps of the workflow of privacy requests. Each may be called again at any time. */
export const privacyStepsOf = (servicesOf: () => PrivacyServices) => async (event: PrivacyStep) => {
  const services = servicesOf();
  switch (event.step) {
    case 'await': {
      const { requestId, stage, token } = event;
      await services.privacyRequests.wait(requestId, stage, token);
      // It may have come before anybody waited for it.
      const found = await services.privacyRequests.read(requestId);
      if (found !== undefined && isPast(stage, found.request)) await goOn(found, services);
      return {};
    }
    case 'order':
      await orderSpokes(event.requestId, services);
      return { state: 'go-on' };
    case 'work':
      return { state: await work(event.requestId, services) };
    case 'finish':
      await finishRequest(event.requestId, services);
      return {};
    case 'erase-left':
      return { state: await eraseLeft(event.requestId, services) };
    case 'died':
      await startAgain(event.execution, services);
      return {};
  }
};

export const handler = observed(
  privacyStepsOf(() => ({ ...realServices(), ...realMeans() })),
  (event: PrivacyStep) => (event.step === 'died' ? event.execution : event.requestId),
);
