import { compareText } from '#core/kernel/types';
import {
  type OutcomeCount,
  type RetentionResult,
  type RetentionRow,
  retentionOutcomes,
} from './retention-run.ts';

/** What one piece of a run came to. */
export interface RetentionPiece {
  readonly schema: string;
  readonly customers: number;
  readonly unreadable: number;
  readonly rows: readonly Pick<RetentionRow, 'purpose' | 'attribute' | 'outcome'>[];
}

/** Counts of a piece, without its rows. */
export const tallyRows = ({
  schema,
  customers,
  unreadable,
  rows,
}: RetentionPiece): RetentionResult =>
  sumResults([
    {
      customers,
      unreadable,
      purposes: rows.flatMap(({ purpose, outcome }) =>
        purpose === undefined ? [] : [{ purpose, outcomes: [{ outcome, count: 1 }] }],
      ),
      attributes: rows.flatMap(({ attribute, outcome }) =>
        attribute === undefined ? [] : [{ schema, attribute, outcomes: [{ outcome, count: 1 }] }],
      ),
    },
  ]);

/** All together, in an order of names that does not depend on that of the pieces. */
export function sumResults(results: readonly RetentionResult[]): RetentionResult {
  const sum = (of: (result: RetentionResult) => number) =>
    results.reduce((all, each) => all + of(each), 0);
  const purposes = Map.groupBy(
    results.flatMap((each) => each.purposes),
    ({ purpose }) => purpose,
  );
  const attributes = Map.groupBy(
    results.flatMap((each) => each.attributes),
    ({ schema, attribute }) => `${schema} ${attribute}`,
  );
  return {
    customers: sum(({ customers }) => customers),
    unreadable: sum(({ unreadable }) => unreadable),
    purposes: byName(purposes).map((same) => ({ ...same[0], outcomes: summed(same) })),
    attributes: byName(attributes).map((same) => ({ ...same[0], outcomes: summed(same) })),
  };
}

/** The groups in the order of their names; none is empty. */
const byName = <T>(groups: ReadonlyMap<string, readonly T[]>): readonly (readonly [T, ...T[]])[] =>
  [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, [first, ...rest]]) => (first === undefined ? [] : [[first, ...rest] as const]));

const summed = (
  same: readonly { readonly outcomes: readonly OutcomeCount[] }[],
): readonly OutcomeCount[] => {
  const all = same.flatMap(({ outcomes }) => outcomes);
  return retentionOutcomes.flatMap((outcome) => {
    const count = all.reduce((sum, each) => sum + (each.outcome === outcome ? each.count : 0), 0);
    return count === 0 ? [] : [{ outcome, count }];
  });
};
