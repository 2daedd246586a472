import { advance } from '#core/privacy-request/advance';
import { hasEnded } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { finishRequest } from './finish-request.ts';

/** An execution that was stopped or died: the request goes on in another one, from where it is. */
export async function startAgain(execution: string, services: PrivacyServices): Promise<void> {
  const [requestId = '', attempt] = execution.split('-');
  const found = await services.privacyRequests.read(requestId);
  if (found === undefined) return;
  const { state } = found.request;
  // It died between closing and what belongs to it.
  if (state === 'fulfilled' || state === 'partly-fulfilled')
    await finishRequest(requestId, services);
  if (hasEnded(state)) return;
  if (String(found.request.attempt) !== attempt) return;
  const moved = await services.privacyRequests.move(
    requestId,
    (before) =>
      String(before.attempt) === attempt ? advance(before, { type: 'start-again' }) : before,
    {
      actor: 'system:privacy',
      action: 'privacy-request.start-again',
      correlationId: found.request.correlationId,
      at: services.clock(),
    },
  );
  if (moved === undefined) return;
  await services.workflows.startPrivacy(`${requestId}-${moved.request.attempt}`, { requestId });
  services.measure('PrivacyWorkflowsStartedAgain', 1);
}
