import type { ConsentChange, ConsentRehearsal } from '#core/consent-rehearsal/consent-rehearsal';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from '#functions/shared/handle';
import type { Summary } from './work.ts';

export async function findRehearsal(
  runId: string,
  { consentRehearsals }: Pick<Services, 'consentRehearsals'>,
): Promise<ConsentRehearsal> {
  const run = await consentRehearsals.read(runId);
  if (run === undefined) throw new Refusal('consent-rehearsal.not-found');
  return run;
}

/** The rehearsal while it is running; nothing when it was cancelled or has ended: its steps then do nothing. */
export async function runningRehearsal(
  runId: string,
  { consentRehearsals }: Pick<Services, 'consentRehearsals'>,
): Promise<ConsentRehearsal | undefined> {
  const run = await consentRehearsals.read(runId);
  if (run === undefined) throw new Error('there is no such rehearsal');
  return run.state === 'running' ? run : undefined;
}

/** Names of what is to be put. */
export function namesIn(change: ConsentChange): readonly string[] {
  switch (change.kind) {
    case 'purpose':
      return [change.purpose.name];
    case 'notice':
      return [change.notice.name];
    case 'sign-offs':
      return change.signOffs.map(({ name }) => name);
  }
}

/** A rehearsal as the API shows it. */
export function rehearsalView(
  { runId, change, progress, result, ...run }: ConsentRehearsal,
  summary?: Summary,
) {
  return {
    id: runId,
    kind: change.kind,
    names: namesIn(change),
    at: run.at,
    state: run.state,
    progress: { done: progress.done, total: progress.total },
    ...(result !== undefined && { result: resultView(result, summary) }),
    createdAt: run.createdAt,
    ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
    ...(run.activatedAt !== undefined && { activatedAt: run.activatedAt }),
  };
}

const resultView = (
  { channels, ...result }: NonNullable<ConsentRehearsal['result']>,
  summary: Summary | undefined,
) => ({
  ...result,
  changed: channels,
  ...(summary !== undefined && { samples: summary.samples }),
});
