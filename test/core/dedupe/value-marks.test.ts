import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasSpace,
  leastMissing,
  longMark,
  markedLength,
  markValues,
  mostShared,
} from '#core/dedupe/value-marks';

const marked = (texts: readonly string[]) => {
  const parts = texts.map((text) => new TextEncoder().encode(text));
  const ends = new Uint32Array(parts.length + 1);
  for (const [at, { length }] of parts.entries()) ends[at + 1] = (ends[at] as number) + length;
  const values = {
    bytes: Uint8Array.from(parts.flatMap((part) => [...part])),
    ends,
    marks: new Int32Array(parts.length * 2),
  };
  markValues(values, 0, parts.length);
  return values.marks;
};

/** Bytes of one text that the other lacks, each as often as it comes. */
const missing = (a: string, b: string): number => {
  const left = [...new TextEncoder().encode(b)];
  let count = 0;
  for (const byte of new TextEncoder().encode(a)) {
    const at = left.indexOf(byte);
    if (at < 0) count++;
    else left.splice(at, 1);
  }
  return count;
};

const prefix = (a: Uint8Array, b: Uint8Array): number => {
  let shared = 0;
  while (shared < 4 && shared < a.length && a[shared] === b[shared]) shared++;
  return shared;
};

describe('marks of values', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '2', ' ', 'é', '@'), maxLength: 9 }),
    fc.string({ maxLength: 12 }),
  );

  it('never count more letters as missing than are, nor fewer as shared at the beginning', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const marks = marked([a, b]);
        expect(leastMissing(marks, 0, 1)).toBeLessThanOrEqual(missing(a, b));
        const [bytesA, bytesB] = [a, b].map((each) => new TextEncoder().encode(each));
        expect(mostShared(marks, 0, 1)).toBeGreaterThanOrEqual(prefix(bytesA!, bytesB!));
        expect(hasSpace(marks, 0)).toBe(a.includes(' '));
      }),
    );
  });

  it('tell names and numbers apart: most letters and digits have a bit of their own', () => {
    const marks = marked(['maria', 'robert', '#447700900', '#447700911']);
    expect(leastMissing(marks, 0, 1)).toBe(missing('maria', 'robert'));
    expect(leastMissing(marks, 3, 2)).toBe(2);
    expect(mostShared(marks, 2, 3)).toBe(4);
    expect(mostShared(marks, 0, 1)).toBe(0);
  });

  it('know a length up to what they can hold', () => {
    const marks = marked(['ada', 'x'.repeat(254), 'x'.repeat(300)]);
    expect([0, 1, 2].map((id) => markedLength(marks, id))).toEqual([3, 254, longMark]);
  });
});
