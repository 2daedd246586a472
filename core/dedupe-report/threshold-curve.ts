import type { DedupeReport } from '#core/dedupe/report';
import type { Edges } from '#core/dedupe/weigh';
import { probabilityOf } from '#core/matching/compare';

const steps = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 0.999];

/**
 * What precision and recall the model expects of pairs at several thresholds, the run's own among
 * them. `edges` are sorted, heaviest first.
 */
export function thresholdCurve({ weight }: Edges, threshold: number): DedupeReport['thresholds'] {
  const thresholds = [...new Set([...steps, threshold])].sort((x, y) => x - y);
  const all = weight.reduce((sum, bits) => sum + probabilityOf(bits), 0);
  let pairs = 0;
  let matches = 0;
  return thresholds
    .toReversed()
    .map((each) => {
      for (; pairs < weight.length; pairs++) {
        const probability = probabilityOf(weight[pairs] as number);
        if (probability < each) break;
        matches += probability;
      }
      return {
        threshold: each,
        pairs,
        precision: pairs === 0 ? 1 : matches / pairs,
        recall: all === 0 ? 1 : matches / all,
      };
    })
    .toReversed();
}
