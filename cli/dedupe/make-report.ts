import { makeComparer } from '#core/dedupe/compare-rows';
import { explainPair } from '#core/dedupe/explain';
import { type DedupeReport, reportModel } from '#core/dedupe/report';
import { probabilityOf } from '#core/matching/compare';
import type { DedupeRun } from './run.ts';
import { fieldsReader } from './write-results.ts';

const borderlinePairs = 20;
const frequentValues = 20;

/** A run as data for a report. The pairs in it hold personal values. */
export function makeReport(run: DedupeRun): DedupeReport {
  const { edges, clusters, records, shared } = run;
  return {
    files: run.inputs.map(({ file, format, encoding, dialect }) => ({
      file,
      format,
      encoding,
      delimiter: String.fromCharCode(dialect.delimiter),
    })),
    records,
    rejects: run.rejects.length,
    columns: run.columns,
    rules: run.rules.map(({ rule, pairs, oversized, oversizedRecords }, at) => ({
      name: rule.name,
      pairs,
      brought: run.brought[at] ?? 0,
      oversizedBlocks: oversized,
      oversizedRecords,
    })),
    rulesLeftOut: run.leftOut.map(({ rule, pairs }) => ({ name: rule.name, pairs })),
    models: {
      person: reportModel(run.models.person),
      organisation: reportModel(run.models.organisation),
    },
    threshold: run.threshold,
    thresholdBecause: run.thresholdBecause,
    expected: run.expected,
    counts: run.counts,
    clusterSizes: sizesOf(clusters.root),
    borderline: borderlineOf(run),
    frequent: frequentOf(run),
    timings: run.timings,
  };

  function sizesOf(root: Int32Array) {
    const sizes = new Int32Array(records);
    for (const each of root) sizes[each] = (sizes[each] as number) + 1;
    const counts = new Map<number, number>();
    for (const size of sizes) if (size > 0) counts.set(size, (counts.get(size) ?? 0) + 1);
    return [...counts]
      .sort(([x], [y]) => x - y)
      .map(([of, many]) => ({ records: of, clusters: many }));
  }

  function borderlineOf({ threshold, columns, models }: DedupeRun) {
    const limit = Math.log2(threshold / (1 - threshold));
    const order = Array.from(edges.a.keys());
    const distance = (each: number) => Math.abs((edges.weight[each] as number) - limit);
    order.sort((x, y) => distance(x) - distance(y) || x - y);
    const comparer = makeComparer(shared.rows, shared.layout, shared.values);
    const fieldsOf = fieldsReader(run);
    const shown = (record: number) =>
      fieldsOf(record).filter((_, column) => columns[column]?.meaning !== 'ignored');
    return order.slice(0, borderlinePairs).map((each) => {
      const [a, b] = [edges.a[each] as number, edges.b[each] as number];
      const weight = edges.weight[each] as number;
      return {
        a: shown(a),
        b: shown(b),
        probability: probabilityOf(weight),
        weight,
        contributions: explainPair(comparer.patternOf(a, b), models, weight),
      };
    });
  }

  function frequentOf({ frequencies }: DedupeRun) {
    const text = (value: number) =>
      new TextDecoder().decode(
        shared.values.bytes.slice(shared.values.ends[value], shared.values.ends[value + 1]),
      );
    const of = (meaning: string, counts: Uint32Array) =>
      Array.from(counts, (count, value) => [count, value] as const)
        .filter(([count]) => count > 1)
        .sort(([x, a], [y, b]) => y - x || (text(a) < text(b) ? -1 : 1))
        .slice(0, frequentValues)
        .map(([count, value]) => ({
          meaning,
          value: text(value).replace(/^[#~@!]/, ''),
          records: count,
        }));
    return [
      ...of('given name', frequencies.given.counts),
      ...of('family name', frequencies.family.counts),
      ...of('organisation', frequencies.organisation.counts),
      ...of('contact point', frequencies.contacts),
    ];
  }
}
