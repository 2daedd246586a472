import { bestCase } from '#core/dedupe-run/best-case';
import type { DedupeRun, Stage } from '#core/dedupe-run/dedupe-run';
import type { Member } from '#core/identity/customer';
import { type Admission, admitCluster } from '#core/matching/admit';
import type { Frequencies, MatchModel } from '#core/matching/match-model';
import { modelFor } from '#core/matching/model-for';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { contextFor } from '#functions/shared/context';
import { type ClusterRecord, clusterOf } from '#functions/shared/matching';
import type { DedupeServices } from './services.ts';

/** The run while it is running; nothing when it was cancelled or has ended: its steps then do nothing. */
export async function runningRun(
  runId: string,
  { dedupeRuns }: Pick<DedupeServices, 'dedupeRuns'>,
): Promise<DedupeRun | undefined> {
  const run = await dedupeRuns.read(runId);
  if (run === undefined) throw new Error('there is no such run');
  return run.state === 'running' ? run : undefined;
}

/** The moment at which a stage begins, beside those before it; of a stage that begins again the first. */
export const beginning = (
  { begun = {} }: DedupeRun,
  stage: Stage,
  { clock }: Pick<DedupeServices, 'clock'>,
): Pick<DedupeRun, 'begun'> => ({ begun: { [stage]: clock(), ...begun } });

/** Real time's model; only where the run was told a threshold, with that. */
export const modelOf = (schema: CustomerSchema, { request }: DedupeRun): MatchModel => {
  const model = modelFor(schema);
  return request.threshold === undefined
    ? model
    : { ...model, thresholds: { ...model.thresholds, link: request.threshold } };
};

/** What weighing in a run needs: schema, trust and model as they stand. */
export async function weighingFor(run: DedupeRun, services: DedupeServices) {
  const [context, count] = await Promise.all([
    contextFor(services, run.request.schema),
    services.customers.count(),
  ]);
  const model = modelOf(context.schema, run);
  // A member is standardised once, however often it is weighed: `records` stays the same array.
  const standardised = new WeakMap<Member['records'], readonly ClusterRecord[]>();
  const recordsOf = (member: Member): readonly ClusterRecord[] => {
    const known = standardised.get(member.records) ?? clusterOf([member], context.schema);
    standardised.set(member.records, known);
    return known;
  };
  const weigh = (
    a: readonly Member[],
    b: readonly Member[],
    frequencies: Frequencies,
  ): Admission | undefined => {
    const [one, ...ones] = a.flatMap(recordsOf);
    const [other, ...others] = b.flatMap(recordsOf);
    if (one === undefined || other === undefined) return undefined;
    return admitCluster([one, ...ones], [other, ...others], model, frequencies);
  };
  const living = Math.max(count, run.size?.customers ?? 0);
  return { context, model, living, best: bestCase(living), recordsOf, weigh };
}

export type Weighing = Awaited<ReturnType<typeof weighingFor>>;
