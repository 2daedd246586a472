import { chunkSize, partitionsFor, sizeOf } from '#core/dedupe-run/size-run';
import { chunksOf } from '#functions/shared/chunks-of';
import { upTo } from '#functions/shared/in-order';
import { jsonIn, putJson } from '#functions/shared/work-files';
import { failRun } from './finish-run.ts';
import { beginning, runningRun } from './run-context.ts';
import type { DedupeServices } from './services.ts';
import { planName, type RunPlan } from './work.ts';

/** Numbers of the pieces of work of the next stage; none when the run is to end. */
export interface Items {
  readonly items: readonly number[];
}

export const nothing: Items = { items: [] };

/**
 * Cuts the list of living customers into chunks. Calling it again changes nothing. A run over more than
 * it can number ends here.
 */
export async function planRun(runId: string, services: DedupeServices): Promise<Items> {
  const run = await runningRun(runId, services);
  if (run === undefined) return nothing;
  const plan = (await jsonIn<RunPlan>(services.work, planName(runId))) ?? (await cut());
  if (plan.customers > services.limits.mostCustomers) {
    await failRun(runId, services, 'too-many-customers');
    return nothing;
  }
  await services.dedupeRuns.begin(
    runId,
    { stage: 'scan', done: 0, total: plan.chunks.length },
    {
      size: sizeOf(plan.customers, plan.chunks.length, services.limits),
      ...beginning(run, 'scan', services),
    },
  );
  services.log('dedupe run planned', {
    runId,
    customers: plan.customers,
    chunks: plan.chunks.length,
    partitions: plan.partitions,
  });
  return { items: upTo(plan.chunks.length) };

  async function cut(): Promise<RunPlan> {
    const schema = run?.request.schema ?? '';
    // The hub's own count is of all schemas: an upper bound that chunks are cut by.
    const most = chunkSize(await services.customers.count(), services.limits);
    const ranges = await chunksOf(schema, most, services.dedupeRuns);
    const customers = ranges.reduce((sum, each) => sum + each.customers, 0);
    const made: RunPlan = {
      chunks: ranges.map(({ range }) => range),
      customers,
      partitions: partitionsFor(customers, services.limits),
    };
    await putJson(services.work, planName(runId), made);
    return made;
  }
}
