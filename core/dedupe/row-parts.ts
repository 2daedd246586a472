import type { StandardEmail, StandardPersonName } from '#core/standardise/standard-record';
import { boundedMemo } from './bounded-memo.ts';
import type { Layout } from './layout.ts';
import { textBits, type ValuePairs } from './value-pairs.ts';

/** Parts of a row in the shapes that real time compares; rows are given by where they begin. */
export interface RowParts {
  readonly nameOf: (row: number) => StandardPersonName;
  /** By the number of the address. */
  readonly emailOf: (id: number) => StandardEmail;
  readonly emailsOf: (row: number) => readonly StandardEmail[];
}

export function makeRowParts(
  rows: Int32Array,
  layout: Layout,
  { textOf, wordsOf }: ValuePairs,
): RowParts {
  const emailOf = boundedMemo(textBits, (id): StandardEmail => {
    const text = textOf(id);
    const isRole = text.startsWith('!');
    const [standard = '', address = ''] = text.slice(isRole ? 1 : 0).split(' ');
    const cut = standard.indexOf('@');
    return { address, local: standard.slice(0, cut), domain: standard.slice(cut + 1), isRole };
  });
  const none: readonly StandardEmail[] = [];
  const emailsOf = (row: number): readonly StandardEmail[] => {
    let found: StandardEmail[] | undefined;
    for (const { address } of layout.emails) {
      const id = rows[row + address] as number;
      if (id === 0) continue;
      if (found === undefined) found = [emailOf(id)];
      else found.push(emailOf(id));
    }
    return found ?? none;
  };
  const nameOf = (row: number): StandardPersonName => ({
    given: wordsOf(rows[row] as number),
    middle: wordsOf(rows[row + 1] as number),
    family: wordsOf(rows[row + 2] as number),
    familyPrevious: wordsOf(rows[row + 3] as number),
  });

  return { nameOf, emailOf, emailsOf };
}
