/** Pairwise and B-cubed figures of a clustering. */
export interface QualityScore {
  readonly records: number;
  readonly truePairs: number;
  readonly predictedPairs: number;
  readonly correctPairs: number;
  readonly pairwise: { readonly precision: number; readonly recall: number; readonly f1: number };
  readonly bCubed: { readonly precision: number; readonly recall: number; readonly f1: number };
}

/**
 * Scores predicted clusters against the truth. `across`: label of each record's source; only pairs
 * whose labels differ count pairwise (linkage between files). Arrays run parallel, one entry a record.
 */
export function scoreClusters(
  truth: readonly string[],
  predicted: readonly string[],
  across?: readonly string[],
): QualityScore {
  const records = truth.length;
  const tSize = tally(truth);
  const pSize = tally(predicted);
  const both = truth.map((label, index) => `${label}\n${predicted[index]}`);
  const cells = tally(both);
  const within = (labels: readonly string[]) =>
    across === undefined
      ? 0
      : pairsOf(tally(labels.map((label, index) => `${label}\n\n${across[index]}`)).values());

  const truePairs = pairsOf(tSize.values()) - within(truth);
  const predictedPairs = pairsOf(pSize.values()) - within(predicted);
  const correctPairs = pairsOf(cells.values()) - within(both);

  let bPrecision = 0;
  let bRecall = 0;
  for (const [cell, count] of cells) {
    const [label = '', guess = ''] = cell.split('\n');
    bPrecision += count ** 2 / (pSize.get(guess) ?? 1);
    bRecall += count ** 2 / (tSize.get(label) ?? 1);
  }
  return {
    records,
    truePairs,
    predictedPairs,
    correctPairs,
    pairwise: withF1(
      predictedPairs === 0 ? 1 : correctPairs / predictedPairs,
      truePairs === 0 ? 1 : correctPairs / truePairs,
    ),
    bCubed: withF1(bPrecision / records, bRecall / records),
  };
}

const tally = (labels: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
};

const pairsOf = (counts: Iterable<number>): number => {
  let pairs = 0;
  for (const count of counts) pairs += (count * (count - 1)) / 2;
  return pairs;
};

const withF1 = (precision: number, recall: number) => ({
  precision,
  recall,
  f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
});
