import type { Instant } from '#core/kernel/types';
import type { ComparisonDrift } from '#core/matching/drift';
import type { MatchWeights } from '#core/matching/match-weights';
import type { FrequentComparison } from './explain-run.ts';
import type { PairWeight } from './pair-weights.ts';

export type DedupeRunState = 'running' | 'cancelling' | 'finished' | 'failed' | 'cancelled';

/** What was asked for; it does not change. */
export interface DedupeRunRequest {
  readonly schema: string;
  /** Nothing is merged; the run tells what it would merge. */
  readonly dryRun: boolean;
  /** From this probability on two customers are merged without asking; the match model's own unless told. */
  readonly threshold?: number;
}

/** The parts of a run, in their order. */
export const stages = ['scan', 'count', 'score', 'join'] as const;
export type Stage = (typeof stages)[number];

/** How far a run is. `done` of `total` pieces of work of the stage are finished. */
export interface DedupeProgress {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
}

/** How the work is cut. */
export interface RunSize {
  /** About how many living customers of the schema there are. */
  readonly customers: number;
  readonly chunks: number;
  readonly partitions: number;
}

/** What a run did, or on a dry run would do. */
export interface DedupeCounts {
  /** Living customers that were read. */
  readonly customers: number;
  /** Customers whose data could not be read; the log of dedupe-steps names them. */
  readonly unreadable: number;
  /** Sets of customers that share a match key. */
  readonly blocks: number;
  /** Blocks too frequent to be compared whole: compared where customers share a second key as well. */
  readonly splitBlocks: number;
  /** Parts of split blocks that are too frequent still; their pairs meet in other blocks or not at all. */
  readonly cappedBlocks: number;
  /** Customers in the largest block. */
  readonly largestBlock: number;
  /** Customers in the fullest partition. */
  readonly largestPartition: number;
  /** Pairs of customers that were compared; each once. */
  readonly pairs: number;
  /** Pairs alike enough to be weighed against whole clusters. */
  readonly links: number;
  /** Links left out because they would have made a cluster larger than can be weighed. */
  readonly linksCut: number;
  /** Sets of customers that links hold together. */
  readonly clusters: number;
  readonly merges: number;
  readonly splits: number;
  /** Pairs that are left to a steward. */
  readonly reviews: number;
  /** Planned changes left out because a customer had changed meanwhile, or that failed. */
  readonly leftOut: number;
}

/** How the model of a run fits what is one customer in the hub already. */
export interface ModelCare {
  readonly model: { readonly name: string; readonly version: number };
  /** The model itself, with the threshold of the run; runs of earlier versions did not keep it. */
  readonly usedModel?: MatchWeights;
  readonly drift: readonly ComparisonDrift[];
  /** Merges by a steward that were looked at, and pairs of records that the machine had linked. */
  readonly evidence: { readonly steward: number; readonly machine: number };
  /** The model refined by them: for a schema's `matchModel`, where somebody wants it. */
  readonly proposedModel: MatchWeights;
}

/**
 * `too-many-customers`: more than a run can number; nothing was scanned. `too-many-links`: more are
 * equally strong than one function can sort; nothing was changed.
 */
export const dedupeFailures = ['too-many-customers', 'too-many-links'] as const;
export type DedupeFailure = (typeof dedupeFailures)[number];

export interface DedupeRun {
  readonly runId: string;
  readonly request: DedupeRunRequest;
  readonly state: DedupeRunState;
  /** 1, and one more with every resumption; part of the execution's name. */
  readonly attempt: number;
  /** Why the run failed, where its steps know. */
  readonly failure?: DedupeFailure;
  readonly progress: DedupeProgress;
  readonly size?: RunSize;
  /** Clusters by their number of customers; what was merged and what not. */
  readonly clusterSizes?: Readonly<Record<string, number>>;
  readonly counts?: DedupeCounts;
  readonly modelCare?: ModelCare;
  /** Pairs by what they weigh where no value is common: what decides whether they are linked. */
  readonly weights?: readonly PairWeight[];
  readonly frequent?: readonly FrequentComparison[];
  /** When each stage began; where a run was resumed, for the first time. */
  readonly begun?: Partial<Readonly<Record<Stage, Instant>>>;
  /** Batches of clusters. */
  readonly batches?: number;
  readonly actor: string;
  readonly correlationId: string;
  readonly createdAt: Instant;
  readonly endedAt?: Instant;
}

export const hasEnded = (state: DedupeRunState): boolean =>
  state === 'finished' || state === 'failed' || state === 'cancelled';

/** How long each stage took that the run has left behind; what lies between two counts to the first. */
export const stageTimes = ({
  begun = {},
  endedAt,
}: Pick<DedupeRun, 'begun' | 'endedAt'>): readonly {
  readonly stage: Stage;
  readonly milliseconds: number;
}[] =>
  stages.flatMap((stage, at) => {
    const next = stages[at + 1];
    const [from, to] = [begun[stage], next === undefined ? endedAt : begun[next]];
    return from === undefined || to === undefined
      ? []
      : [{ stage, milliseconds: Date.parse(to) - Date.parse(from) }];
  });
