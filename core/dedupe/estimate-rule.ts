import type { RuleKeys } from './block-keys.ts';
import { blocksOf } from './blocks.ts';
import { measureRule } from './choose-rules.ts';
import type { Layout } from './layout.ts';
import { type SampledPair, samplePairs } from './worth-of-rule.ts';

/** Of much data the pairs of a rule are first estimated from one record in so many. */
const oneIn = 8;

/**
 * One record in eight, ascending. Which, a hash of its number tells: records with neighbouring ids may
 * belong together, so every eighth would miss their pairs.
 */
export function sampleRecords(records: number): Int32Array {
  const sample = new Int32Array(records);
  let length = 0;
  for (let record = 0; record < records; record++) {
    const hash = Math.imul(record ^ (record >>> 15), 0x2c1b3c6d);
    if (Math.imul(hash ^ (hash >>> 12), 0x297a2d39) >>> 29 === 0) sample[length++] = record;
  }
  return sample.slice(0, length);
}

/** What a part of the records tells of a rule. */
export interface RuleEstimate {
  /** About how many pairs it brings, oversized blocks left out. */
  readonly pairs: number;
  /** Whether a record has the whole key. */
  readonly hasKeys: boolean;
  /** Whether there are oversized blocks. */
  readonly hasOversized: boolean;
  /** Some of the pairs. */
  readonly some: readonly SampledPair[];
}

export function estimateRule(
  keys: RuleKeys,
  rows: Int32Array,
  layout: Layout,
  sample: Int32Array,
  cap: number,
): RuleEstimate {
  const blocks = blocksOf(keys, rows, layout, sample.length, sample);
  const capOfSample = Math.round(cap / oneIn);
  const { pairs, oversized } = measureRule(keys.rule, blocks, capOfSample, sample.length);
  return {
    pairs: pairs * oneIn ** 2,
    hasKeys: blocks.keyed > 0,
    hasOversized: oversized > 0,
    some: samplePairs(blocks, capOfSample, pairs),
  };
}
