import { probabilityOf } from '#core/matching/compare';
import type { Edges } from './weigh.ts';

/**
 * The probability from which on joining pays: where the F1 that the model expects is highest, but not where
 * two records are about as soon two customers as one. What the model says of a pair holds for any number of
 * records: it knows how many strangers there are.
 */
export function bestThreshold({ weight }: Edges): number {
  // Sorted, the heaviest first, so that the sums do not depend on who found which edge.
  const probabilities = weight.slice().sort().reverse();
  let all = 0;
  for (let each = 0; each < probabilities.length; each++) {
    const probability = probabilityOf(probabilities[each] as number);
    probabilities[each] = probability;
    all += probability;
  }
  let right = 0;
  let bestF1 = 0;
  let best = least;
  for (let each = 0; each < probabilities.length; each++) {
    const probability = probabilities[each] as number;
    right += probability;
    const f1 = (2 * right) / (each + 1 + all);
    if (f1 <= bestF1) continue;
    bestF1 = f1;
    best = probability;
  }
  // Down to a number that can be printed: the pair that it was taken from lies above it, whatever is rounded.
  return Math.min(most, Math.max(least, Math.floor(best * 1000) / 1000));
}

const [least, most] = [0.55, 0.95];

/** What the model expects of the pairs that lie within clusters, and of its own edges that do not. */
export function expectedOf(
  { a, b, weight }: Edges,
  root: Int32Array,
): { readonly precision: number; readonly recall: number } {
  let joined = 0;
  let right = 0;
  let all = 0;
  for (let each = 0; each < weight.length; each++) {
    // In whole millionths: such sums are the same in any order.
    const probability = Math.round(probabilityOf(weight[each] as number) * 1e6);
    all += probability;
    if (root[a[each] as number] !== root[b[each] as number]) continue;
    joined++;
    right += probability;
  }
  return {
    precision: joined === 0 ? 1 : right / joined / 1e6,
    recall: all === 0 ? 1 : right / all,
  };
}
