import {
  type BlockingRule,
  type Blocks,
  type KeyReader,
  makeKeyReader,
  tryRule,
} from '#core/dedupe/blocking';
import type { ValueBytes } from '#core/dedupe/byte-table';
import { type Comparer, makeComparer } from '#core/dedupe/compare-rows';
import type { Layout, Plan } from '#core/dedupe/layout';
import {
  comparePairs,
  isBrought,
  markOversized,
  PairCollector,
  type PatternPairs,
} from '#core/dedupe/pairs';
import { type ReadRecords, readRecords } from '#core/dedupe/read-records';
import type { LearnedModel } from '#core/dedupe/situations';
import {
  type Edges,
  makeWeigher,
  patternWeights,
  type ValueFrequencies,
  weighPairs,
} from '#core/dedupe/weigh';

/** Everything that workers share: records, values and what is known of blocks. Lies in shared memory. */
export interface Shared {
  readonly rows: Int32Array;
  readonly values: ValueBytes;
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
  readonly read: (task: {
    readonly bytes: Uint8Array;
    readonly from: number;
    readonly to: number;
    readonly delimiter: number;
    readonly plan: Plan;
    readonly expected: number;
  }) => ReadRecords;
  /** Writes rows of a stretch to their places, its values renumbered. */
  readonly place: (task: {
    readonly from: Int32Array;
    readonly to: Int32Array;
    readonly layout: Layout;
    readonly numbers: Int32Array;
    readonly ranks: Int32Array;
  }) => void;
  readonly share: (task: Shared) => void;
  readonly measure: (task: {
    readonly rule: BlockingRule;
    readonly cap: number;
  }) => ReturnType<typeof tryRule>;
  readonly mark: (task: {
    readonly blocks: Blocks;
    readonly cap: number;
    readonly number: number;
  }) => void;
  readonly pairs: (task: {
    readonly blocks: Blocks;
    readonly number: number;
    readonly rules: readonly BlockingRule[];
    readonly cap: number;
  }) => number;
  /** Patterns of random pairs that no rule brings. */
  readonly random: (task: {
    readonly a: Int32Array;
    readonly b: Int32Array;
    readonly rules: readonly BlockingRule[];
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
}

export type TaskName = keyof Tasks;

/** Where two rows of a stretch hold no numbers of values. */
export function makeTasks(): Tasks {
  let shared: Shared | undefined;
  let reader: KeyReader | undefined;
  let comparer: Comparer | undefined;
  let collector = new PairCollector();
  let taken: PatternPairs | undefined;
  const ready = () => {
    if (shared === undefined || reader === undefined || comparer === undefined)
      throw new Error('records come before their pairs');
    return { shared, reader, comparer };
  };
  return {
    read: ({ bytes, from, to, delimiter, plan, expected }) =>
      readRecords(bytes, { from, to, delimiter }, plan, expected),
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
    measure: ({ rule, cap }) => {
      const { shared: records, reader: keys } = ready();
      return tryRule(rule, keys, records.rows, records.layout, records.records, cap);
    },
    mark: ({ blocks, cap, number }) => markOversized(blocks, cap, number, ready().shared.oversized),
    pairs: ({ blocks, number, rules, cap }) => {
      const { shared: records, reader: keys, comparer: compare } = ready();
      return comparePairs(blocks, number, rules, cap, keys, records.oversized, compare, collector);
    },
    random: ({ a, b, rules }) => {
      const { shared: records, reader: keys, comparer: compare } = ready();
      const counter = new PairCollector();
      for (let each = 0; each < a.length; each++) {
        const [one, other] = [a[each] as number, b[each] as number];
        const { stride, flags } = records.layout;
        const kinds =
          (records.rows[one * stride + flags] as number) ^
          (records.rows[other * stride + flags] as number);
        if (one === other || (kinds & 32) !== 0) continue;
        if (isBrought(rules, rules.length, keys, records.oversized, one, other)) continue;
        counter.count(compare.patternOf(one, other), 1);
      }
      const { patterns, counts } = counter.take();
      return { patterns, counts };
    },
    patterns: () => {
      taken = collector.take();
      return { patterns: taken.patterns, counts: taken.counts, compared: ready().comparer.counts };
    },
    weigh: ({ models, frequencies }) => {
      const { shared: records } = ready();
      const pairs = taken ?? collector.take();
      const weigher = makeWeigher(records.rows, records.layout, frequencies, models);
      return weighPairs(pairs, patternWeights(pairs.patterns, models), weigher);
    },
  };
}
