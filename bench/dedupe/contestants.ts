import { join } from 'node:path';
import { repositoryRoot } from '#lib/repository-root';
import type { SetFiles } from './made-up-set.ts';
import type { BenchmarkSet, SetKind } from './sets.ts';

/** One way to deduplicate a file, as a program. */
export interface Contestant {
  readonly name: string;
  /** How the peer is named on the command line; `goldspoke` is ours. */
  readonly tool: string;
  /** The kinds of sets that it is run on; all, when absent. */
  readonly kinds?: readonly SetKind[];
  /** More rows than this are not tried. */
  readonly mostRows?: number;
  /** Ended after so many seconds, or the limit for all peers where that is less. */
  readonly mostSeconds?: number;
  readonly command: (
    set: BenchmarkSet,
    files: SetFiles,
    out: string,
  ) => readonly [string, ...string[]];
}

/** Every contestant is given as many, and so told by its own means and by the environment. */
export const threads = 2;

export const environment: Readonly<Record<string, string>> = {
  OMP_NUM_THREADS: String(threads),
  OPENBLAS_NUM_THREADS: String(threads),
  RAYON_NUM_THREADS: String(threads),
  POLARS_MAX_THREADS: String(threads),
  ARROW_IO_THREADS: String(threads),
  LOKY_MAX_CPU_COUNT: String(threads),
  // None of them may ask a network for anything.
  HF_HUB_OFFLINE: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** What peers are told the columns of; lists from abroad are ours alone. */
const published: readonly SetKind[] = [
  'customers',
  'febrl',
  'febrl-linkage',
  'senzing',
  'restaurants',
];

/** Ours, called as anyone would call it; it is told no more than the file. */
export const goldspoke: Contestant = {
  name: 'goldspoke',
  tool: 'goldspoke',
  command: (_, { input }, out) => [
    process.execPath,
    join(repositoryRoot, 'cli/goldspoke.ts'),
    'dedupe',
    input,
    ...['--out', join(out, 'clusters-own.csv'), '--threads', String(threads)],
  ],
};

const peer = (
  name: string,
  tool: string,
  more: Pick<Contestant, 'kinds' | 'mostRows' | 'mostSeconds'> & {
    readonly flags?: readonly string[];
    readonly isSupervised?: boolean;
  } = {},
): Contestant => ({
  name,
  tool,
  kinds: more.kinds ?? published,
  ...(more.mostRows !== undefined && { mostRows: more.mostRows }),
  ...(more.mostSeconds !== undefined && { mostSeconds: more.mostSeconds }),
  command: (set, { input, truth }, out) => [
    'python',
    join(repositoryRoot, `bench/peers/run_${tool}.py`),
    ...['--input', input, '--out', out, '--kind', set.kind, '--threads', String(threads)],
    ...(more.isSupervised ? ['--labels', truth] : []),
    ...(more.flags ?? []),
  ],
});

/** See the runners in bench/peers for what each is told and why. */
export const peers: readonly Contestant[] = [
  peer('splink', 'splink'),
  peer('goldenmatch', 'goldenmatch'),
  peer('goldenmatch, told rules', 'goldenmatch', { kinds: ['customers'], flags: ['--told'] }),
  peer('recordlinkage', 'recordlinkage'),
  // Its training takes minutes and gigabytes for a few thousand rows.
  peer('dedupe, told 50 labels', 'dedupe', {
    isSupervised: true,
    mostRows: 5000,
    mostSeconds: 300,
  }),
];

/** The tools that may be named on the command line. */
export const peerTools: readonly string[] = [...new Set(peers.map(({ tool }) => tool))];
