import type { DedupeReport } from '#core/dedupe/report';
import { situations } from '#core/dedupe/situations';
import type { Chart } from './chart.ts';
import {
  type Content,
  element,
  paragraph,
  plainWords,
  share,
  signed,
  split,
  table,
} from './html.ts';
import { levelChart } from './level-chart.ts';
import { levelRows } from './level-rows.ts';

/** A share of any size: four places, or as a power of ten. */
const small = (value: number): string =>
  value >= 0.001 ? value.toFixed(4) : value.toExponential(2).replace('-', '−');

/** What was learned: how often situations and levels occur. */
export async function modelSection(report: DedupeReport, chart: Chart): Promise<Content> {
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
            ),
            [first, last],
          ),
          table(title, rows, [
            {
              title: 'Comparison and level',
              cell: ({ comparison, level }) => `${plainWords(comparison)}: ${plainWords(level)}`,
            },
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
