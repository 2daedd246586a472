import type { CustomerKind } from '#core/schema/customer-schema';
import { comparisonsOf, isPlace } from './levels.ts';
import type { Column } from './meaning.ts';
import type { LearnedModel, LevelShares, Where, Who } from './situations.ts';

/** What a run found, as data: every page and every line about a run is made from it. */
export interface DedupeReport {
  readonly files: readonly {
    readonly file: string;
    readonly format: string;
    readonly encoding: string;
    readonly delimiter: string;
  }[];
  readonly records: number;
  readonly kinds: Readonly<Record<CustomerKind, number>>;
  readonly rejects: number;
  /** The first of them. */
  readonly rejectedLines: readonly {
    readonly file: string;
    readonly line: number;
    readonly reason: string;
  }[];
  readonly columns: readonly Column[];
  readonly rules: readonly {
    readonly name: string;
    /** Keys that records have: a record with two phones has two. */
    readonly keys: number;
    readonly pairs: number;
    /** Pairs that no earlier rule brought. */
    readonly brought: number;
    /** Blocks with more records than the cap; their pairs were left to other rules. */
    readonly oversizedBlocks: number;
    readonly oversizedRecords: number;
    /** Records of the largest block. */
    readonly largest: number;
  }[];
  readonly rulesLeftOut: readonly { readonly name: string; readonly pairs: number }[];
  /** Records that have something to compare, per comparison. */
  readonly filled: readonly { readonly comparison: string; readonly records: number }[];
  readonly models: Readonly<Record<CustomerKind, ModelReport>>;
  readonly threshold: number;
  readonly thresholdBecause: 'told' | 'model';
  /** What the model expects of the pairs it joined; nobody has looked at them. */
  readonly expected: { readonly precision: number; readonly recall: number };
  /** What the model expects of the pairs from a probability on, before they are joined to clusters. */
  readonly thresholds: readonly {
    readonly threshold: number;
    readonly pairs: number;
    readonly precision: number;
    readonly recall: number;
  }[];
  /** Pairs by their weight; from `bits` to one bit more. */
  readonly weights: readonly {
    readonly bits: number;
    readonly pairs: number;
    /** Those whose records came into one cluster. */
    readonly joined: number;
    /** Matches that the model expects among them. */
    readonly matches: number;
  }[];
  readonly counts: Readonly<Record<string, number>>;
  /** Clusters by the number of their records. */
  readonly clusterSizes: readonly { readonly records: number; readonly clusters: number }[];
  /** Pairs whose probability is nearest to the threshold. */
  readonly borderline: readonly ReportedPair[];
  /** Pairs that show how the model judges. */
  readonly examples: readonly { readonly why: ExampleKind; readonly pair: ReportedPair }[];
  /** Values that many records share, where agreeing on them says least. */
  readonly frequent: readonly {
    readonly meaning: string;
    readonly value: string;
    readonly records: number;
    /** What agreeing on it weighs, compared with a usual value, where only chance speaks against it. */
    readonly bits: number;
  }[];
  readonly timings: readonly {
    readonly phase: string;
    readonly milliseconds: number;
    readonly processorMilliseconds: number;
  }[];
}

export type ExampleKind =
  | 'strongest'
  | 'typical'
  | 'just-above'
  | 'just-below'
  | 'kept-apart'
  | 'against';

export interface ReportedPair {
  readonly ids: readonly [string, string];
  /** Whether both came into one cluster. */
  readonly isJoined: boolean;
  /** Values of the columns that are not ignored. */
  readonly a: readonly string[];
  readonly b: readonly string[];
  readonly probability: number;
  readonly weight: number;
  /** Add up to `weight`; the first is what is believed before any comparison. */
  readonly contributions: readonly {
    readonly comparison: string;
    readonly level: string;
    readonly bits: number;
  }[];
}

/** A learned model in words: shares of situations and of levels. Loads again as it was saved. */
export interface ModelReport {
  readonly shares: readonly number[];
  readonly who: Readonly<Record<Who, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  readonly where: Readonly<
    Record<Where, Readonly<Record<string, Readonly<Record<string, number>>>>>
  >;
}

const named = <K extends string>(
  kind: CustomerKind,
  groups: Readonly<Record<K, readonly LevelShares[]>>,
  isWanted: (at: number) => boolean,
) =>
  Object.fromEntries(
    (Object.keys(groups) as K[]).map((group) => [
      group,
      Object.fromEntries(
        comparisonsOf[kind].flatMap(({ comparison, levels }, at) =>
          isWanted(at)
            ? [
                [
                  comparison,
                  Object.fromEntries(
                    levels.map((level: string, each: number) => [
                      level,
                      groups[group][at]?.[each + 1] ?? 0,
                    ]),
                  ),
                ],
              ]
            : [],
        ),
      ),
    ]),
  ) as Record<K, Record<string, Record<string, number>>>;

export const reportModel = ({ kind, shares, who, where }: LearnedModel): ModelReport => ({
  shares: [...shares],
  who: named(kind, who, (at) => !isPlace[at]),
  where: named(kind, where, (at) => isPlace[at] === true),
});

const unnamed = <K extends string>(
  kind: CustomerKind,
  groups: Readonly<Record<K, Readonly<Record<string, Readonly<Record<string, number>>>>>>,
) =>
  Object.fromEntries(
    (Object.keys(groups) as K[]).map((group) => [
      group,
      comparisonsOf[kind].map(({ comparison, levels }) =>
        Float64Array.of(
          1,
          ...levels.map((level: string) => groups[group][comparison]?.[level] ?? 1e-9),
        ),
      ),
    ]),
  ) as Record<K, LevelShares[]>;

export const modelOf = (kind: CustomerKind, report: ModelReport): LearnedModel => ({
  kind,
  shares: Float64Array.from(report.shares),
  who: unnamed(kind, report.who),
  where: unnamed(kind, report.where),
});
