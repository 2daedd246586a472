import type { ModelReport } from '#core/dedupe/report';

export interface LevelRow {
  readonly comparison: string;
  readonly level: string;
  /** Share of pairs in each of three situations. */
  readonly shares: readonly [number, number, number];
  /** What the level says for the first situation and against the last. */
  readonly bits: number;
}

/** Levels of the comparisons that some record has, in the situations they tell apart. */
export function levelRows(
  { who, where }: ModelReport,
  compared: ReadonlySet<string>,
): readonly {
  readonly title: string;
  readonly names: readonly [string, string, string];
  readonly rows: readonly LevelRow[];
}[] {
  return [
    {
      title: 'Who it is',
      names: ['one customer (m)', 'one household', 'strangers (u)'],
      rows: rowsOf([who.match, who.housemate, who.stranger], compared),
    },
    {
      title: 'Where they are',
      names: ['one door', 'one town', 'far apart'],
      rows: rowsOf([where.door, where.town, where.far], compared),
    },
  ];
}

type Shares = Readonly<Record<string, Readonly<Record<string, number>>>>;

const rowsOf = (
  [first, second, third]: readonly [Shares, Shares, Shares],
  compared: ReadonlySet<string>,
): readonly LevelRow[] =>
  Object.entries(first)
    .filter(([comparison]) => compared.has(comparison))
    .flatMap(([comparison, levels]) =>
      Object.entries(levels).map(([level, m]) => {
        const u = third[comparison]?.[level] ?? 0;
        return {
          comparison,
          level,
          shares: [m, second[comparison]?.[level] ?? 0, u],
          bits: u > 0 && m > 0 ? Math.log2(m / u) : 0,
        };
      }),
    );
