import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTable } from '#core/dedupe/byte-table';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('ByteTable', () => {
  it('gives equal bytes one number and different bytes different ones, in the order they are met', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 4 }), { maxLength: 3000 }), (texts) => {
        const table = new ByteTable(2);
        const numbers = texts.map((text) => table.intern(bytes(text), 0, bytes(text).length));
        const met = [...new Set(texts)];
        expect(numbers).toEqual(texts.map((text) => met.indexOf(text)));
        expect(met.map((_, id) => new TextDecoder().decode(table.bytesOf(id)))).toEqual(met);
      }),
      { numRuns: 30 },
    );
  });

  it('dumps every value with its end', () => {
    const table = new ByteTable();
    for (const text of ['ada', '', 'king']) table.intern(bytes(text), 0, text.length);
    const { bytes: all, ends } = table.dump();
    expect([new TextDecoder().decode(all), [...ends]]).toEqual(['adaking', [0, 3, 3, 7]]);
  });
});
