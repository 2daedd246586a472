import { type KeyReader, makeKeyReader } from '#core/dedupe/block-keys';
import type { BlockingRule } from '#core/dedupe/blocking-rules';
import { type Blocks, blocksOf, markOversized } from '#core/dedupe/blocks';
import type { HashedValues, ValueBytes } from '#core/dedupe/byte-table';
import { type MeasuredRule, measureRule } from '#core/dedupe/choose-rules';
import type { Clusters } from '#core/dedupe/cluster';
import { clusterPart } from '#core/dedupe/cluster-part';
import { type Comparer, makeComparer } from '#core/dedupe/compare-rows';
import { isCrowded } from '#core/dedupe/crowded-pairs';
import type { EdgePart } from '#core/dedupe/edge-parts';
import { estimateRule } from '#core/dedupe/estimate-rule';
import type { Layout, Plan } from '#core/dedupe/layout';
import { type EqualValues, findEqualValues, numberValues } from '#core/dedupe/merge-values';
import {
  comparePairs,
  isBrought,
  PairCollector,
  type PatternPairs,
  type Stretch,
} from '#core/dedupe/pairs';
import { type ReadRecords, readRecords } from '#core/dedupe/read-records';
import { sampleRows } from '#core/dedupe/sample-rows';
import type { LearnedModel } from '#core/dedupe/situations';
import { type MarkedValues, markValues } from '#core/dedupe/value-marks';
import {
  type Edges,
  makeWeigher,
  patternWeights,
  type ValueFrequencies,
  type Weigher,
  weighPairs,
} from '#core/dedupe/weigh';
import { type SampledPair, worthOf } from '#core/dedupe/worth-of-rule';

import { type IdsOfStretch, type SortedIds, sortedByIds } from './order-of-ids.ts';

/** Everything that workers share: records, values and what is known of blocks. Lies in shared memory. */
export interface Shared {
  readonly rows: Int32Array;
  readonly values: MarkedValues;
  readonly layout: Layout;
  readonly records: number;
  readonly oversized: Int32Array;
}

export interface Models {
  readonly person: LearnedModel;
  readonly organisation: LearnedModel;
}

/** What one worker does at a time. Each is a pure function of its arguments and of what it was told before. */
export interface Tasks {
  readonly sample: (task: {
    readonly bytes: Uint8Array;
    readonly stretch: { readonly from: number; readonly to: number; readonly delimiter: number };
    readonly columns: number;
    readonly limit: number;
  }) => ReturnType<typeof sampleRows>;
  readonly read: (task: {
    readonly bytes: Uint8Array;
    readonly from: number;
    readonly to: number;
    readonly delimiter: number;
    readonly plan: Plan;
    readonly expected: number;
  }) => ReadRecords;
  /** Records in the order of their ids. */
  readonly order: (task: {
    readonly stretches: readonly IdsOfStretch[];
    readonly isNumbered: boolean;
  }) => SortedIds;
  /** Values of all stretches that are equal; one part of them. */
  readonly equal: (task: {
    readonly stretches: readonly HashedValues[];
    readonly part: number;
  }) => EqualValues;
  /** Gives them their numbers. */
  readonly number: (task: {
    readonly stretches: readonly HashedValues[];
    readonly equal: EqualValues;
    readonly place: { readonly number: number; readonly at: number };
    readonly into: ValueBytes;
    readonly numbers: readonly Int32Array[];
  }) => void;
  /** Notes what tells values apart at one look. */
  readonly look: (task: {
    readonly values: MarkedValues;
    readonly first: number;
    readonly end: number;
  }) => void;
  /** Writes rows of a stretch to their places, its values renumbered. */
  readonly place: (task: {
    readonly from: Int32Array;
    readonly to: Int32Array;
    readonly layout: Layout;
    readonly numbers: Int32Array;
    readonly ranks: Int32Array;
  }) => void;
  readonly share: (task: Shared) => void;
  readonly estimate: (task: {
    readonly rule: BlockingRule;
    readonly sample: Int32Array;
    readonly cap: number;
  }) => ReturnType<typeof estimateRule>;
  /** Builds the blocks of a rule; `within` the oversized blocks of another, where that is given. */
  readonly measure: (task: {
    readonly rule: BlockingRule;
    readonly cap: number;
    readonly within?: Blocks;
  }) => MeasuredRule & { readonly blocks: Blocks };
  readonly mark: (task: {
    readonly blocks: Blocks;
    readonly cap: number;
    readonly number: number;
  }) => void;
  /** What pairs are worth that none of the rules before theirs brings. */
  readonly worth: (task: {
    readonly pairs: readonly SampledPair[];
    readonly before: readonly BlockingRule[];
  }) => number;
  readonly pairs: (task: {
    readonly stretch: Stretch;
    readonly rules: readonly BlockingRule[];
    readonly cap: number;
  }) => number;
  /** Patterns of drawn pairs that no rule brings and that share no key of the crowded ones. */
  readonly random: (task: {
    readonly a: Int32Array;
    readonly b: Int32Array;
    readonly rules: readonly BlockingRule[];
    readonly crowded: readonly {
      readonly rule: BlockingRule;
      readonly number: number | undefined;
    }[];
  }) => { readonly patterns: Float64Array; readonly counts: Float64Array };
  readonly patterns: (task: null) => {
    readonly patterns: Float64Array;
    readonly counts: Float64Array;
    readonly compared: Comparer['counts'];
  };
  readonly weigh: (task: {
    readonly models: Models;
    readonly frequencies: ValueFrequencies;
  }) => Edges;
  /** Joins records along some of the edges, weighed as `weigh` was told. */
  readonly cluster: (task: { readonly part: EdgePart; readonly threshold: number }) => Clusters;
}

export type TaskName = keyof Tasks;

/** Rows of so many random pairs are brought at once: they fit the nearest memory. */
const broughtPairs = 256;

export function makeTasks(): Tasks {
  let shared: Shared | undefined;
  let reader: KeyReader | undefined;
  let comparer: Comparer | undefined;
  let collector = new PairCollector();
  let taken: PatternPairs | undefined;
  let weigher: Weigher | undefined;
  const ready = () => {
    if (shared === undefined || reader === undefined || comparer === undefined)
      throw new Error('records come before their pairs');
    return { shared, reader, comparer };
  };
  return {
    sample: ({ bytes, stretch, columns, limit }) => sampleRows(bytes, stretch, columns, limit),
    read: ({ bytes, from, to, delimiter, plan, expected }) =>
      readRecords(bytes, { from, to, delimiter }, plan, expected),
    order: ({ stretches, isNumbered }) => sortedByIds(stretches, isNumbered),
    equal: ({ stretches, part }) => findEqualValues(stretches, part),
    number: ({ stretches, equal, place, into, numbers }) =>
      numberValues(stretches, equal, place, into, numbers),
    look: ({ values, first, end }) => markValues(values, first, end),
    place: ({ from, to, layout, numbers, ranks }) => {
      const { stride } = layout;
      for (let record = 0; record < ranks.length; record++) {
        const [source, target] = [record * stride, (ranks[record] as number) * stride];
        for (let at = 0; at < stride; at++) {
          const value = from[source + at] as number;
          to[target + at] = at === 4 || at === 5 ? value : (numbers[value] as number);
        }
      }
    },
    share: (told) => {
      shared = told;
      reader = makeKeyReader(told.rows, told.layout, told.values);
      comparer = makeComparer(told.rows, told.layout, told.values);
      collector = new PairCollector();
      taken = undefined;
    },
    estimate: ({ rule, sample, cap }) => {
      const { shared: records, reader: keys } = ready();
      return estimateRule(keys(rule), records.rows, records.layout, sample, cap);
    },
    measure: ({ rule, cap, within }) => {
      const { shared: records, reader: keys } = ready();
      const { rows, layout, records: length } = records;
      const inside = within === undefined ? undefined : recordsOfOversized(within, cap);
      const blocks = blocksOf(keys(rule), rows, layout, length, inside);
      return { ...measureRule(rule, blocks, cap, length), blocks };
    },
    mark: ({ blocks, cap, number }) => markOversized(blocks, cap, number, ready().shared.oversized),
    worth: ({ pairs, before }) => {
      const { shared: records, reader: keys, comparer: compare } = ready();
      const known = before.map(keys);
      const isNew = ([a, b]: SampledPair): boolean =>
        !isBrought(known, known.length, records.oversized, a, b);
      compare.forget();
      return worthOf(pairs.filter(isNew).map(([a, b]) => compare.patternOf(a, b)));
    },
    pairs: ({ stretch, rules, cap }) => {
      const { shared: records, reader: keys, comparer: compare } = ready();
      compare.forget();
      const known = rules.map(keys);
      return comparePairs(stretch, known, cap, records.oversized, compare, collector);
    },
    random: ({ a, b, rules, crowded }) => {
      const { shared: records, reader: keys, comparer: compare } = ready();
      const counter = new PairCollector();
      const known = rules.map(keys);
      const others = crowded.map(({ rule, number }) => ({ keys: keys(rule), number }));
      compare.forget();
      for (let each = 0; each < a.length; each++) {
        if (each % broughtPairs === 0) {
          const end = Math.min(each + broughtPairs, a.length);
          for (const side of [a, b]) compare.bring(side, each, end);
        }
        const [one, other] = [a[each] as number, b[each] as number];
        const { stride, flags } = records.layout;
        const kinds =
          (records.rows[one * stride + flags] as number) ^
          (records.rows[other * stride + flags] as number);
        if (one === other || (kinds & 32) !== 0) continue;
        if (isBrought(known, known.length, records.oversized, one, other)) continue;
        if (isCrowded(others, records.oversized, one, other)) continue;
        counter.count(compare.patternOf(one, other), 1);
      }
      const { patterns, counts } = counter.take();
      return { patterns, counts };
    },
    patterns: () => {
      taken = collector.take();
      const compared = { ...ready().comparer.counts };
      return { patterns: taken.patterns, counts: taken.counts, compared };
    },
    weigh: ({ models, frequencies }) => {
      const { shared: records } = ready();
      const pairs = taken ?? collector.take();
      weigher = makeWeigher(records.rows, records.layout, frequencies, models);
      return weighPairs(pairs, patternWeights(pairs.patterns, models), weigher);
    },
    cluster: ({ part, threshold }) => {
      if (weigher === undefined) throw new Error('pairs are weighed before they are joined');
      return clusterPart(part, threshold, ready().comparer, weigher);
    },
  };
}

const recordsOfOversized = ({ starts, members }: Blocks, cap: number): Int32Array => {
  const found: Int32Array[] = [];
  for (let block = 0; block + 1 < starts.length; block++) {
    const [from, to] = [starts[block] as number, starts[block + 1] as number];
    if (to - from > cap) found.push(members.subarray(from, to));
  }
  const records = new Int32Array(found.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of found) {
    records.set(each, at);
    at += each.length;
  }
  // A record of several values may be in several blocks.
  return records.sort().filter((record, each) => record !== records[each - 1]);
};
