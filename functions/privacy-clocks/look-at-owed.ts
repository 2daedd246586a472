import { erasureLeft, nextLook } from '#core/privacy-request/erasure-left';
import { hasEnded } from '#core/privacy-request/privacy-request';
import type { PrivacyServices } from '#functions/privacy-requests/services';

/** By so much the clock of who erases may be behind: looked at sooner, what has ended would hold still. */
const lagMs = 60_000;
/** In one look; the next one is a quarter of an hour later. */
const mostAtOnce = 200;

/**
 * Starts the workflow of each request of whose person a hold kept something, when the hold may have
 * ended: it erases what nothing holds any more. May crash anywhere, be repeated, or run twice at once:
 * an execution bears the moment at which it was due.
 */
export async function lookAtOwed(services: PrivacyServices): Promise<number> {
  const { owedErasures, privacyRequests, workflows, clock } = services;
  const until = new Date(Date.parse(clock()) - lagMs).toISOString();
  const due = await owedErasures.due(until, mostAtOnce);
  for (const { requestId, dueAt } of due) {
    const found = await privacyRequests.read(requestId);
    const left = found && hasEnded(found.request.state) ? erasureLeft(found.request) : undefined;
    if (left === undefined) {
      await owedErasures.settle(requestId);
      continue;
    }
    await workflows.startPrivacy(`${requestId}-left-${dueAt.replaceAll(/\D/g, '')}`, { requestId });
    await owedErasures.lookAgain(requestId, nextLook(left, clock()), dueAt);
  }
  return due.length;
}
