import type { RunResult } from './measure-run.ts';
import type { BenchmarkSet } from './sets.ts';

/** One promise beside what was measured; `isMet` is `undefined` where it could not be measured. */
export interface Goal {
  readonly goal: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean | undefined;
}

const ours = 'goldspoke';
const fasterThanPeers = 3;
/** By rows; more rows are bound by the last. */
const memoryLimits: readonly (readonly [rows: number, megabytes: number])[] = [
  [1_000_000, 2048],
  [10_000_000, 12 * 1024],
];
/** Where time is compared with a peer's and with its growth. */
const manyRows = 1_000_000;
const fewestRowsOfGrowth = 100_000;

/** The promises of batch dedupe beside the results. */
export function goalsOf(
  sets: readonly BenchmarkSet[],
  results: readonly RunResult[],
): readonly Goal[] {
  const own = results.filter(({ contestant }) => contestant === ours);
  const quality = sets.flatMap(({ name, goal }): readonly Goal[] => {
    if (goal === undefined) return [];
    const f1 = own.find(({ set }) => set === name)?.score?.f1;
    return [
      {
        goal: `F1 on ${name}`,
        wanted: `≥ ${goal}`,
        measured: f1?.toFixed(4) ?? 'not measured',
        isMet: f1 === undefined ? undefined : f1 >= goal,
      },
    ];
  });
  const large = own.filter(({ rows }) => rows >= manyRows);
  return [
    ...quality,
    ...large.filter(({ rows }) => rows === manyRows).flatMap((each) => besidePeers(each, results)),
    ...large.map(memoryGoal),
    ...growthGoal(own),
  ];
}

function besidePeers(run: RunResult, results: readonly RunResult[]): readonly Goal[] {
  const peers = results.filter(
    ({ set, contestant, outcome }) => set === run.set && contestant !== ours && outcome === 'done',
  );
  const fastest = peers.toSorted((a, b) => (a.seconds ?? 0) - (b.seconds ?? 0))[0];
  const bestF1 = Math.max(...peers.map(({ score, best }) => best?.score.f1 ?? score?.f1 ?? 0));
  const times =
    fastest?.seconds === undefined || run.seconds === undefined
      ? undefined
      : fastest.seconds / run.seconds;
  const f1 = run.score?.f1;
  return [
    {
      goal: `throughput on ${run.set} beside the fastest peer`,
      wanted: `≥ ${fasterThanPeers} times`,
      measured:
        times === undefined ? 'not measured' : `${times.toFixed(1)} times ${fastest?.contestant}`,
      isMet: times === undefined ? undefined : times >= fasterThanPeers,
    },
    {
      goal: `F1 on ${run.set} beside the best peer at its best threshold`,
      wanted: 'better',
      measured:
        peers.length === 0 || f1 === undefined
          ? 'not measured'
          : `${f1.toFixed(4)} to ${bestF1.toFixed(4)}`,
      isMet: peers.length === 0 || f1 === undefined ? undefined : f1 > bestF1,
    },
  ];
}

function memoryGoal({ set, rows, peakMegabytes }: RunResult): Goal {
  const limit = memoryLimits.find(([most]) => rows <= most)?.[1];
  return {
    goal: `peak memory on ${set}`,
    wanted: limit === undefined ? 'no goal' : `< ${limit / 1024} GB`,
    measured:
      peakMegabytes === undefined ? 'not measured' : `${(peakMegabytes / 1024).toFixed(2)} GB`,
    isMet: limit === undefined || peakMegabytes === undefined ? undefined : peakMegabytes < limit,
  };
}

function growthGoal(own: readonly RunResult[]): readonly Goal[] {
  const measured = growthOf(own.filter(({ rows }) => rows >= fewestRowsOfGrowth));
  if (measured === undefined) return [];
  const { from, to, exponent } = measured;
  // n · log n between the two sizes, as a power of n.
  const allowed = 1 + Math.log(Math.log(to) / Math.log(from)) / Math.log(to / from);
  return [
    {
      goal: `time from ${from} to ${to} rows grows as rows to the power`,
      wanted: `≤ ${allowed.toFixed(3)} (n·log n)`,
      measured: exponent.toFixed(3),
      isMet: exponent <= allowed,
    },
  ];
}

/**
 * How time grows from the fewest rows to the most: the slope between them, both as logarithms. Processor
 * time where it is known, because a machine is seldom equally busy twice.
 */
export function growthOf(
  runs: readonly RunResult[],
): { readonly from: number; readonly to: number; readonly exponent: number } | undefined {
  const bySize = runs
    .filter(({ outcome }) => outcome === 'done')
    .toSorted((a, b) => a.rows - b.rows);
  const [least, most] = [bySize[0], bySize.at(-1)];
  if (least?.seconds === undefined || most?.seconds === undefined || least.rows === most.rows)
    return undefined;
  const times =
    least.processorSeconds === undefined || most.processorSeconds === undefined
      ? most.seconds / least.seconds
      : most.processorSeconds / least.processorSeconds;
  return {
    from: least.rows,
    to: most.rows,
    exponent: Math.log(times) / Math.log(most.rows / least.rows),
  };
}
