import type { DedupeReport } from '#core/dedupe/report';
import { blockingSection } from './blocking-section.ts';
import type { Chart } from './chart.ts';
import type { ChartSpec } from './chart-frame.ts';
import { columnsSection, rejectsSection } from './columns-section.ts';
import { type Content, count, element, type Html, share } from './html.ts';
import { modelSection } from './model-section.ts';
import { pageStyle } from './page-style.ts';
import { borderlineSection, pairsSection } from './pairs-section.ts';
import { clustersSection, frequentSection, timingsSection } from './results-section.ts';
import { weightsSection } from './weights-section.ts';

/** What the page needs and core does not have. */
export interface PageTools {
  /** Draws a Vega specification to SVG markup. */
  readonly draw: (spec: ChartSpec) => Promise<string>;
  /** SHA-256 of a text in Base64. */
  readonly sha256: (text: string) => string;
}

/**
 * A report as one HTML page that loads nothing, runs nothing, and can be read without its charts.
 * The same report gives the same bytes. Its size is bounded: lists show their beginning.
 */
export async function reportPage(report: DedupeReport, tools: PageTools): Promise<string> {
  const chart: Chart = async (label, spec, legend = []) =>
    element(
      'figure',
      {},
      element('figcaption', {}, label, legendOf(legend)),
      element(
        'div',
        {
          class: 'chart',
          role: 'img',
          tabindex: '0',
          'aria-label': `${label}. The numbers stand in the table.`,
        },
        { html: await tools.draw(spec) },
      ),
    );
  const sections: readonly (readonly [id: string, title: string, content: Content])[] = [
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
  const policy = `default-src 'none'; style-src 'sha256-${tools.sha256(pageStyle)}'; base-uri 'none'; form-action 'none'`;
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      { html: '<meta charset="utf-8">' },
      { html: `<meta http-equiv="Content-Security-Policy" content="${policy}">` },
      { html: '<meta name="viewport" content="width=device-width, initial-scale=1">' },
      {
        html: '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">',
      },
      element('title', {}, 'Deduplication report'),
      element('style', {}, { html: pageStyle }),
    ),
    element(
      'body',
      {},
      element('a', { class: 'skip', href: '#content' }, 'To the content'),
      element(
        'header',
        {},
        element('h1', {}, 'Deduplication report'),
        element(
          'p',
          { class: 'notice' },
          element('strong', {}, 'This page holds personal data.'),
          ' It shows records of the files, so that their owner can judge the result. Keep it as carefully as the files, and delete it when it has served.',
        ),
        summaryOf(report),
      ),
      element(
        'nav',
        { 'aria-label': 'Contents' },
        element(
          'ul',
          {},
          sections.map(([id, title]) => element('li', {}, element('a', { href: `#${id}` }, title))),
        ),
      ),
      element(
        'main',
        { id: 'content' },
        sections.map(([id, title, content]) =>
          element(
            'section',
            { id, 'aria-labelledby': `${id}-title` },
            element('h2', { id: `${id}-title` }, title),
            content,
          ),
        ),
      ),
    ),
  );
  return `<!doctype html>\n${page.html}\n`;
}

const legendOf = (names: readonly string[]): Content =>
  names.map((name, at) => [
    ' ',
    element(
      'span',
      { class: 'legend' },
      element('span', { class: at === 0 ? 'swatch' : 'swatch other', 'aria-hidden': 'true' }),
      name,
    ),
  ]);

function summaryOf(report: DedupeReport): Html {
  const clusters = report.counts.clusters ?? 0;
  const milliseconds = report.timings.reduce((sum, each) => sum + each.milliseconds, 0);
  const figures: readonly (readonly [string, string, string])[] = [
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
  return element(
    'dl',
    { class: 'figures' },
    figures.map(([title, figure, note]) =>
      element(
        'div',
        {},
        element('dt', {}, title),
        element('dd', {}, figure, element('small', {}, note)),
      ),
    ),
  );
}

const kindsOf = ({ kinds }: DedupeReport): string =>
  `${count(kinds.person)} persons, ${count(kinds.organisation)} organisations`;
