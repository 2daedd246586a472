import type { Column } from '#core/dedupe/meaning';
import type { ExampleKind, ReportedPair } from '#core/dedupe/report';
import { element, type Html, plainWords, share, shorten, signed, table, written } from './html.ts';
import type { Step } from './waterfall-chart.ts';

/** Columns of a record that are shown. */
const mostColumns = 40;
/** Reasons that stand beside a borderline pair. */
const mostReasons = 5;
/** Pairs that are listed. */
const mostPairs = 40;

export const exampleTexts: Readonly<
  Record<ExampleKind, { readonly title: string; readonly note: string }>
> = {
  strongest: { title: 'The strongest pair', note: '' },
  typical: {
    title: 'A typical match',
    note: 'Half of the pairs above the threshold weigh more than this one.',
  },
  'just-above': { title: 'Just above the threshold', note: '' },
  'just-below': { title: 'Just below the threshold', note: '' },
  'kept-apart': {
    title: 'Above the threshold, yet kept apart',
    note: 'The two clusters weigh too little as wholes, or one record fits somebody else as well.',
  },
  against: { title: 'More speaks against it', note: '' },
};

const hundredths = (bits: number): number => Math.round(bits * 100) / 100;

/**
 * The reasons of a pair as steps. Bits are rounded so that what is shown adds up: each step is the
 * difference of two rounded totals.
 */
export function stepsOf({ contributions }: Pick<ReportedPair, 'contributions'>): readonly Step[] {
  let exact = 0;
  let shown = 0;
  return contributions.map(({ comparison, level, bits }) => {
    const from = shown;
    exact += bits;
    shown = hundredths(exact);
    return { label: reasonOf(comparison, level), from, to: shown, shown: signed(shown - from) };
  });
}

export const reasonOf = (comparison: string, level: string): string =>
  comparison === 'prior'
    ? 'any two records'
    : comparison === 'frequency'
      ? 'how common the values are'
      : `${plainWords(comparison)}: ${plainWords(level)}`;

/** Two records beside each other, column by column; columns that both leave empty are passed over. */
export function recordsTable(columns: readonly Column[], { a, b, ids }: ReportedPair): Html {
  const rows = columns
    .filter(({ meaning }) => meaning !== 'ignored')
    .map(({ name }, at) => ({ name, one: a[at] ?? '', other: b[at] ?? '' }))
    .filter(({ one, other }) => one !== '' || other !== '');
  return table(
    'The two records',
    rows,
    [
      { title: 'Column', cell: ({ name }) => written(name) },
      { title: shorten(ids[0], 40), cell: ({ one }) => written(one) },
      { title: shorten(ids[1], 40), cell: ({ other }) => written(other) },
      {
        title: 'Compared',
        cell: ({ one, other }) =>
          one === other ? 'same' : one === '' || other === '' ? 'missing' : 'differs',
      },
    ],
    mostColumns,
  );
}

const recordText = (id: string, values: readonly string[]): Html =>
  element(
    'div',
    {},
    element('strong', {}, written(id, 60)),
    values
      .slice(0, mostColumns)
      .filter((value) => value !== '' && value !== id)
      .map((value) => [' · ', written(value, 60)]),
  );

/** Pairs with the reasons that say most. */
export const borderlineTable = (pairs: readonly ReportedPair[]): Html =>
  table(
    'Pairs nearest to the threshold',
    pairs,
    [
      {
        title: 'Records',
        cell: ({ ids, a, b }) =>
          element('div', { class: 'records' }, recordText(ids[0], a), recordText(ids[1], b)),
      },
      { title: 'Probability', cell: ({ probability }) => share(probability), isNumber: true },
      { title: 'Bits', cell: ({ weight }) => signed(weight), isNumber: true },
      { title: 'Cluster', cell: ({ isJoined }) => (isJoined ? 'one' : 'two') },
      {
        title: 'What says most',
        cell: ({ contributions }) =>
          contributions
            .filter(({ comparison }) => comparison !== 'prior')
            .toSorted((x, y) => Math.abs(y.bits) - Math.abs(x.bits))
            .slice(0, mostReasons)
            .map(({ comparison, level, bits }) =>
              element(
                'div',
                { class: 'reason' },
                `${reasonOf(comparison, level)} ${signed(bits, 1)}`,
              ),
            ),
      },
    ],
    mostPairs,
  );
