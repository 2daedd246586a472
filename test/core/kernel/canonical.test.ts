import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';

describe('canonical', () => {
  it('sorts members by code unit at every depth and leaves no white space', () => {
    expect(canonical({ b: 1, a: { ä: [1, 'x', null], Z: true } })).toBe(
      '{"a":{"Z":true,"ä":[1,"x",null]},"b":1}',
    );
  });

  it('gives one text for one value, whatever the order of its members, and loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value as Json);
        expect(canonical(reversed(value as Json))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

const reversed = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, each]) => [name, reversed(each as Json)]),
  );
};
