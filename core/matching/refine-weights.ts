import { expectedShares, type LevelCounts, likenedLevel } from './level-counts.ts';
import type { MatchWeights } from './match-weights.ts';

/** Levels of pairs that are one customer. */
export interface MatchEvidence {
  /** By a steward's word. */
  readonly steward: LevelCounts;
  /** By the machine's: records that it linked. */
  readonly machine: LevelCounts;
}

/** The model's own m counts as so many pairs: a handful of decisions moves little. */
const belief = 500;
/** What the machine linked repeats what the model says: however many pairs, they count as so many. */
const mostOfMachine = 500;
/** One refinement moves no weight by more than this many bits. */
const mostMove = 1;

/**
 * The model with m moved towards the levels that matches show: the mean of a Dirichlet distribution
 * whose prior is the model. Stewards decide hard pairs only, so by themselves they would make
 * disagreement look usual; what the machine linked stands for the others. u stays, and so does every
 * contradiction, whose weight no count of matches can know (core/matching/model-frame.ts).
 */
export const refineWeights = (weights: MatchWeights, evidence: MatchEvidence): MatchWeights => ({
  priorWeight: weights.priorWeight,
  thresholds: weights.thresholds,
  comparisons: weights.comparisons.map((each) => {
    const { comparison, levels } = each;
    const [steward, machine] = [
      evidence.steward[comparison] ?? {},
      evidence.machine[comparison] ?? {},
    ];
    const machinePairs = sumOf(machine);
    const scale = machinePairs > mostOfMachine ? mostOfMachine / machinePairs : 1;
    const pairs = sumOf(steward) + machinePairs * scale;
    if (pairs === 0) return each;
    const believed = expectedShares(each, 'm');
    const factorOf = (level: string): number => {
      const share = believed[level] ?? 0;
      const counted = (steward[level] ?? 0) + (machine[level] ?? 0) * scale;
      const factor = (belief * share + counted) / (belief + pairs) / share;
      return Math.min(2 ** mostMove, Math.max(2 ** -mostMove, factor));
    };
    return {
      ...each,
      levels: levels.map((level) =>
        Math.log2(level.m / level.u) < strongest
          ? level
          : {
              ...level,
              m: rounded(Math.min(1, level.m * factorOf(likenedLevel(comparison, level.level)))),
            },
      ),
    };
  }),
});

/** Bits from which on a level is a contradiction. */
const strongest = -10;

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const rounded = (share: number): number => Number(share.toPrecision(4));
