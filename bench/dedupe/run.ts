import { pythonEnvironment } from '../../scripts/python-environment.ts';
import { printTable, rounded } from '../table.ts';
import { type Contestant, goldspoke, peers, peerTools, threads } from './contestants.ts';
import { type Goal, goalsOf, growthOf } from './goals.ts';
import { measureRun, type RunResult } from './measure-run.ts';
import { readTruth } from './score-files.ts';
import { type BenchmarkSet, benchmarkSets } from './sets.ts';

export interface DedupeOptions {
  /** Sizes of made-up customers, with commas. */
  readonly rows?: string | undefined;
  /** `all`, `none`, or names with commas. */
  readonly peers?: string | undefined;
  /** The beginnings of names of sets, with commas: only these. */
  readonly sets?: string | undefined;
  /** Seconds after which a peer is ended. */
  readonly peerLimit?: string | undefined;
  /** The folder of the labelled sets that are not in the repository. */
  readonly data?: string | undefined;
  readonly onProgress: (message: string) => void;
}

export interface DedupeBenchmark {
  readonly threads: number;
  readonly results: readonly RunResult[];
  readonly growth: readonly Growth[];
  readonly goals: readonly Goal[];
  /** What was not run, and why. */
  readonly skipped: readonly string[];
}

interface Growth {
  readonly contestant: string;
  readonly from: number;
  readonly to: number;
  readonly exponent: number;
}

const defaultRows = '100000,1000000';
const defaultPeerLimit = '900';
/** Ours is ended too, only later. */
const ourLimitSeconds = 3600;

/**
 * Runs our command and its peers on the same rows with the same number of threads, one at a time, and
 * scores what they find. A peer that did not finish is not tried on as many
 * rows of the kind again.
 */
export async function measureDedupe(options: DedupeOptions): Promise<DedupeBenchmark> {
  const { onProgress } = options;
  const sizes = listOf(options.rows ?? defaultRows).map(Number);
  if (sizes.some((rows) => !Number.isInteger(rows) || rows < 1))
    throw new Error(`--rows takes whole numbers with commas, not ${options.rows}`);
  const limitSeconds = Number(options.peerLimit ?? defaultPeerLimit);
  const folder = options.data ?? process.env.GOLDSPOKE_ER_DATA ?? '../shared/data/er';
  const only = listOf(options.sets ?? '');
  const sets = benchmarkSets(folder, sizes).filter(
    ({ name }) => only.length === 0 || only.some((beginning) => name.startsWith(beginning)),
  );
  const skipped: string[] = [];
  const { contestants, programs } = await contestantsOf(
    options.peers ?? 'all',
    onProgress,
    skipped,
  );

  const results: RunResult[] = [];
  const gaveUp = new Map<string, number>();
  for (const set of sets) {
    onProgress(`${set.name}: preparing`);
    const files = set.files();
    if (files === undefined) {
      skipped.push(
        `${set.name}: its file is not in ${folder}; name its folder with --data or GOLDSPOKE_ER_DATA`,
      );
      continue;
    }
    const truth = readTruth(files.truth);
    const rows = truth.clusters.length;
    for (const contestant of contestants) {
      const reason = whyNot(contestant, set, rows, gaveUp);
      if (reason !== undefined) {
        skipped.push(`${contestant.name} on ${set.name}: ${reason}`);
        continue;
      }
      const isOurs = contestant === goldspoke;
      const result = await measureRun(contestant, set, files, truth, {
        programs,
        limitSeconds: isOurs
          ? ourLimitSeconds
          : Math.min(limitSeconds, contestant.mostSeconds ?? limitSeconds),
      });
      results.push(result);
      if (result.outcome === 'too slow' || result.outcome === 'too big')
        gaveUp.set(`${contestant.name}, ${set.kind}`, rows);
      onProgress(
        `${set.name}: ${contestant.name}: ${result.reason ?? `F1 ${result.score?.f1.toFixed(4)} in ${result.seconds?.toFixed(1)} s`}`,
      );
    }
  }
  const growth = contestants.flatMap(({ name }) => {
    const sized = sets.filter((set) => set.rows !== undefined).map((set) => set.name);
    const found = growthOf(
      results.filter(({ contestant, set }) => contestant === name && sized.includes(set)),
    );
    return found === undefined ? [] : [{ contestant: name, ...found }];
  });
  return { threads, results, growth, goals: goalsOf(sets, results), skipped };
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

async function contestantsOf(
  wanted: string,
  onProgress: (message: string) => void,
  skipped: string[],
): Promise<{ readonly contestants: readonly Contestant[]; readonly programs: string }> {
  const tools = wanted === 'all' ? peerTools : wanted === 'none' ? [] : listOf(wanted);
  const unknown = tools.filter((tool) => !peerTools.includes(tool));
  if (unknown.length > 0)
    throw new Error(`There is no peer ${unknown.join(', ')}: ${peerTools.join(', ')}`);
  if (tools.length === 0) return { contestants: [goldspoke], programs: '' };
  try {
    onProgress('peers: making their virtual environment, unless it is there');
    const programs = await pythonEnvironment('peers', 'bench/peers/requirements.txt');
    return {
      contestants: [goldspoke, ...peers.filter(({ tool }) => tools.includes(tool))],
      programs,
    };
  } catch (error) {
    skipped.push(`peers: ${error instanceof Error ? error.message : error}`);
    return { contestants: [goldspoke], programs: '' };
  }
}

function whyNot(
  { name, kinds, mostRows }: Contestant,
  set: BenchmarkSet,
  rows: number,
  gaveUp: ReadonlyMap<string, number>,
): string | undefined {
  if (kinds !== undefined && !kinds.includes(set.kind)) return 'has no rules for it';
  if (mostRows !== undefined && rows > mostRows) return `is not run on more than ${mostRows} rows`;
  const limit = gaveUp.get(`${name}, ${set.kind}`);
  if (limit !== undefined && rows >= limit) return `did not finish ${limit} rows of the kind`;
  return undefined;
}

export function printDedupe({ results, growth, goals, skipped, ...all }: DedupeBenchmark): void {
  console.log(
    `Every contestant has ${all.threads} threads and starts as a program of its own; its seconds are those from its start to its clusters on the disk.\n`,
  );
  printTable(results.flatMap(tableRows));
  if (growth.length > 0) {
    console.log('\nTime grows as rows to the power:\n');
    printTable(growth.map((each) => ({ ...each, exponent: rounded(each.exponent, 3) })));
  }
  console.log('\nGoals of ours:\n');
  printTable(
    goals.map(({ isMet, ...each }) => ({
      ...each,
      '': isMet === undefined ? 'open' : isMet ? 'met' : 'MISSED',
    })),
  );
  if (skipped.length > 0)
    console.log(`\nNot run:\n${skipped.map((each) => `- ${each}`).join('\n')}`);
}

/** A second row stands for the best threshold, where that is another. */
function tableRows(run: RunResult): readonly Readonly<Record<string, string | number>>[] {
  const { score, best } = run;
  const scores = (each: typeof score, threshold: string) => ({
    threshold,
    precision: each?.precision.toFixed(4) ?? '',
    recall: each?.recall.toFixed(4) ?? '',
    F1: each?.f1.toFixed(4) ?? '',
    'B³ F1': each?.bCubedF1.toFixed(4) ?? '',
  });
  const row = {
    set: run.set,
    contestant:
      run.version === undefined ? run.contestant : withVersion(run.contestant, run.version),
    ...scores(score, run.threshold ?? run.reason ?? ''),
    seconds: run.seconds?.toFixed(1) ?? '',
    'CPU s': run.processorSeconds?.toFixed(1) ?? '',
    'rows/s': run.rowsPerSecond === undefined ? '' : Math.round(run.rowsPerSecond),
    'peak MB': run.peakMegabytes === undefined ? '' : Math.round(run.peakMegabytes),
    pairs: run.candidatePairs ?? '',
  };
  if (best === undefined || best.threshold === run.threshold) return [row];
  return [
    row,
    {
      ...row,
      contestant: '… at its best threshold',
      ...scores(best.score, best.threshold),
      seconds: '',
      'CPU s': '',
      'rows/s': '',
      'peak MB': '',
      pairs: '',
    },
  ];
}

const withVersion = (name: string, version: string): string => {
  const [tool = '', ...rest] = name.split(', ');
  return [`${tool} ${version}`, ...rest].join(', ');
};
