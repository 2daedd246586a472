import { comparisonsOf, isOrganisationPattern, unpack } from './levels.ts';
import type { ReportedPair } from './report.ts';
import { type LearnedModel, situations } from './situations.ts';
import { likelihoods, weightOfSituations } from './train.ts';

/**
 * Why a pair weighs what it does: what is believed beforehand, then what each comparison changed given
 * those before it, then what the frequency of the values did. Adds up to `weight`.
 */
export function explainPair(
  pattern: number,
  models: { readonly person: LearnedModel; readonly organisation: LearnedModel },
  weight: number,
): ReportedPair['contributions'] {
  const kind = isOrganisationPattern(pattern) ? 'organisation' : 'person';
  const level = unpack(pattern);
  const seen = new Uint8Array(level.length);
  const parts = new Float64Array(situations.length);
  const weigh = (): number => {
    likelihoods(models[kind], seen, parts);
    return weightOfSituations(parts);
  };
  let before = weigh();
  const contributions = [{ comparison: 'prior', level: '', bits: before }];
  for (const [at, found] of level.entries()) {
    if (found === 0) continue;
    seen[at] = found;
    const after = weigh();
    const { comparison, levels } = comparisonsOf[kind][
      at
    ] as (typeof comparisonsOf)['person'][number];
    contributions.push({ comparison, level: levels[found - 1] ?? '', bits: after - before });
    before = after;
  }
  const frequency = weight - before;
  if (Math.abs(frequency) > 1e-9)
    contributions.push({ comparison: 'frequency', level: 'of the values', bits: frequency });
  return contributions;
}
