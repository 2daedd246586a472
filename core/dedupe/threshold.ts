import { probabilityOf } from '#core/matching/compare';
import type { Edges } from './weigh.ts';

/**
 * The probability from which on joining pays: where the F1 that the model expects is highest, but not where
 * two records are about as soon two customers as one. What the model says of a pair holds for any number of
 * records: it knows how many strangers there are. In thousandths, as it is printed; sums are of whole
 * millionths, so that they do not depend on who found which edge.
 */
export function bestThreshold({ weight }: Pick<Edges, 'weight'>): number {
  const pairs = new Float64Array(steps + 1);
  const matches = new Float64Array(steps + 1);
  for (let each = 0; each < weight.length; each++) {
    const probability = probabilityOf(weight[each] as number);
    // Down, so that the pair that the threshold is taken from lies above it.
    const step = Math.floor(probability * steps);
    pairs[step] = (pairs[step] as number) + 1;
    matches[step] = (matches[step] as number) + millionthsOf(probability);
  }
  const all = matches.reduce((sum, each) => sum + each, 0);
  let [joined, right, bestF1, best] = [0, 0, 0, least];
  for (let step = steps; step >= 0; step--) {
    joined += pairs[step] as number;
    right += matches[step] as number;
    const f1 = (2 * right) / (joined * million + all);
    if (!(f1 > bestF1)) continue;
    bestF1 = f1;
    best = step;
  }
  return Math.min(most, Math.max(least, best)) / steps;
}

/** Steps of the threshold, its lowest and its highest. */
const [steps, least, most] = [1000, 550, 950];

const million = 1e6;
const millionthsOf = (probability: number): number => Math.round(probability * million);

/** What the model expects of the pairs that lie within clusters, and of its own edges that do not. */
export function expectedOf(
  { a, b, weight }: Edges,
  root: Int32Array,
): { readonly precision: number; readonly recall: number } {
  let joined = 0;
  let right = 0;
  let all = 0;
  for (let each = 0; each < weight.length; each++) {
    const probability = millionthsOf(probabilityOf(weight[each] as number));
    all += probability;
    if (root[a[each] as number] !== root[b[each] as number]) continue;
    joined++;
    right += probability;
  }
  return {
    precision: joined === 0 ? 1 : right / joined / million,
    recall: all === 0 ? 1 : right / all,
  };
}
