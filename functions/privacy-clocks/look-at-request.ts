import type { Clocks } from '#core/privacy-clock/clock';
import { remindersOf } from '#core/privacy-clock/reminders-of';
import { advance } from '#core/privacy-request/advance';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { dueReminders } from '#core/privacy-request/privacy-targets';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { startAgain } from '#functions/privacy-steps/start-again';
import { goOn } from '#functions/shared/go-on';
import type { Clocking } from '#functions/shared/request-clocks';

/** Of open requests. */
export interface Counts {
  readonly open: number;
  readonly dueSoon: number;
  readonly overdue: number;
  readonly ordersLate: number;
}

export const nothingCounted: Counts = { open: 0, dueSoon: 0, overdue: 0, ordersLate: 0 };

export const sumOf = (a: Counts, b: Counts): Counts => ({
  open: a.open + b.open,
  dueSoon: a.dueSoon + b.dueSoon,
  overdue: a.overdue + b.overdue,
  ordersLate: a.ordersLate + b.ordersLate,
});

const soonMs = 3 * 86_400_000;

/** Each reminder is one notice or two in the transaction of the change, which has room for a hundred actions. */
const remindersAtOnce = 40;

/** Does for one request what its clocks ask for, and gets its workflow going where that stands still. */
export async function lookAtRequest(
  requestId: string,
  clocking: Clocking,
  services: PrivacyServices,
): Promise<Counts> {
  const { privacyRequests, workflows, clock } = services;
  const known = await privacyRequests.read(requestId);
  if (known === undefined || hasEnded(known.request.state)) return nothingCounted;
  const at = clock();
  const { correlationId } = known.request;
  const change = {
    actor: 'system:privacy-clocks',
    action: 'privacy-request.clocks',
    correlationId,
    at,
  };
  const due = dueAt(known.request, at, clocking);
  const moved =
    due === known.request
      ? known
      : await privacyRequests.move(requestId, (before) => dueAt(before, at, clocking), change);
  if (moved === undefined) return nothingCounted;
  const { request } = moved;
  // Makes good for a call that was lost between the change and the workflow.
  await goOn(moved, { workflows });
  if (hasEnded(request.state)) return nothingCounted;
  // Starts one that never was; of one that runs it changes nothing.
  const execution = `${requestId}-${request.attempt}`;
  const isRunning = await workflows.startPrivacy(execution, { requestId });
  if (!isRunning) await startAgain(execution, services);
  return countsOf(clocking.clocksOf(request), at);
}

/** The request after what the moment asks for; itself, where nothing is due. */
function dueAt(request: PrivacyRequest, at: string, clocking: Clocking): PrivacyRequest {
  if (hasEnded(request.state)) return request;
  if (request.state === 'received' && clocking.verificationEndsAt(request) < at)
    return advance(request, { type: 'give-up-verification', at });
  const reminders = dueReminders(remindersOf(clocking.clocksOf(request), clocking.targets), at);
  const untold = reminders.filter(
    (each) => advance(request, { type: 'remind', reminders: [each], at }) !== request,
  );
  return advance(request, { type: 'remind', reminders: untold.slice(0, remindersAtOnce), at });
}

function countsOf({ binding }: Clocks, at: string): Counts {
  const undone = binding.flatMap(({ kind, dueAt: last, doneAt }) =>
    last === null || doneAt !== undefined ? [] : [{ isOrder: kind === 'task', last }],
  );
  const own = undone.filter(({ isOrder }) => !isOrder);
  const soon = new Date(Date.parse(at) + soonMs).toISOString();
  return {
    open: 1,
    dueSoon: Number(own.some(({ last }) => last >= at && last < soon)),
    overdue: Number(own.some(({ last }) => last < at)),
    ordersLate: undone.filter(({ isOrder, last }) => isOrder && last < at).length,
  };
}
