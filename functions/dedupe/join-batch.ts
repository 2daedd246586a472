import type { DedupeRun } from '#core/dedupe-run/dedupe-run';
import { explain } from '#core/dedupe-run/explain-run';
import { looseMerges } from '#core/dedupe-run/loose-merges';
import { planCluster, type WeighCustomers } from '#core/dedupe-run/plan-cluster';
import type { StoredCustomer } from '#core/identity/change';
import type { Frequencies } from '#core/matching/match-model';
import { inOrder } from '#functions/shared/in-order';
import { frequenciesOf, matchKeysOf } from '#functions/shared/matching';
import { linesIn, putJson, putLines } from '#functions/shared/work-files';
import { applyIntention, type Intention } from './apply-intention.ts';
import { clustersOf } from './deal-links.ts';
import { runningRun, type Weighing, weighingFor } from './run-context.ts';
import type { DedupeServices } from './services.ts';
import {
  type ClusterToJoin,
  changesName,
  type DedupeChange,
  explainedName,
  intendedName,
} from './work.ts';

/** Clusters that are read at once. */
const clustersAtOnce = 8;
/** After so many changes the step looks whether the run was cancelled. */
const changesBetweenLooks = 25;
/** More failures in one batch are an outage, and no fault of the customers. */
const mostFailures = 5;

/**
 * Decides what the clusters of a batch are to become, from customers as they stand now and with the
 * frequencies that real time measures; keeps that; and then does it. A repeated call goes by what was
 * kept, so that what was done before counts, too. A dry run ends before anything is changed.
 */
export async function joinBatch(
  runId: string,
  batch: number,
  services: DedupeServices,
): Promise<void> {
  const run = await runningRun(runId, services);
  if (run === undefined) return;
  if ((await services.work.size(changesName(runId, batch))) === undefined) {
    const weighing = await weighingFor(run, services);
    const intended =
      (await linesIn<Intention>(services.work, intendedName(runId, batch))) ??
      (await intend(run, batch, weighing, services));
    const changes = run.request.dryRun
      ? intended.map((each) => changeOf(each, 'planned'))
      : await applyAll(run, intended, weighing, services);
    if (changes === undefined) return;
    const decided = intended.map(({ admission: { score }, ...each }) => ({ ...each, score }));
    await putJson(services.work, explainedName(runId, batch), explain(decided, weighing.model));
    await putLines(services.work, changesName(runId, batch), changes);
  }
  await services.dedupeRuns.advance(runId, 'join');
}

async function intend(
  { runId }: DedupeRun,
  batch: number,
  weighing: Weighing,
  services: DedupeServices,
): Promise<readonly Intention[]> {
  const clusters = await clustersOf(runId, batch, services);
  const each = await inOrder(clusters, clustersAtOnce, (cluster) =>
    intendCluster(cluster, weighing, services),
  );
  const intended = each.flat();
  await putLines(services.work, intendedName(runId, batch), intended);
  return intended;
}

async function intendCluster(
  cluster: ClusterToJoin,
  weighing: Weighing,
  services: DedupeServices,
): Promise<readonly Intention[]> {
  const loaded = await services.customers.load(cluster.customerIds);
  const stored = loaded.filter(({ customer }) => customer.schema === weighing.context.schema.name);
  const splits = stored.flatMap((each) => splitsOf(each, weighing));
  const splitting = new Set(splits.map(({ customerIds: [id] }) => id));
  // Who is to be split joins nobody in this run: what is left of it is weighed by the next one.
  const whole = stored.filter(({ customer }) => !splitting.has(customer.customerId));
  const weigh = await weigherOf(whole, weighing, services);
  const plan = planCluster(
    whole.map(({ customer }) => customer),
    cluster.links,
    weigh,
    weighing.context,
  );
  const reviews = await inOrder(plan.reviews, clustersAtOnce, async (review) =>
    (await services.tasks.byPair(review.customerIds)) === undefined ? [review] : [],
  );
  return [
    ...splits,
    ...plan.merges.map(({ survivor, merged, admission }) => ({
      kind: 'merge' as const,
      customerIds: [survivor, merged] as const,
      because: admission.because,
      admission,
    })),
    // A pair that a steward was asked about before is not asked about again.
    ...reviews.flat().map((review) => ({ kind: 'review' as const, ...review })),
  ];
}

/** Merges of the machine that do not hold even at their best. */
function splitsOf(
  { customer }: StoredCustomer,
  { weigh, best, context }: Weighing,
): readonly Intention[] {
  const loose = looseMerges(customer, (a, b) => weigh(a, b, best), context);
  return loose.flatMap((memberId): readonly Intention[] => {
    const [leaving, staying] = [
      customer.members.filter((each) => each.customerId === memberId),
      customer.members.filter((each) => each.customerId !== memberId),
    ];
    const admission = weigh(leaving, staying, best);
    return admission === undefined
      ? []
      : [
          {
            kind: 'split',
            customerIds: [customer.customerId, memberId],
            because: admission.because,
            admission,
          },
        ];
  });
}

/** As real time weighs: with the frequencies that the match keys' own items tell. */
async function weigherOf(
  stored: readonly StoredCustomer[],
  { weigh, context }: Weighing,
  { customers }: DedupeServices,
): Promise<WeighCustomers> {
  const keys = stored
    .flatMap(({ customer }) => customer.members)
    .flatMap((member) => matchKeysOf(member, context.schema))
    .filter(({ use }) => use !== 'search');
  const distinct = [...new Map(keys.map((key) => [`${key.kind} ${key.text}`, key])).values()];
  const [hits, count] = await Promise.all([customers.candidates(distinct), customers.count()]);
  const known = new WeakMap<object, Frequencies>();
  return (a, b, living) => {
    const frequencies =
      known.get(living) ??
      frequenciesOf(
        hits,
        count,
        living.map((customer) => ({ customer })),
      );
    known.set(living, frequencies);
    return weigh(a.members, b.members, frequencies);
  };
}

/** Nothing when the run was cancelled meanwhile. */
async function applyAll(
  run: DedupeRun,
  intended: readonly Intention[],
  weighing: Weighing,
  services: DedupeServices,
): Promise<readonly DedupeChange[] | undefined> {
  const changes: DedupeChange[] = [];
  let failures = 0;
  for (const [index, intention] of intended.entries()) {
    if (index % changesBetweenLooks === 0 && (await runningRun(run.runId, services)) === undefined)
      return undefined;
    const outcome = await applyIntention(run, intention, weighing, services);
    if (outcome === 'failed') failures += 1;
    if (failures > mostFailures) throw new Error('too many changes of a batch failed');
    changes.push(changeOf(intention, outcome === 'done' ? 'done' : 'left-out'));
  }
  return changes;
}

const changeOf = (
  { kind, customerIds: [one, other], because, admission }: Intention,
  outcome: DedupeChange['outcome'],
): DedupeChange => ({
  kind,
  customerIds: [one, other],
  outcome,
  because,
  matchProbability: admission.score.matchProbability,
  matchWeight: admission.score.matchWeight,
});
