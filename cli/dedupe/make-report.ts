import { sortEdges } from '#core/dedupe/cluster';
import { makeComparer } from '#core/dedupe/compare-rows';
import { explainPair } from '#core/dedupe/explain';
import { type DedupeReport, type ReportedPair, reportModel } from '#core/dedupe/report';
import { commonnessOf, type Edges, sharingOf, type ValueCounts } from '#core/dedupe/weigh';
import { countFilled } from '#core/dedupe-report/count-filled';
import { pickPairs } from '#core/dedupe-report/pick-pairs';
import { thresholdCurve } from '#core/dedupe-report/threshold-curve';
import { weightBins } from '#core/dedupe-report/weight-bins';
import { probabilityOf } from '#core/matching/compare';
import type { DedupeRun } from './run.ts';
import { fieldsReader } from './write-results.ts';

const frequentValues = 20;
const rejectedLines = 50;

/** A run as data for a report. The pairs, values and rejected lines in it are personal. */
export function makeReport(run: DedupeRun): DedupeReport {
  const { clusters, records, shared } = run;
  // As the threads found them they stand in any order.
  const edges = sortEdges(run.edges, Number.NEGATIVE_INFINITY);
  const picked = pickPairs(edges, clusters.root, Math.log2(run.threshold / (1 - run.threshold)));
  const explained = pairExplainer(run, edges);
  return {
    files: run.inputs.map(({ file, format, encoding, dialect }) => ({
      file,
      format,
      encoding,
      delimiter: String.fromCharCode(dialect.delimiter),
    })),
    records,
    ...countFilled(shared.rows, shared.layout, records),
    rejects: run.rejects.length,
    rejectedLines: run.rejects
      .slice(0, rejectedLines)
      .map(({ file, line, reason }) => ({ file, line, reason })),
    columns: run.columns,
    rules: run.rules.map(
      ({ rule, records: keys, pairs, oversized, oversizedRecords, largest }, at) => ({
        name: rule.name,
        keys,
        pairs,
        brought: run.brought[at] ?? 0,
        oversizedBlocks: oversized,
        oversizedRecords,
        largest,
      }),
    ),
    rulesLeftOut: run.leftOut.map(({ rule, pairs }) => ({ name: rule.name, pairs })),
    models: {
      person: reportModel(run.models.person),
      organisation: reportModel(run.models.organisation),
    },
    threshold: run.threshold,
    thresholdBecause: run.thresholdBecause,
    expected: run.expected,
    thresholds: thresholdCurve(edges, run.threshold),
    weights: weightBins(edges, clusters.root),
    counts: run.counts,
    clusterSizes: sizesOf(clusters.root),
    borderline: picked.borderline.map(explained),
    examples: picked.examples.map(({ why, edge }) => ({ why, pair: explained(edge) })),
    frequent: frequentOf(run),
    timings: run.timings.map(({ phase, milliseconds, processorMilliseconds }) => ({
      phase,
      milliseconds,
      processorMilliseconds,
    })),
  };
}

function sizesOf(root: Int32Array): DedupeReport['clusterSizes'] {
  const sizes = new Int32Array(root.length);
  for (const each of root) sizes[each] = (sizes[each] as number) + 1;
  const counts = new Map<number, number>();
  for (const size of sizes) if (size > 0) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts]
    .sort(([x], [y]) => x - y)
    .map(([of, many]) => ({ records: of, clusters: many }));
}

function pairExplainer(run: DedupeRun, edges: Edges): (edge: number) => ReportedPair {
  const { clusters, columns, models, shared } = run;
  const comparer = makeComparer(shared.rows, shared.layout, shared.values);
  const fieldsOf = fieldsReader(run);
  const shown = (record: number) =>
    fieldsOf(record).filter((_, column) => columns[column]?.meaning !== 'ignored');
  return (edge) => {
    const [a, b] = [edges.a[edge] as number, edges.b[edge] as number];
    const weight = edges.weight[edge] as number;
    return {
      ids: [run.idOf(a), run.idOf(b)],
      isJoined: clusters.root[a] === clusters.root[b],
      a: shown(a),
      b: shown(b),
      probability: probabilityOf(weight),
      weight,
      contributions: explainPair(comparer.patternOf(a, b), models, weight),
    };
  };
}

function frequentOf({ frequencies, shared }: DedupeRun): DedupeReport['frequent'] {
  const decoder = new TextDecoder();
  const { bytes, ends } = shared.values;
  const text = (value: number): string =>
    decoder.decode(bytes.slice(ends[value], ends[value + 1])).replace(/^[#~@!]/, '');
  const of = (meaning: string, counts: Uint32Array, weaker: (count: number) => number) =>
    mostFrequent(counts, (count) => weaker(count) > 1).map((value) => {
      const records = counts[value] as number;
      return { meaning, value: text(value), records, bits: -Math.log2(weaker(records)) };
    });
  const ofValues = (meaning: string, counts: ValueCounts) =>
    of(meaning, counts.counts, (count) => commonnessOf(counts, count));
  const { given, family, organisation, contacts } = frequencies;
  return [
    ...ofValues('given name', given),
    ...ofValues('family name', family),
    ...ofValues('organisation', organisation),
    ...of('contact point', contacts, sharingOf),
  ];

  /** The most frequent values first; equals in the order of their text. */
  function mostFrequent(
    counts: Uint32Array,
    isWanted: (count: number) => boolean,
  ): readonly number[] {
    const isBefore = (x: number, y: number): boolean => {
      const more = (counts[x] as number) - (counts[y] as number);
      return more !== 0 ? more > 0 : text(x) < text(y);
    };
    const best: number[] = [];
    for (const [value, records] of counts.entries()) {
      if (!isWanted(records)) continue;
      const last = best.at(-1);
      if (best.length === frequentValues && last !== undefined && !isBefore(value, last)) continue;
      const place = best.findIndex((each) => isBefore(value, each));
      best.splice(place < 0 ? best.length : place, 0, value);
      if (best.length > frequentValues) best.pop();
    }
    return best;
  }
}
