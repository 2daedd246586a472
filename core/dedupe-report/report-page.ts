import type { DedupeReport } from '#core/dedupe/report';
import { blockingSection } from './blocking-section.ts';
import { columnsSection, rejectsSection } from './columns-section.ts';
import { type DrawChart, drawnChart } from './drawn-chart.ts';
import { count, element, type Html, share } from './html.ts';
import { modelSection } from './model-section.ts';
import { type Figure, figures, page, type Section } from './page.ts';
import { borderlineSection, pairsSection } from './pairs-section.ts';
import { clustersSection, frequentSection, timingsSection } from './results-section.ts';
import { weightsSection } from './weights-section.ts';

/** What the page needs and core does not have. */
export interface PageTools {
  readonly draw: DrawChart;
  /** SHA-256 of a text in Base64. */
  readonly sha256: (text: string) => string;
}

/**
 * A report as one HTML page that loads nothing, runs nothing, and can be read without its charts.
 * The same report gives the same bytes. Its size is bounded: lists show their beginning.
 */
export async function reportPage(report: DedupeReport, tools: PageTools): Promise<string> {
  const chart = drawnChart(tools.draw);
  const sections: readonly Section[] = [
    ['columns', 'Files and columns', columnsSection(report)],
    ['rejects', 'Rejected lines', rejectsSection(report)],
    ['blocking', 'Finding pairs', await blockingSection(report, chart)],
    ['weights', 'Weights and the threshold', await weightsSection(report, chart)],
    ['model', 'The model', await modelSection(report, chart)],
    ['pairs', 'Single pairs, explained', await pairsSection(report, chart)],
    ['borderline', 'Borderline pairs', borderlineSection(report)],
    ['clusters', 'Clusters', await clustersSection(report, chart)],
    ['frequent', 'Frequent values', frequentSection(report)],
    ['timings', 'Counts and timings', await timingsSection(report, chart)],
  ];
  return page(
    {
      title: 'Deduplication report',
      notice: element(
        'p',
        { class: 'notice' },
        element('strong', {}, 'This page holds personal data.'),
        ' It shows records of the files, so that their owner can judge the result. Keep it as carefully as the files, and delete it when it has served.',
      ),
      summary: summaryOf(report),
      sections,
    },
    tools,
  );
}

function summaryOf(report: DedupeReport): Html {
  const clusters = report.counts.clusters ?? 0;
  const milliseconds = report.timings.reduce((sum, each) => sum + each.milliseconds, 0);
  const shown: readonly Figure[] = [
    ['Records', count(report.records), kindsOf(report)],
    ['Customers', count(clusters), `${count(report.records - clusters)} records are duplicates`],
    [
      'Threshold',
      report.threshold.toFixed(4),
      report.thresholdBecause === 'told' ? 'as it was given' : 'chosen from the model',
    ],
    ['Expected precision', share(report.expected.precision), 'of the pairs within clusters'],
    ['Expected recall', share(report.expected.recall), 'of the matches among the pairs'],
    ['Rejected lines', count(report.rejects), report.rejects === 0 ? 'none' : 'listed below'],
    ['Time', `${(milliseconds / 1000).toFixed(2)} s`, 'from file to clusters'],
  ];
  return figures(shown);
}

const kindsOf = ({ kinds }: DedupeReport): string =>
  `${count(kinds.person)} persons, ${count(kinds.organisation)} organisations`;
