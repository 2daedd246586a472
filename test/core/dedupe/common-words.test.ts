import { describe, expect, it } from 'vitest';
import { commonWords } from '#core/dedupe/common-words';
import type { Layout } from '#core/dedupe/layout';

describe('commonWords', () => {
  const names = [
    '',
    ...Array.from({ length: 8 }, (_, at) => `core${at} catering`),
    ...Array.from({ length: 7 }, (_, at) => `house${at} bakery`),
  ];
  const layout = {
    stride: 1,
    organisations: [{ words: 0, form: 0, firstWord: 0, secondWord: 0 }],
  } satisfies Pick<Layout, 'stride' | 'organisations'>;
  const wordsOf = (id: number) => (names[id] ?? '').split(' ');
  const common = (rows: readonly number[]) =>
    commonWords(Int32Array.from(rows), layout, wordsOf, names.length);

  it('are those of many different names, however often one of them stands', () => {
    const each = names.keys().toArray();
    expect([...common([...each, 9, 9, 9])]).toEqual(['catering']);
    expect(common(each.filter((id) => id !== 3))).toEqual(new Set());
  });

  it('do not depend on the order of rows', () => {
    const each = names.keys().toArray();
    expect(common(each.toReversed())).toEqual(common(each));
  });
});
