import { matchModelOf } from '#core/dedupe/match-model-of';
import { type ModelReport, modelOf } from '#core/dedupe/report';
import type { MatchModel } from '#core/matching/match-model';
import type { CustomerKind } from '#core/schema/customer-schema';
import learned from './learned.json' with { type: 'json' };

/** Goes up when models are learned anew: decisions name it. */
const version = 2;

/** The models of real time, from what was learned. */
export const madeModels = (): Readonly<Record<CustomerKind, MatchModel>> => ({
  person: madeModel('person', learned.person as never),
  organisation: madeModel('organisation', learned.organisation as never),
});

const madeModel = (kind: CustomerKind, report: ModelReport): MatchModel => ({
  ...matchModelOf(modelOf(kind, report)),
  name: `${kind}-default`,
  version,
});

/** The source of core/matching/default-models.ts. */
export function defaultModelsFile(): string {
  const { person, organisation } = madeModels();
  return [
    "import type { CustomerKind } from '#core/schema/customer-schema';",
    "import type { MatchModel } from './match-model.ts';",
    '',
    '/**',
    ' * The models shipped with the hub. Made by `npm run generate` from scripts/models/learned.json, which',
    ' * the batch engine learned without labels from made-up customers (`npm run train`);',
    ' * core/dedupe/match-model-of.ts says how, core/matching/model-frame.ts what is not learned, and',
    ' * bench/quality what they achieve.',
    ' */',
    'export const defaultModels: Readonly<Record<CustomerKind, MatchModel>> = {',
    ...sourceOf(person),
    ...sourceOf(organisation),
    '};',
    '',
  ].join('\n');
}

const sourceOf = ({ kind, name, version: of, ...model }: MatchModel): readonly string[] => [
  `  ${kind}: {`,
  `    name: '${name}',`,
  `    version: ${of},`,
  `    kind: '${kind}',`,
  `    priorWeight: ${model.priorWeight},`,
  '    comparisons: [',
  ...model.comparisons.flatMap(({ comparison, levels, termFrequency }) => [
    '      {',
    `        comparison: '${comparison}',`,
    ...(levels.length === 1
      ? [`        levels: [${levels.map(levelSource).join('')}],`]
      : [
          '        levels: [',
          ...levels.map((each) => `          ${levelSource(each)},`),
          '        ],',
        ]),
    ...(termFrequency === undefined ? [] : [`        termFrequency: ${termFrequency},`]),
    '      },',
  ]),
  '    ],',
  `    thresholds: { link: ${model.thresholds.link}, review: ${model.thresholds.review} },`,
  '  },',
];

const levelSource = ({ level, m, u }: MatchModel['comparisons'][number]['levels'][number]) =>
  `{ level: '${level}', m: ${m}, u: ${u} }`;
