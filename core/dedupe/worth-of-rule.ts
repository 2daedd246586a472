import type { Blocks } from './blocks.ts';
import { isOrganisationPattern, unpack } from './levels.ts';
import { matching, priorModel, situations } from './situations.ts';
import { likelihoods } from './train.ts';

/** So many pairs of a rule are looked at. */
const looked = 1000;

/** A rule is worth its pairs where so many of those that are new look like a match, before anything is learned. */
export const leastWorth = 0.02;

/** Numbers of two records. */
export type SampledPair = readonly [number, number];

/** Pairs of the blocks up to `cap` records, at even distances. */
export function samplePairs(
  { starts, members }: Pick<Blocks, 'starts' | 'members'>,
  cap: number,
  pairs: number,
): readonly SampledPair[] {
  const step = Math.max(1, pairs / looked);
  const found: [number, number][] = [];
  let next = step / 2;
  let before = 0;
  for (let block = 0; block + 1 < starts.length; block++) {
    const from = starts[block] as number;
    const size = (starts[block + 1] as number) - from;
    if (size > cap) continue;
    const after = before + (size * (size - 1)) / 2;
    for (; next < after; next += step) {
      let place = Math.floor(next) - before;
      let one = 0;
      while (place >= size - 1 - one) place -= size - 1 - one++;
      found.push([members[from + one] as number, members[from + one + 1 + place] as number]);
    }
    before = after;
  }
  return found;
}

/** The mean chance of patterns to be matches, by what is believed beforehand; 0 of none. */
export function worthOf(patterns: readonly number[]): number {
  const models = { person: priorModel('person'), organisation: priorModel('organisation') };
  const parts = new Float64Array(situations.length);
  let sum = 0;
  for (const pattern of patterns) {
    const model = isOrganisationPattern(pattern) ? models.organisation : models.person;
    const all = likelihoods(model, unpack(pattern), parts);
    for (let each = 0; each < matching; each++) sum += (parts[each] as number) / all;
  }
  return patterns.length === 0 ? 0 : sum / patterns.length;
}
