import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HashedValues } from '#core/dedupe/byte-table';
import { makeInterner } from '#core/dedupe/interner';
import { findEqualValues, numberValues, valueParts } from '#core/dedupe/merge-values';

const stretchOf = (texts: readonly string[]): HashedValues => {
  const interner = makeInterner(8);
  for (const text of texts) interner.text(text);
  return interner.values.dump();
};

/** The text of every value by its common number, and the numbers of each stretch's values. */
const merged = (stretches: readonly HashedValues[]) => {
  const equal = Array.from({ length: valueParts }, (_, part) => findEqualValues(stretches, part));
  const into = { bytes: new Uint8Array(4096), ends: new Uint32Array(1000) };
  const numbers = stretches.map(({ hashes }) => new Int32Array(hashes.length));
  let [number, at] = [1, 0];
  for (const each of equal) {
    numberValues(stretches, each, { number, at }, into, numbers);
    number += each.values;
    at += each.bytes;
  }
  const texts = Array.from({ length: number }, (_, each) =>
    new TextDecoder().decode(into.bytes.subarray(into.ends[each], into.ends[each + 1])),
  );
  return { texts, numbers };
};

describe('values of several stretches', () => {
  const texts = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 40 });

  it('get one number each, the same however they lie in stretches', () => {
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        const all = [...new Set([...one, ...other])];
        const found = merged([stretchOf(one), stretchOf(other)]);
        expect(found.texts.slice(1).toSorted()).toEqual(all.toSorted());
        expect(found.texts).toEqual(merged([stretchOf(all.toReversed())]).texts);
        for (const [stretch, written] of [one, other].entries())
          expect(written.map((_, at) => found.texts[found.numbers[stretch]![at + 1]!])).toEqual(
            written,
          );
      }),
    );
  });

  it('stay apart where different ones have one hash', () => {
    const told = stretchOf(['ada', 'bea', 'cleo']);
    const alike = { ...told, hashes: new Int32Array(told.hashes.length).fill(7) };
    expect(merged([alike, alike]).texts).toEqual(['', 'ada', 'bea', 'cleo']);
  });
});
