import { type DedupeRun, type ModelCare, stageTimes } from '#core/dedupe-run/dedupe-run';
import type { ExplainedPair } from '#core/dedupe-run/explain-run';
import type { MatchWeights } from '#core/matching/match-weights';
import { barChart } from './bar-chart.ts';
import { bitsOf } from './bits-of.ts';
import type { Chart } from './chart.ts';
import { drawnChart } from './drawn-chart.ts';
import {
  type Content,
  count,
  element,
  paragraph,
  plainWords,
  signed,
  split,
  table,
} from './html.ts';
import { levelChart } from './level-chart.ts';
import { figures, page, type Section } from './page.ts';
import type { PageTools } from './report-page.ts';
import { runBorderlineSection, runPairsSection } from './run-pairs-section.ts';
import { weightChart } from './weight-charts.ts';

/** A finished run. */
type Finished = DedupeRun & Required<Pick<DedupeRun, 'counts'>>;

/**
 * What a finished run of the hub found, as one HTML page that can be read without its charts. `pairs`
 * are those that it explains, and nothing where they have expired. It holds no value of a customer.
 */
export async function runPage(
  run: Finished,
  pairs: readonly ExplainedPair[] | undefined,
  tools: PageTools,
): Promise<string> {
  const { counts, request, modelCare } = run;
  const chart = drawnChart(tools.draw);
  const threshold = modelCare?.usedModel?.thresholds.link ?? 0.5;
  const expired = paragraph('Single pairs are kept for a day, as the list of changes is.');
  const sections: readonly Section[] = [
    ['blocking', 'Finding pairs', pairsOf(run)],
    ['weights', 'Weights and the threshold', await weightsOf(run, threshold, chart)],
    ...(modelCare === undefined
      ? []
      : [['model', 'The model', await modelOf(modelCare, chart)] as const]),
    [
      'pairs',
      'Single pairs, explained',
      pairs === undefined ? expired : await runPairsSection(pairs, threshold, chart),
    ],
    ['borderline', 'Borderline pairs', pairs === undefined ? expired : runBorderlineSection(pairs)],
    ['clusters', 'Clusters', await clustersOf(run, chart)],
    ['frequent', 'Frequent values', frequentOf(run)],
    ['timings', 'Timings', await timingsOf(run, chart)],
  ];
  const would = request.dryRun ? 'would be' : 'were';
  return page(
    {
      title: `Dedupe run ${run.runId}`,
      notice: paragraph(
        request.dryRun
          ? 'A dry run: nothing was changed.'
          : 'What was merged can be taken back by unmerge and split.',
        ` Schema ${request.schema}, ${run.state} ${run.endedAt ?? ''}. The changes themselves are listed by /v1/dedupe-runs/${run.runId}/changes for a day.`,
      ),
      summary: figures([
        ['Customers', count(counts.customers), `${count(counts.unreadable)} could not be read`],
        ['Merges', count(counts.merges), `${would} made`],
        ['Splits', count(counts.splits), 'of merges that no longer hold'],
        ['Reviews', count(counts.reviews), 'left to a steward'],
        ['Left out', count(counts.leftOut), 'changed meanwhile, or failed'],
      ]),
      sections,
    },
    tools,
  );
}

async function clustersOf({ clusterSizes = {} }: DedupeRun, chart: Chart): Promise<Content> {
  const sizes = Object.entries(clusterSizes)
    .map(([customers, clusters]) => ({ customers: Number(customers), clusters }))
    .toSorted((a, b) => a.customers - b.customers);
  if (sizes.length === 0) return paragraph('No link holds customers together.');
  return split(
    await chart(
      'Clusters by their number of customers',
      barChart(
        sizes.slice(0, 30).map(({ customers, clusters }) => ({
          label: `${count(customers)} customers`,
          parts: [clusters],
          shown: count(clusters),
        })),
      ),
    ),
    table('Sets of customers that links hold together, merged or not', sizes, [
      { title: 'Customers in the cluster', cell: ({ customers }) => customers, isNumber: true },
      { title: 'Clusters', cell: ({ clusters }) => clusters, isNumber: true },
    ]),
  );
}

const pairsOf = ({ counts }: Finished): Content =>
  table(
    'Blocks, pairs and links',
    [
      ['Sets of customers that share a match key', counts.blocks],
      ['of these parted by a second fact, since too many share the key', counts.splitBlocks],
      ['parts left out, since too many share both', counts.cappedBlocks],
      ['Customers in the largest block', counts.largestBlock],
      ['Customers in the fullest partition', counts.largestPartition],
      ['Pairs compared, each once', counts.pairs],
      ['Pairs alike enough to be weighed against whole clusters', counts.links],
      ['Links left out so that no cluster became too large', counts.linksCut],
      ['Clusters', counts.clusters],
    ] as const,
    [
      { title: 'What', cell: ([what]) => what },
      { title: 'How many', cell: ([, many]) => many, isNumber: true },
    ],
  );

/** A row for each bit that can be told. */
const mostRows = 125;

async function weightsOf(
  { weights = [] }: DedupeRun,
  threshold: number,
  chart: Chart,
): Promise<Content> {
  if (weights.length === 0) return paragraph('No two customers share a match key.');
  const bins = weights.map(({ bits, pairs, links }) => ({ bits, pairs, joined: links }));
  return [
    paragraph(
      `Each pair as it was compared first, when no value was taken to be common. Who is alike even so is weighed again with the measured frequencies, and merged from ${signed(bitsOf(threshold))} bits on.`,
    ),
    split(
      await chart('Pairs by match weight', weightChart(bins, bitsOf(threshold)), [
        'weighed again as whole clusters',
        'passed over',
      ]),
      table(
        'Pairs by match weight',
        weights.filter(({ pairs }) => pairs > 0).toReversed(),
        [
          { title: 'Bits', cell: ({ bits }) => `${signed(bits, 0)} to ${signed(bits + 1, 0)}` },
          { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
          { title: 'Weighed again', cell: ({ links }) => links, isNumber: true },
        ],
        mostRows,
      ),
    ),
  ];
}

const frequentOf = ({ frequent = [] }: DedupeRun): Content =>
  frequent.length === 0
    ? paragraph('No weight hung on how common a value is.')
    : [
        paragraph(
          'Agreeing on a common value says less than agreeing on a rare one. Values are personal and not shown here; why two customers are one tells them.',
        ),
        table('Comparisons whose weight hung on how common the value is', frequent, [
          { title: 'Comparison', cell: ({ comparison }) => plainWords(comparison) },
          { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
          {
            title: 'Customers that share the commonest',
            cell: ({ mostSharers }) => mostSharers,
            isNumber: true,
          },
          {
            title: 'Bits of a pair, on average',
            cell: ({ bits, pairs }) => signed(bits / pairs),
            isNumber: true,
          },
        ]),
      ];

const stageNames = {
  scan: 'reading and standardising',
  count: 'counting blocks',
  score: 'comparing and tying clusters',
  join: 'weighing clusters and changing customers',
} as const;

async function timingsOf(run: DedupeRun, chart: Chart): Promise<Content> {
  const times = stageTimes(run).map(({ stage, milliseconds }) => ({
    name: stageNames[stage],
    milliseconds,
  }));
  if (times.length === 0) return paragraph('They were not kept.');
  return split(
    await chart(
      'Seconds of each stage',
      barChart(
        times.map(({ name, milliseconds }) => ({
          label: name,
          parts: [milliseconds / 1000],
          shown: `${(milliseconds / 1000).toFixed(2)} s`,
        })),
      ),
    ),
    table('Timings', times, [
      { title: 'Stage', cell: ({ name }) => name },
      { title: 'Milliseconds', cell: ({ milliseconds }) => milliseconds, isNumber: true },
    ]),
  );
}

async function modelOf(
  { model, drift, evidence, usedModel, proposedModel }: ModelCare,
  chart: Chart,
): Promise<Content> {
  return [
    paragraph(
      `Weighed by ${model.name}, version ${model.version}. What is one customer already was looked at: ${count(evidence.steward)} merges by stewards and ${count(evidence.machine)} pairs of records that the machine had linked.`,
    ),
    usedModel === undefined
      ? []
      : split(
          await chart(
            'Shares of levels',
            levelChart(levelsOf(usedModel).map(({ name, m, u }) => ({ label: name, m, u }))),
            ['one customer (m)', 'two customers (u)'],
          ),
          levelTable('Levels of the model', usedModel),
        ),
    element('h3', {}, 'How it fits'),
    table('How far these are from what the model expects', drift, [
      { title: 'Comparison', cell: ({ comparison }) => plainWords(comparison) },
      { title: 'Pairs', cell: ({ pairs }) => pairs, isNumber: true },
      { title: 'From matches (m)', cell: ({ fromM }) => fromM.toFixed(3), isNumber: true },
      { title: 'From others (u)', cell: ({ fromU }) => fromU.toFixed(3), isNumber: true },
      { title: 'Verdict', cell: ({ verdict }) => plainWords(verdict) },
    ]),
    paragraph(
      'Population stability index: below 0.1 steady, below 0.25 to be watched, else moved.',
    ),
    levelTable('The model refined by them: a proposal', proposedModel),
  ];
}

const levelTable = (caption: string, model: MatchWeights): Content =>
  table(caption, levelsOf(model), [
    { title: 'Level', cell: ({ name }) => name },
    { title: 'm', cell: ({ m }) => m.toPrecision(3), isNumber: true },
    { title: 'u', cell: ({ u }) => u.toPrecision(3), isNumber: true },
    { title: 'Bits', cell: ({ m, u }) => signed(Math.log2(m / u)), isNumber: true },
  ]);

const levelsOf = ({ comparisons }: MatchWeights) =>
  comparisons.flatMap(({ comparison, levels }) =>
    levels.map(({ level, m, u }) => ({
      name: `${plainWords(comparison)}: ${plainWords(level)}`,
      m,
      u,
    })),
  );
