import type { ConsentRehearsal } from '#core/consent-rehearsal/consent-rehearsal';
import { resultOf, sumTallies } from '#core/consent-rehearsal/tally';
import { inOrder, upTo } from '#functions/shared/in-order';
import { present, putJson } from '#functions/shared/work-files';
import type { RehearsalServices } from './services.ts';
import { type Counted, countedName, planName, type RehearsalPlan, summaryName } from './work.ts';

const atOnce = 32;

/** The workflow's last step: sums up and says what became of the rehearsal, once. */
export async function finishRehearsal(runId: string, services: RehearsalServices): Promise<void> {
  const run = await services.consentRehearsals.read(runId);
  if (run === undefined) throw new Error('there is no such rehearsal');
  const change = changeOf(run, services);
  const sums = run.state === 'running' ? { result: await sumUp(runId, services) } : {};
  const moved = await services.consentRehearsals.move(runId, ['running'], 'finished', change, sums);
  const ended =
    moved?.state === 'cancelling'
      ? await services.consentRehearsals.move(runId, ['cancelling'], 'cancelled', change)
      : moved;
  const { customers, gains, loses } = ended?.result ?? {};
  services.log('consent rehearsal ended', { runId, state: ended?.state, customers, gains, loses });
}

/** A step gave up; nothing was changed. */
export async function failRehearsal(runId: string, services: RehearsalServices): Promise<void> {
  const run = await services.consentRehearsals.read(runId);
  if (run === undefined) return;
  const from = ['running', 'cancelling'] as const;
  await services.consentRehearsals.move(runId, from, 'failed', changeOf(run, services));
  services.log('consent rehearsal failed', { runId });
}

async function sumUp(runId: string, { work }: RehearsalServices) {
  const { chunks } = await present<RehearsalPlan>(work, planName(runId));
  const counted = await inOrder(upTo(chunks.length), atOnce, (chunk) =>
    present<Counted>(work, countedName(runId, chunk)),
  );
  const tally = sumTallies(counted.map((each) => each.tally));
  await putJson(work, summaryName(runId), {
    samples: tally.samples,
    parts: counted.flatMap(({ parts }, chunk) => upTo(parts).map((part) => ({ chunk, part }))),
  });
  return resultOf(tally);
}

const changeOf = (
  { actor, correlationId }: ConsentRehearsal,
  { clock }: Pick<RehearsalServices, 'clock'>,
) => ({ actor, action: 'consent-rehearsal.end', correlationId, at: clock() });
