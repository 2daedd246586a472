import { probabilityOf } from '#core/matching/compare';
import type { Edges } from './weigh.ts';

/**
 * The probability from which on joining pays: where the F1 that the model expects is highest, but not
 * below `least`, because one wrong edge joins all records of two clusters.
 * `edges` are sorted, heaviest first.
 */
export function bestThreshold({ weight }: Edges): number {
  const probabilities = Float64Array.from(weight, probabilityOf);
  const all = probabilities.reduce((sum, each) => sum + each, 0);
  let right = 0;
  let best = { f1: 0, threshold: least };
  for (const [each, probability] of probabilities.entries()) {
    right += probability;
    const f1 = (2 * right) / (each + 1 + all);
    if (f1 > best.f1) best = { f1, threshold: probability };
  }
  return Math.min(most, Math.max(least, best.threshold));
}

const least = 0.85;
const most = 0.95;

/** What the model expects of the pairs that lie within clusters, and of its own edges that do not. */
export function expectedOf(
  { a, b, weight }: Edges,
  root: Int32Array,
): { readonly precision: number; readonly recall: number } {
  let joined = 0;
  let right = 0;
  let all = 0;
  for (const [each, bits] of weight.entries()) {
    const probability = probabilityOf(bits);
    all += probability;
    if (root[a[each] as number] !== root[b[each] as number]) continue;
    joined++;
    right += probability;
  }
  return { precision: joined === 0 ? 1 : right / joined, recall: all === 0 ? 1 : right / all };
}
