import type { DedupeRun, ModelCare } from '#core/dedupe-run/dedupe-run';
import type { MatchWeights } from '#core/matching/match-weights';
import { type Content, count, paragraph, plainWords, signed, table } from './html.ts';
import { figures, page, type Section } from './page.ts';

/** What a finished run of the hub found, as one HTML page. It holds ids of no customer and no value. */
export function runPage(
  run: DedupeRun & Required<Pick<DedupeRun, 'counts'>>,
  tools: { readonly sha256: (text: string) => string },
): string {
  const { counts, request, modelCare } = run;
  const sections: readonly Section[] = [
    ['clusters', 'Clusters', clustersOf(run)],
    ['pairs', 'Finding pairs', pairsOf(run)],
    ...(modelCare === undefined ? [] : [['model', 'The model', modelOf(modelCare)] as const]),
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

const clustersOf = ({ clusterSizes = {} }: DedupeRun): Content =>
  table(
    'Sets of customers that links hold together, merged or not',
    Object.entries(clusterSizes).toSorted(([a], [b]) => Number(a) - Number(b)),
    [
      { title: 'Customers in the cluster', cell: ([size]) => Number(size), isNumber: true },
      { title: 'Clusters', cell: ([, clusters]) => clusters, isNumber: true },
    ],
  );

const pairsOf = ({ counts }: Required<Pick<DedupeRun, 'counts'>>): Content =>
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

function modelOf({ model, drift, evidence, proposedModel }: ModelCare): Content {
  return [
    paragraph(
      `Weighed by ${model.name}, version ${model.version}. What is one customer already was looked at: ${count(evidence.steward)} merges by stewards and ${count(evidence.machine)} pairs of records that the machine had linked.`,
    ),
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
    table('The model refined by them: a proposal', levelsOf(proposedModel), [
      { title: 'Level', cell: ({ name }) => name },
      { title: 'm', cell: ({ m }) => m.toPrecision(3), isNumber: true },
      { title: 'u', cell: ({ u }) => u.toPrecision(3), isNumber: true },
      { title: 'Bits', cell: ({ m, u }) => signed(Math.log2(m / u)), isNumber: true },
    ]),
  ];
}

const levelsOf = ({ comparisons }: MatchWeights) =>
  comparisons.flatMap(({ comparison, levels }) =>
    levels.map(({ level, m, u }) => ({
      name: `${plainWords(comparison)}: ${plainWords(level)}`,
      m,
      u,
    })),
  );
