import type { PrivacyServices } from '#functions/privacy-requests/services';
import { clockingNow } from '#functions/shared/request-clocks';
import { lookAtOwed } from './look-at-owed.ts';
import { type Counts, lookAtRequest, nothingCounted, sumOf } from './look-at-request.ts';

/** How many are looked at at once. */
const atOnce = 10;
/** What ten of them take at the most. */
const reserveMs = 60_000;

/**
 * Looks at every open request: tells what is due, gives up proofs that never came, escalates late
 * orders, and gets a workflow going that stands still. What one call has no time for the next one
 * does. May crash anywhere, be repeated, or run twice at once. One request that fails does not keep
 * the others waiting; it is told at the end.
 */
export async function lookAtClocks(
  services: PrivacyServices,
  { remainingMs }: { readonly remainingMs: () => number },
): Promise<{ readonly isThrough: boolean }> {
  const { privacyRequests, measure, log } = services;
  const clocking = await clockingNow(services);
  const begun = await privacyRequests.look();
  let counts: Counts = { ...nothingCounted, ...begun?.counts };
  let cursor = begun?.cursor;
  const failures: unknown[] = [];
  do {
    const page = await privacyRequests.list('open', { limit: atOnce, cursor });
    const looked = await Promise.allSettled(
      page.items.map(({ requestId }) => lookAtRequest(requestId, clocking, services)),
    );
    for (const each of looked)
      if (each.status === 'fulfilled') counts = sumOf(counts, each.value);
      else failures.push(each.reason);
    cursor = page.cursor;
    if (cursor !== undefined) await privacyRequests.putLook({ cursor, counts: { ...counts } });
  } while (cursor !== undefined && remainingMs() > reserveMs);
  try {
    await lookAtOwed(services);
  } catch (error) {
    failures.push(error);
  }
  const isThrough = cursor === undefined;
  if (isThrough) {
    if (begun !== undefined || counts.open > atOnce) await privacyRequests.putLook(undefined);
    measure('PrivacyRequestsOpen', counts.open);
    measure('PrivacyRequestsDueSoon', counts.dueSoon);
    measure('PrivacyRequestsOverdue', counts.overdue);
    measure('PrivacyOrdersLate', counts.ordersLate);
  }
  const found = { ...counts, isThrough, failures: failures.length };
  log('clocks of privacy requests looked at', found);
  if (failures.length > 0) throw failures[0];
  return { isThrough };
}
