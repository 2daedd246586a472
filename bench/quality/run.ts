import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { defaultModels } from '#core/matching/default-models';
import { organisation, person } from '#core/schema/templates';
import { standardise } from '#core/standardise/standardise';
import { type LabelledSet, labelledSets, type Row, readRows } from './datasets.ts';
import { type QualityScore, scoreClusters } from './score.ts';
import { type Simulation, simulate } from './simulate.ts';

const schemas = { person, organisation };

/** What the real-time path makes of one labelled set. */
export interface QualityResult extends QualityScore {
  readonly set: string;
  /** Open tasks at the end. */
  readonly reviewTasks: number;
  /** Of the true pairs that are not linked, the share that a task asks about. */
  readonly missingHeldByTasks: number;
  readonly blockKeysPerRecord: number;
  readonly comparisonsPerRecord: number;
  readonly recheckComparisonsPerRecord: number;
  /** Standardising, keys, candidates, scoring and deciding, without storage. */
  readonly microsecondsPerRecord: number;
}

/** Persons and organisations go through their own models and never meet, as in the hub. */
export function measure(
  set: LabelledSet,
  rows: readonly Row[],
  models = defaultModels,
): { readonly result: QualityResult; readonly predicted: readonly string[] } {
  const startedAt = performance.now();
  const standard = rows.map((row, at) => {
    const { schema, attributes } = set.toCustomer(row);
    return { at, schema, id: String(at), record: standardise(attributes, schemas[schema]).record };
  });
  const predicted: string[] = rows.map((_, at) => String(at));
  const runs: Simulation[] = [];
  for (const kind of ['person', 'organisation'] as const) {
    const ofKind = standard.filter(({ schema }) => schema === kind);
    if (ofKind.length === 0) continue;
    const run = simulate(ofKind, models[kind]);
    for (const [index, { at }] of ofKind.entries()) {
      predicted[at] = `${kind} ${run.clusters[index]}`;
    }
    runs.push({ ...run, tasks: run.tasks.map(([a, b]) => [`${kind} ${a}`, `${kind} ${b}`]) });
  }
  const milliseconds = performance.now() - startedAt;
  const truth = rows.map((row) => row.cluster_id ?? '');
  const across = set.across;
  const score = scoreClusters(
    truth,
    predicted,
    across === undefined ? undefined : rows.map((row) => row[across] ?? ''),
  );
  const tasks = runs.flatMap((run) => run.tasks);
  const sum = (read: (run: Simulation) => number) => runs.reduce((all, run) => all + read(run), 0);
  return {
    predicted,
    result: {
      set: set.name,
      ...score,
      reviewTasks: tasks.length,
      missingHeldByTasks: shareHeld(
        truth,
        predicted,
        tasks,
        across === undefined ? undefined : rows.map((row) => row[across] ?? ''),
      ),
      blockKeysPerRecord: sum((run) => run.blockKeys) / rows.length,
      comparisonsPerRecord: sum((run) => run.comparisons) / rows.length,
      recheckComparisonsPerRecord: sum((run) => run.recheckComparisons) / rows.length,
      microsecondsPerRecord: (milliseconds * 1000) / rows.length,
    },
  };
}

const shareHeld = (
  truth: readonly string[],
  predicted: readonly string[],
  tasks: readonly (readonly [string, string])[],
  across?: readonly string[],
): number => {
  const asked = new Set(tasks.flatMap(([a, b]) => [`${a}\n${b}`, `${b}\n${a}`]));
  const members = Map.groupBy(truth.keys(), (at) => truth[at] ?? '');
  let missing = 0;
  let held = 0;
  for (const each of members.values()) {
    for (const [nth, a] of each.entries()) {
      for (const b of each.slice(nth + 1)) {
        if (predicted[a] === predicted[b] || (across !== undefined && across[a] === across[b]))
          continue;
        missing++;
        if (asked.has(`${predicted[a]}\n${predicted[b]}`)) held++;
      }
    }
  }
  return missing === 0 ? 1 : held / missing;
};

/**
 * Measures every set that is on this machine and prints one line each. `folder`: where the labelled
 * sets lie; `only`: the beginning of a set's name. With `GOLDSPOKE_PREDICTIONS` set to a folder, the
 * clusters are written there as `id,cluster_id`, for another scorer to check.
 */
export function runQuality(
  folder: string = process.env.GOLDSPOKE_ER_DATA ?? '../shared/data/er',
  only?: string,
): readonly QualityResult[] {
  const results: QualityResult[] = [];
  console.log(
    'set               records  precision  recall     F1   B3 F1  tasks  held  keys  comparisons  re-check  µs/record',
  );
  for (const set of labelledSets) {
    if (only !== undefined && !set.name.startsWith(only)) continue;
    const rows = readRows(set, folder);
    if (rows === undefined) {
      console.log(`${set.name.padEnd(17)} skipped: ${set.file} is not in GOLDSPOKE_ER_DATA`);
      continue;
    }
    const { result, predicted } = measure(set, rows);
    results.push(result);
    console.log(
      [
        result.set.padEnd(17),
        String(result.records).padStart(7),
        result.pairwise.precision.toFixed(4).padStart(10),
        result.pairwise.recall.toFixed(4).padStart(7),
        result.pairwise.f1.toFixed(4).padStart(6),
        result.bCubed.f1.toFixed(4).padStart(7),
        String(result.reviewTasks).padStart(6),
        result.missingHeldByTasks.toFixed(2).padStart(5),
        result.blockKeysPerRecord.toFixed(1).padStart(5),
        result.comparisonsPerRecord.toFixed(1).padStart(12),
        result.recheckComparisonsPerRecord.toFixed(1).padStart(9),
        result.microsecondsPerRecord.toFixed(0).padStart(10),
      ].join(' '),
    );
    const out = process.env.GOLDSPOKE_PREDICTIONS;
    if (out !== undefined) {
      const lines = rows.map((row, at) => `${row.id},${predicted[at]}`);
      writeFileSync(
        `${out}/${set.name.replaceAll(' ', '-')}.csv`,
        `id,cluster_id\n${lines.join('\n')}\n`,
      );
    }
  }
  return results;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  runQuality(undefined, process.argv[2]);
}
