import { type ConsentRehearsal, hasEnded } from '#core/consent-rehearsal/consent-rehearsal';
import { rehearsalKey, rehearsalList, rehearsalObject } from './keys.ts';
import { type LivingIds, makeLivingIds } from './living-ids.ts';
import type { Notice } from './notice.ts';
import type { Change } from './ports.ts';
import { makeRuns, type Runs, type RunsOptions } from './runs.ts';

/** Rehearsals, how far each is, and the ids that they read. */
export type ConsentRehearsals = Runs<ConsentRehearsal> & LivingIds;

export const makeConsentRehearsals = (options: RunsOptions): ConsentRehearsals => ({
  ...makeLivingIds(options.client, options.table),
  ...makeRuns<ConsentRehearsal>(options, {
    key: rehearsalKey,
    list: rehearsalList,
    auditObject: rehearsalObject,
    asked: ({ change }) => [change.kind, 'at'],
    hasEnded: (state) => hasEnded(state) && state !== 'activated',
    notice: (run, change) => ({ end: '1', notice: noticeOf(run, change) }),
    // What was found is in the audit before anybody acts on it, and beside the act.
    audited: ({ result }) => result,
  }),
});

const noticeOf = (
  { runId, change, state, result, correlationId }: ConsentRehearsal,
  { actor, at }: Change,
): Notice => ({
  type: 'consent-rehearsal.finished.v1',
  id: runId,
  spoke: 'hub',
  at,
  actor,
  correlationId,
  facts: {
    runId,
    state,
    kind: change.kind,
    customers: result?.customers ?? 0,
    gains: result?.gains ?? 0,
    loses: result?.loses ?? 0,
  },
});
