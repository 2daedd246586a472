/** Pairwise and B-cubed figures of a clustering, each between 0 and 1. */
export interface ClusterScore {
  readonly records: number;
  readonly truePairs: number;
  readonly predictedPairs: number;
  readonly correctPairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly bCubedF1: number;
}

/**
 * Scores a clustering against the truth. Entry n of either array is the cluster of record n, numbered
 * from 0 without gaps; -1 in `predicted` is a cluster of its own. Typed arrays, since ten million records
 * are scored too. B-cubed: Bagga & Baldwin, Entity-Based Cross-Document Coreferencing, 1998.
 */
export function scoreClusters(truth: Int32Array, predicted: Int32Array): ClusterScore {
  const records = truth.length;
  const guess = alone(predicted);
  const trueSizes = sizes(truth);
  const guessSizes = sizes(guess);
  const cells = new Float64Array(records);
  for (let at = 0; at < records; at++)
    cells[at] = (truth[at] as number) * guessSizes.length + (guess[at] as number);
  cells.sort();

  let correctPairs = 0;
  let precisionSum = 0;
  let recallSum = 0;
  for (let from = 0; from < records; ) {
    const cell = cells[from] as number;
    let to = from + 1;
    while (to < records && cells[to] === cell) to++;
    const count = to - from;
    const trueCluster = Math.floor(cell / guessSizes.length);
    correctPairs += pairs(count);
    precisionSum += count ** 2 / (guessSizes[cell - trueCluster * guessSizes.length] as number);
    recallSum += count ** 2 / (trueSizes[trueCluster] as number);
    from = to;
  }
  const truePairs = sumOfPairs(trueSizes);
  const predictedPairs = sumOfPairs(guessSizes);
  const precision = predictedPairs === 0 ? 1 : correctPairs / predictedPairs;
  const recall = truePairs === 0 ? 1 : correctPairs / truePairs;
  return {
    records,
    truePairs,
    predictedPairs,
    correctPairs,
    precision,
    recall,
    f1: harmonic(precision, recall),
    bCubedF1: harmonic(precisionSum / records, recallSum / records),
  };
}

const alone = (predicted: Int32Array): Int32Array => {
  let next = predicted.reduce((most, cluster) => Math.max(most, cluster), -1) + 1;
  return predicted.map((cluster) => (cluster < 0 ? next++ : cluster));
};

const sizes = (clusters: Int32Array): Int32Array => {
  const counts = new Int32Array(
    clusters.reduce((most, cluster) => Math.max(most, cluster), -1) + 1,
  );
  for (const cluster of clusters) counts[cluster] = (counts[cluster] as number) + 1;
  return counts;
};

const pairs = (count: number): number => (count * (count - 1)) / 2;
const sumOfPairs = (counts: Int32Array): number => {
  let sum = 0;
  for (const count of counts) sum += pairs(count);
  return sum;
};
const harmonic = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));
