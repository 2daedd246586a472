import { chunkSize } from '#core/dedupe-run/size-run';
import { chunksOf } from '#functions/shared/chunks-of';
import { upTo } from '#functions/shared/in-order';
import { jsonIn, putJson } from '#functions/shared/work-files';
import { runningRehearsal } from './find-rehearsal.ts';
import { standingOf } from './rests-on.ts';
import type { RehearsalServices } from './services.ts';
import { planName, type RehearsalPlan } from './work.ts';

/** Numbers of the chunks; none when the rehearsal is to end. */
interface Items {
  readonly items: readonly number[];
}

/** Keeps what is decided by, and cuts the living customers into chunks. Calling it again changes nothing. */
export async function planRehearsal(runId: string, services: RehearsalServices): Promise<Items> {
  const run = await runningRehearsal(runId, services);
  if (run === undefined) return { items: [] };
  const plan = (await jsonIn<RehearsalPlan>(services.work, planName(runId))) ?? (await make());
  const total = plan.chunks.length;
  await services.consentRehearsals.begin(
    runId,
    { stage: 'scan', done: 0, total },
    { restsOn: plan.restsOn },
  );
  services.log('consent rehearsal planned', { runId, chunks: total });
  return { items: upTo(total) };

  async function make(): Promise<RehearsalPlan> {
    if (run === undefined) throw new Error('there is no such rehearsal');
    const { restsOn, purposes, signedOff, schemas } = await standingOf(run.change, services);
    const most = chunkSize(await services.customers.count(), services.limits);
    // Nothing is decided where no purpose is concerned.
    const names = purposes.length === 0 ? [] : Object.keys(schemas);
    const chunks = await Promise.all(
      names.map(async (schema) => {
        const ranges = await chunksOf(schema, most, services.consentRehearsals);
        return ranges.map(({ range }) => ({ schema, range }));
      }),
    );
    const made: RehearsalPlan = {
      chunks: chunks.flat(),
      restsOn,
      purposes,
      signedOff,
      schemas,
    };
    await putJson(services.work, planName(runId), made);
    return made;
  }
}
