import type { CustomerKind } from '#core/schema/customer-schema';
import { comparisonsOf } from './levels.ts';
import { type LearnedModel, matching, priorModel, strange } from './situations.ts';

/** Why what was learned cannot be. */
export type Doubt = 'more matches than pairs to look at' | 'names of matches differ';

/** Matches that no rule brings are fewer than those that rules bring, if rules are any good. */
const mostMatches = 2;
/** Fewer matches than these are not worth a doubt: candidates of very small files say nothing. */
const fewMatches = 100;

const differing: readonly string[] = ['given-differs', 'different'];

/**
 * Looks at what was learned as a whole: `total` pairs of the data, of which `candidates` were brought by
 * rules. Expectation maximisation finds some two groups of pairs in any data; these need not be matches
 * and others.
 */
export function doubtOf(
  { kind, shares, who }: LearnedModel,
  total: number,
  candidates: number,
): Doubt | undefined {
  const matches = shares.subarray(0, matching).reduce((sum, share) => sum + share, 0) * total;
  if (matches > Math.max(fewMatches, candidates * mostMatches))
    return 'more matches than pairs to look at';
  const names = (comparisonsOf[kind][0] as (typeof comparisonsOf)['person'][0]).levels;
  const differ = names.reduce(
    (sum, level, at) => (differing.includes(level) ? sum + (who.match[0]?.[at + 1] ?? 0) : sum),
    0,
  );
  return differ > 0.5 ? 'names of matches differ' : undefined;
}

/** What is believed beforehand of so many pairs: no more matches, and no more pairs of a family, than records. */
export function believedOf(kind: CustomerKind, total: number): LearnedModel {
  const model = priorModel(kind);
  const records = Math.sqrt(total * 2);
  const found = model.shares.subarray(0, strange).reduce((sum, share) => sum + share, 0) * total;
  const scale = Math.min(1, records / found);
  const shares = model.shares.map((share, at) => (at < strange ? share * scale : share));
  return { ...model, shares };
}
