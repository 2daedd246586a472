import { type DedupeRun, hasEnded } from '#core/dedupe-run/dedupe-run';
import { runKey, runList } from './keys.ts';
import { type LivingIds, makeLivingIds } from './living-ids.ts';
import type { Notice } from './notice.ts';
import type { Change } from './ports.ts';
import { makeRuns, type Runs, type RunsOptions } from './runs.ts';

/** Dedupe runs, how far each is, and the ids that they read. */
export type DedupeRuns = Runs<DedupeRun> & LivingIds;

export const makeDedupeRuns = (options: RunsOptions): DedupeRuns => ({
  ...makeLivingIds(options.client, options.table),
  ...makeRuns<DedupeRun>(options, {
    key: runKey,
    list: runList,
    auditObject: (runId) => `run:${runId}`,
    asked: ({ request }) => Object.keys(request),
    hasEnded,
    notice: (run, change) => ({ end: String(run.attempt), notice: noticeOf(run, change) }),
  }),
});

/** One for each attempt: a run that failed and was resumed ends a second time. */
const noticeOf = (
  { runId, request, state, attempt, counts, correlationId }: DedupeRun,
  { actor, at }: Change,
): Notice => ({
  type: 'dedupe-run.finished.v1',
  // Its event's id: a later end is another event.
  id: attempt === 1 ? runId : `${runId}.${attempt}`,
  spoke: 'hub',
  at,
  actor,
  correlationId,
  facts: {
    runId,
    attempt,
    state,
    schema: request.schema,
    dryRun: request.dryRun,
    customers: counts?.customers ?? 0,
    merges: counts?.merges ?? 0,
    splits: counts?.splits ?? 0,
    reviews: counts?.reviews ?? 0,
  },
});
