import type { DedupeReport } from '#core/dedupe/report';
import { barChart } from './bar-chart.ts';
import type { Chart } from './chart.ts';
import { type Content, count, paragraph, shorten, table, written } from './html.ts';

/** The rules that brought pairs together, and what each gave. */
export async function blockingSection(report: DedupeReport, chart: Chart): Promise<Content> {
  return [
    paragraph(
      'Records that agree on a rule are compared. Rules were taken in the order of how telling they are, as far as the number of pairs allows. A block of more records than the limit is left to the other rules.',
    ),
    await chart(
      'Pairs that each rule brought',
      barChart(
        report.rules.slice(0, 60).map(({ name, pairs, brought }) => ({
          label: shorten(name, 60),
          parts: [brought, pairs - brought],
          shown: count(pairs),
        })),
        true,
      ),
      ['not found before', 'found by an earlier rule'],
    ),
    table('Blocking rules', report.rules, [
      { title: 'Records agree on', cell: ({ name }) => written(name) },
      { title: 'Keys in records', cell: ({ keys }) => keys, isNumber: true },
      { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
      { title: 'Not found before', cell: ({ brought }) => brought, isNumber: true },
      { title: 'Largest block', cell: ({ largest }) => largest, isNumber: true },
      { title: 'Blocks too large', cell: ({ oversizedBlocks }) => oversizedBlocks, isNumber: true },
      {
        title: 'Records in them',
        cell: ({ oversizedRecords }) => oversizedRecords,
        isNumber: true,
      },
    ]),
    report.rulesLeftOut.length === 0
      ? []
      : table('Rules left out', report.rulesLeftOut, [
          { title: 'Records agree on', cell: ({ name }) => written(name) },
          { title: 'Pairs they would bring', cell: ({ pairs }) => pairs, isNumber: true },
        ]),
  ];
}
