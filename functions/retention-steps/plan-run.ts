import { chunkSize } from '#core/dedupe-run/size-run';
import { chunksOf } from '#functions/shared/chunks-of';
import { upTo } from '#functions/shared/in-order';
import { jsonIn, putJson } from '#functions/shared/work-files';
import { runningRun } from './find-run.ts';
import type { RetentionServices } from './services.ts';
import { planName, type RetentionPlan } from './work.ts';

/** Numbers of the chunks; none when the run is to end. */
interface Items {
  readonly items: readonly number[];
}

/** Cuts the living customers into chunks. Calling it again changes nothing. */
export async function planRun(runId: string, services: RetentionServices): Promise<Items> {
  const run = await runningRun(runId, services);
  if (run === undefined) return { items: [] };
  const plan = (await jsonIn<RetentionPlan>(services.work, planName(runId))) ?? (await make());
  const total = plan.chunks.length;
  await services.retentionRuns.begin(runId, { stage: 'scan', done: 0, total });
  services.log('retention run planned', { runId, chunks: total });
  return { items: upTo(total) };

  async function make(): Promise<RetentionPlan> {
    const names =
      run?.schema === undefined
        ? (await services.governance.schemas()).map(({ value }) => value.name)
        : [run.schema];
    const most = chunkSize(await services.customers.count(), services.limits);
    const chunks = await Promise.all(
      names.map(async (schema) => {
        const ranges = await chunksOf(schema, most, services.retentionRuns);
        return ranges.map(({ range }) => ({ schema, range }));
      }),
    );
    const made: RetentionPlan = { chunks: chunks.flat() };
    await putJson(services.work, planName(runId), made);
    return made;
  }
}
