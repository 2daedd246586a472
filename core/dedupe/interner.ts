import { ByteTable, grown } from './byte-table.ts';

const encoder = new TextEncoder();

/** Gives standardised values their numbers; 0 is "none" and the empty text. */
export interface Interner {
  readonly values: ByteTable;
  readonly text: (text: string) => number;
  readonly bytes: (source: Uint8Array, from: number, to: number) => number;
}

const longest = 4096;

export function makeInterner(expected: number): Interner {
  const values = new ByteTable(expected);
  const scratch = new Uint8Array(longest);
  values.intern(scratch, 0, 0);
  return {
    values,
    bytes: (source, from, to) =>
      from === to ? 0 : values.intern(source, from, Math.min(to, from + longest)),
    text: (text) => {
      const { length } = text;
      if (length === 0) return 0;
      // Nearly all standardised text is ASCII; a call of the encoder costs more than this loop.
      for (let at = 0; at < length && at < longest; at++) {
        const code = text.charCodeAt(at);
        if (code > 127) return values.intern(scratch, 0, encoder.encodeInto(text, scratch).written);
        scratch[at] = code;
      }
      return values.intern(scratch, 0, Math.min(length, longest));
    },
  };
}

/**
 * Remembers by the number of a value which other value always goes with it, so that the second of two is
 * not looked up where the first one is met again.
 */
export function makeCompanions(): (value: number, make: () => number) => number {
  // One more than the number, so that 0 is "not known".
  let companions = new Int32Array(1024);
  return (value, make) => {
    if (value >= companions.length) companions = grown(companions, value * 2);
    const known = companions[value] as number;
    if (known !== 0) return known - 1;
    const made = make();
    companions[value] = made + 1;
    return made;
  };
}
