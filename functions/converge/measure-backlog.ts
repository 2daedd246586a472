import type { Services } from '#functions/shared/handle';

/** Where the counting stops: one read of the index. */
const mostCounted = 500;
const everyMs = 5 * 60_000;

/**
 * Measures how many review tasks are open and for how long the oldest has waited, at most every five
 * minutes in one warm function. Tasks come and go with changes of customers, which all pass here.
 */
export function backlogGauge(): (services: Services) => Promise<void> {
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  return async ({ tasks, clock, measure }) => {
    const nowMs = Date.parse(clock());
    if (nowMs - measuredAtMs < everyMs) return;
    measuredAtMs = nowMs;
    const { items } = await tasks.listOpen({ limit: mostCounted });
    const openedAt = items[0]?.openedAt;
    measure('ReviewBacklog', items.length);
    measure(
      'OldestReviewTask',
      openedAt === undefined ? 0 : Math.max(0, Math.round((nowMs - Date.parse(openedAt)) / 1000)),
    );
  };
}
