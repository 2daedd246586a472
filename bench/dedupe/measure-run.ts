import { mkdirSync, rmSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type Contestant, environment } from './contestants.ts';
import { type SetFiles, workFolder } from './made-up-set.ts';
import type { ClusterScore } from './score.ts';
import { scoreFile, type Truth } from './score-files.ts';
import type { BenchmarkSet } from './sets.ts';
import { type Watched, watchProcess } from './watch-process.ts';

/** What a contestant made of a set. */
export interface RunResult {
  readonly set: string;
  readonly rows: number;
  readonly contestant: string;
  readonly version?: string;
  readonly outcome: Watched['outcome'];
  /** Why, where it is not done. */
  readonly reason?: string;
  /** From the start of the program to its clusters on the disk. */
  readonly seconds?: number;
  /** Of all its processes. */
  readonly processorSeconds?: number;
  readonly rowsPerSecond?: number;
  readonly peakMegabytes?: number;
  readonly candidatePairs?: number;
  readonly threshold?: string;
  readonly score?: ClusterScore;
  /** The threshold at which it would have scored best, found with the truth in hand; and that score. */
  readonly best?: { readonly threshold: string; readonly score: ClusterScore };
  /** The columns that it used, where it says so. */
  readonly columns?: readonly string[];
}

/** What a runner of a peer prints. */
interface Said {
  readonly clusters: string;
  readonly threshold: number | string;
  readonly pairs?: number;
  readonly version?: string;
  readonly columns?: readonly string[];
}

const said = (line: string): Said | undefined =>
  line.startsWith('{"clusters"') ? (JSON.parse(line) as Said) : undefined;

/** So much of the machine's memory ends a run. */
const memoryShare = 0.75;

/** Runs a contestant on a set and scores it. `programs`: where the peers' Python is. */
export async function measureRun(
  contestant: Contestant,
  set: BenchmarkSet,
  files: SetFiles,
  truth: Truth,
  { programs, limitSeconds }: { readonly programs: string; readonly limitSeconds: number },
): Promise<RunResult> {
  const out = join(workFolder(), 'clusters');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const isOurs = contestant.tool === 'goldspoke';
  const [program, ...args] = contestant.command(set, files, out);
  const watched = await watchProcess(isOurs ? program : join(programs, program), args, {
    environment,
    limitSeconds,
    limitBytes: totalmem() * memoryShare,
    ...(!isOurs && { isResult: (line: string) => said(line) !== undefined }),
  });
  const rows = truth.clusters.length;
  const about = { set: set.name, rows, contestant: contestant.name, outcome: watched.outcome };
  if (watched.outcome !== 'done') return { ...about, reason: reasonOf(watched, limitSeconds) };

  const [own, ...others] = isOurs
    ? [ours(watched, out)]
    : watched.lines.flatMap((line) => said(line) ?? []);
  if (own === undefined) return { ...about, outcome: 'failed', reason: 'wrote no clusters' };
  const score = scoreFile(truth, own.clusters);
  const best = [own, ...others]
    .map((each) => ({
      threshold: String(each.threshold),
      score: each === own ? score : scoreFile(truth, each.clusters),
    }))
    .reduce((most, each) => (each.score.f1 > most.score.f1 ? each : most));
  return {
    ...about,
    ...(own.version !== undefined && { version: own.version }),
    seconds: watched.seconds,
    ...(watched.processorSeconds !== undefined && { processorSeconds: watched.processorSeconds }),
    rowsPerSecond: rows / watched.seconds,
    ...(watched.peakBytes !== undefined && { peakMegabytes: watched.peakBytes / 1024 ** 2 }),
    ...(own.pairs !== undefined && { candidatePairs: own.pairs }),
    threshold: String(own.threshold),
    score,
    ...(others.length > 0 && { best }),
    ...(own.columns !== undefined && { columns: own.columns }),
  };
}

/** Our command says on standard error what it counted. */
const ours = ({ errors }: Watched, out: string): Said => {
  const pairs = /(\d+) candidate pairs/.exec(errors)?.[1];
  return {
    clusters: join(out, 'clusters-own.csv'),
    threshold: /at threshold ([\d.]+)/.exec(errors)?.[1] ?? 'own',
    ...(pairs !== undefined && { pairs: Number(pairs) }),
  };
};

const reasonOf = ({ outcome, errors }: Watched, limitSeconds: number): string => {
  if (outcome === 'too slow') return `took more than ${limitSeconds} s`;
  if (outcome === 'too big') return `took more than ${memoryShare * 100} % of the memory`;
  return errors.trim().split('\n').at(-1) || 'ended without a word';
};
