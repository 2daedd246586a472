import type { DedupeReport } from '#core/dedupe/report';
import { barChart } from './bar-chart.ts';
import type { Chart } from './chart.ts';
import {
  type Content,
  count,
  element,
  paragraph,
  plainWords,
  shorten,
  signed,
  split,
  table,
  written,
} from './html.ts';

const mostSizes = 30;

/** How many records came together. */
export async function clustersSection(
  { clusterSizes }: DedupeReport,
  chart: Chart,
): Promise<Content> {
  return split(
    await chart(
      'Records by the size of their cluster',
      barChart(
        clusterSizes.slice(0, mostSizes).map(({ records, clusters }) => ({
          label: records === 1 ? 'alone' : `clusters of ${count(records)}`,
          parts: [records * clusters],
          shown: `${count(records * clusters)} records`,
        })),
      ),
    ),
    table('Cluster sizes', clusterSizes, [
      { title: 'Records in the cluster', cell: ({ records }) => records, isNumber: true },
      { title: 'Clusters', cell: ({ clusters }) => clusters, isNumber: true },
      {
        title: 'Records together',
        cell: ({ records, clusters }) => records * clusters,
        isNumber: true,
      },
    ]),
  );
}

/** Values whose frequency changed weights. */
export const frequentSection = ({ frequent }: DedupeReport): Content =>
  frequent.length === 0
    ? paragraph('No value is so common that agreeing on it says less.')
    : [
        paragraph(
          'Agreeing on a common value says less than agreeing on a usual one. The bits are what it loses where only chance could have brought two records together.',
        ),
        table('Frequent values', frequent, [
          { title: 'Value', cell: ({ value }) => written(value) },
          { title: 'Meaning', cell: ({ meaning }) => meaning },
          { title: 'Records', cell: ({ records }) => records, isNumber: true },
          { title: 'Bits', cell: ({ bits }) => signed(bits), isNumber: true },
        ]),
      ];

/** What was counted and how long it took. */
export async function timingsSection(report: DedupeReport, chart: Chart): Promise<Content> {
  const { timings, counts } = report;
  return split(
    element(
      'div',
      {},
      await chart(
        'Seconds of each phase',
        barChart(
          timings.slice(0, mostSizes).map(({ phase, milliseconds }) => ({
            label: shorten(phase, 40),
            parts: [milliseconds / 1000],
            shown: `${(milliseconds / 1000).toFixed(2)} s`,
          })),
        ),
      ),
      table('Timings', timings, [
        { title: 'Phase', cell: ({ phase }) => phase },
        { title: 'Milliseconds', cell: (each) => Math.round(each.milliseconds), isNumber: true },
        {
          title: 'Of processors',
          cell: (each) => Math.round(each.processorMilliseconds),
          isNumber: true,
        },
      ]),
    ),
    table('Counts', Object.entries(counts), [
      { title: 'What', cell: ([what]) => countNames[what] ?? plainWords(what) },
      { title: 'How many', cell: ([, many]) => many, isNumber: true },
    ]),
  );
}

const countNames: Readonly<Record<string, string>> = {
  candidates: 'candidate pairs',
  patterns: 'different patterns of levels',
  lookUps: 'similarities asked for',
  comparisons: 'similarities computed',
  edges: 'pairs that may be one customer',
  refused: 'merges that a whole cluster did not bear',
  looked: 'pairs looked at to judge whole clusters',
};
