import type { DedupeReport } from '#core/dedupe/report';
import { situations } from '#core/dedupe/situations';
import {
  barChart,
  type ChartSpec,
  curveChart,
  levelChart,
  waterfallChart,
  weightChart,
} from './charts.ts';
import {
  type Content,
  count,
  element,
  type Html,
  plainWords,
  share,
  signed,
  table,
  written,
} from './html.ts';
import { levelRows } from './level-rows.ts';
import { pageStyle } from './page-style.ts';
import { borderlineTable, exampleTexts, recordsTable, stepsOf } from './pair-parts.ts';

/** What the page needs and core does not have. */
export interface PageTools {
  /** Draws a Vega specification to SVG markup. */
  readonly draw: (spec: ChartSpec) => Promise<string>;
  /** SHA-256 of a text in Base64. */
  readonly sha256: (text: string) => string;
}

const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));

/**
 * A report as one HTML page that loads nothing, runs nothing, and can be read without its charts.
 * The same report gives the same bytes. Its size is bounded: lists show their beginning.
 */
export async function reportPage(report: DedupeReport, tools: PageTools): Promise<string> {
  const chart = async (label: string, spec: ChartSpec): Promise<Html> =>
    element(
      'div',
      { class: 'chart', role: 'img', 'aria-label': `${label}. The table has its numbers.` },
      {
        html: await tools.draw(spec),
      },
    );
  const sections: readonly (readonly [id: string, title: string, content: Content])[] = [
    ['columns', 'Files and columns', columnsOf(report)],
    ['rejects', 'Rejected lines', rejectsOf(report)],
    ['blocking', 'Finding pairs', await blockingOf(report, chart)],
    ['weights', 'Weights and the threshold', await weightsOf(report, chart)],
    ['model', 'The model', await modelOf(report, chart)],
    ['pairs', 'Single pairs, explained', await pairsOf(report, chart)],
    ['borderline', 'Borderline pairs', borderlineOf(report)],
    ['clusters', 'Clusters', await clustersOf(report, chart)],
    ['frequent', 'Frequent values', frequentOf(report)],
    ['timings', 'Counts and timings', await timingsOf(report, chart)],
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

type Chart = (label: string, spec: ChartSpec) => Promise<Html>;

const paragraph = (...content: readonly Content[]): Html => element('p', {}, ...content);
const split = (...content: readonly Content[]): Html =>
  element('div', { class: 'split' }, ...content);

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

const reasons = {
  name: 'its name',
  contents: 'its contents',
  both: 'its name and contents',
  told: 'the configuration',
} as const;

const delimiters: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

const columnsOf = (report: DedupeReport): Content => [
  table('Files', report.files, [
    { title: 'File', cell: ({ file }) => written(file) },
    { title: 'Format', cell: ({ format }) => format },
    { title: 'Encoding', cell: ({ encoding }) => encoding },
    { title: 'Delimiter', cell: ({ delimiter }) => delimiters[delimiter] ?? delimiter },
  ]),
  paragraph(
    'What every column was taken for, and why. A configuration can say otherwise: ',
    element('code', {}, '--config'),
    '.',
  ),
  table('Columns', report.columns, [
    { title: 'Column', cell: ({ name }) => written(name) },
    {
      title: 'Taken for',
      cell: ({ meaning, identifierType }) =>
        identifierType === undefined
          ? plainWords(meaning)
          : [plainWords(meaning), ' (', written(identifierType), ')'],
    },
    {
      title: 'Because of',
      cell: ({ meaning, because }) =>
        meaning === 'ignored' && because === 'contents' ? 'nothing recognised' : reasons[because],
    },
    { title: 'Belongs to', cell: ({ group }) => written(group) },
    {
      title: 'Dates',
      cell: ({ dayFirst }) =>
        dayFirst === undefined ? '' : dayFirst ? 'day before month' : 'month before day',
    },
  ]),
];

const rejectsOf = (report: DedupeReport): Content =>
  report.rejects === 0
    ? paragraph('Every line could be read.')
    : [
        paragraph(
          `${count(report.rejects)} lines were left out; all of them, with their text, stand in the rejects file.`,
        ),
        table('The first rejected lines', report.rejectedLines, [
          { title: 'File', cell: ({ file }) => written(file) },
          { title: 'Line', cell: ({ line }) => line, isNumber: true },
          { title: 'Reason', cell: ({ reason }) => written(reason) },
        ]),
      ];

async function blockingOf(report: DedupeReport, chart: Chart): Promise<Content> {
  return [
    paragraph(
      'Records that agree on a rule are compared. Rules were taken in the order of how telling they are, as far as the number of pairs allows. A block of more records than the limit is left to the other rules.',
    ),
    await chart(
      'Pairs that each rule brought',
      barChart(
        report.rules.slice(0, 60).map(({ name, pairs, brought }) => ({
          label: name,
          parts: [brought, pairs - brought],
          shown: count(pairs),
        })),
        ['not found before', 'found by an earlier rule'],
      ),
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

async function weightsOf(report: DedupeReport, chart: Chart): Promise<Content> {
  const { weights, threshold, thresholds } = report;
  const candidates = report.counts.candidates ?? 0;
  const kept = weights.reduce((sum, { pairs }) => sum + pairs, 0);
  const matches = weights.reduce((sum, each) => sum + each.matches, 0);
  let [pairsAbove, matchesAbove] = [0, 0];
  const points = weights
    .toReversed()
    .map((bin) => {
      pairsAbove += bin.pairs;
      matchesAbove += bin.matches;
      return {
        bits: bin.bits,
        precision: pairsAbove === 0 ? 1 : matchesAbove / pairsAbove,
        recall: matches === 0 ? 1 : matchesAbove / matches,
      };
    })
    .toReversed();
  return [
    paragraph(
      `The weight of a pair says how much speaks for one customer: each bit doubles the odds. Of ${count(candidates)} pairs compared, the ${count(kept)} of at least one chance in a hundred are shown. The threshold lies at ${signed(bitsOf(threshold))} bits.`,
    ),
    weights.length === 0
      ? []
      : split(
          await chart('Pairs by match weight', weightChart(weights, bitsOf(threshold))),
          await chart(
            'Expected precision and recall by threshold',
            curveChart(points, bitsOf(threshold)),
          ),
        ),
    paragraph(
      'Nobody has looked at the pairs: precision and recall are what the model expects of them.',
    ),
    split(
      table('Other thresholds', thresholds, [
        {
          title: 'Threshold',
          cell: (each) =>
            `${Number(each.threshold.toFixed(4))}${each.threshold === threshold ? ' (this run)' : ''}`,
        },
        { title: 'Pairs from there on', cell: ({ pairs }) => pairs, isNumber: true },
        { title: 'Expected precision', cell: ({ precision }) => share(precision), isNumber: true },
        { title: 'Expected recall', cell: ({ recall }) => share(recall), isNumber: true },
      ]),
      table('Pairs by match weight', weights.toReversed(), [
        { title: 'Bits', cell: ({ bits }) => `${signed(bits, 0)} to ${signed(bits + 1, 0)}` },
        { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
        { title: 'In one cluster', cell: ({ joined }) => joined, isNumber: true },
        { title: 'Expected matches', cell: (each) => each.matches.toFixed(1), isNumber: true },
      ]),
    ),
  ];
}

/** A share of any size: four places, or as a power of ten. */
const small = (value: number): string =>
  value >= 0.001 ? value.toFixed(4) : value.toExponential(2).replace('-', '−');

async function modelOf(report: DedupeReport, chart: Chart): Promise<Content> {
  const filled = report.filled.filter(({ records }) => records > 0);
  const kinds = (['person', 'organisation'] as const).filter((kind) => report.kinds[kind] > 0);
  const content: Content[] = [
    paragraph(
      'The model learned from these files, without labels, how often a comparison comes out at each level: among pairs of one customer and among others. The further apart the two shares, the more the level says.',
    ),
    table('What there was to compare', filled, [
      { title: 'Comparison', cell: ({ comparison }) => plainWords(comparison) },
      { title: 'Records that have it', cell: ({ records }) => records, isNumber: true },
      { title: 'Share', cell: ({ records }) => share(records / report.records), isNumber: true },
    ]),
  ];
  for (const kind of kinds) {
    const model = report.models[kind];
    content.push(
      element('h3', {}, `${kind === 'person' ? 'Persons' : 'Organisations'}`),
      table(
        'Situations a pair can be in',
        situations.map(({ name }, at) => ({ name, part: model.shares[at] ?? 0 })),
        [
          { title: 'Situation', cell: ({ name }) => name },
          { title: 'Share of all pairs', cell: ({ part }) => small(part), isNumber: true },
        ],
      ),
    );
    for (const { title, names, rows } of levelRows(
      model,
      new Set(filled.map((each) => each.comparison)),
    )) {
      if (rows.length === 0) continue;
      const [first, , last] = names;
      content.push(
        split(
          await chart(
            `${title}: shares of levels`,
            levelChart(
              rows.map(({ comparison, level, shares: [m, , u] }) => ({
                label: `${plainWords(comparison)}: ${plainWords(level)}`,
                m,
                u,
              })),
              [first, last],
            ),
          ),
          table(title, rows, [
            { title: 'Comparison', cell: ({ comparison }) => plainWords(comparison) },
            { title: 'Level', cell: ({ level }) => plainWords(level) },
            ...names.map((name, at) => ({
              title: name,
              cell: ({ shares }: (typeof rows)[number]) => small(shares[at] ?? 0),
              isNumber: true,
            })),
            { title: 'Bits', cell: ({ bits }) => signed(bits), isNumber: true },
          ]),
        ),
      );
    }
  }
  return content;
}

async function pairsOf(report: DedupeReport, chart: Chart): Promise<Content> {
  const content: Content[] = [
    paragraph(
      'From what is believed of any two records, each comparison adds or takes bits, given those before it. Together they are the weight of the pair. The dashed line is the threshold.',
    ),
  ];
  for (const { why, pair } of report.examples) {
    const steps = stepsOf(pair);
    const [one, other] = pair.ids;
    const { title, note } = exampleTexts[why];
    content.push(
      element('h3', {}, `${title}: `, written(one), ' and ', written(other)),
      paragraph(
        `${signed(pair.weight)} bits, probability ${share(pair.probability)}, ${pair.isJoined ? 'in one cluster' : 'not in one cluster'}. ${note}`,
      ),
      split(
        [
          await chart(
            'How the weight comes about',
            waterfallChart(steps, bitsOf(report.threshold)),
          ),
        ],
        element(
          'div',
          {},
          table('Reasons', steps, [
            { title: 'Comparison', cell: ({ label }) => label },
            { title: 'Bits', cell: ({ shown }) => shown, isNumber: true },
            { title: 'Together', cell: ({ to }) => signed(to), isNumber: true },
          ]),
          recordsTable(report.columns, pair),
        ),
      ),
    );
  }
  return report.examples.length === 0 ? paragraph('No two records resemble each other.') : content;
}

const borderlineOf = (report: DedupeReport): Content =>
  report.borderline.length === 0
    ? paragraph('There are none.')
    : [
        paragraph('The pairs nearest to the threshold, where a person would look first.'),
        borderlineTable(report.borderline),
      ];

const mostSizes = 30;

async function clustersOf({ clusterSizes }: DedupeReport, chart: Chart): Promise<Content> {
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

const frequentOf = ({ frequent }: DedupeReport): Content =>
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

async function timingsOf(report: DedupeReport, chart: Chart): Promise<Content> {
  const { timings, counts } = report;
  return split(
    element(
      'div',
      {},
      await chart(
        'Seconds of each phase',
        barChart(
          timings.slice(0, mostSizes).map(({ phase, milliseconds }) => ({
            label: phase,
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
