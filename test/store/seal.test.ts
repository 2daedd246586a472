import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '#core/kernel/types';
import { SealBroken, type SealPlace, seal, unseal } from '#store/seal';

const key = randomBytes(32);
const place: SealPlace = {
  tenant: 'test',
  subject: 'cus_1',
  keyClass: 'profile',
  attribute: 'golden',
  version: 7,
};

describe('seal', () => {
  it('opens again to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        // JSON has no negative zero.
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(unseal(key, seal(key, json, place), place)).toEqual(json);
      }),
    );
  });

  it.each([
    ['tenant', { tenant: 'another' }],
    ['subject', { subject: 'cus_2' }],
    ['key class', { keyClass: 'evidence' }],
    ['attribute', { attribute: 'pins' }],
    ['version', { version: 8 }],
  ] as const)('does not open under another %s', (_, moved) => {
    const sealed = seal(key, 'Ada', place);

    expect(() => unseal(key, sealed, { ...place, ...moved })).toThrow(SealBroken);
  });

  it('does not open under another key, nor with any one bit changed', () => {
    const sealed = seal(key, 'Ada', place);

    expect(() => unseal(randomBytes(32), sealed, place)).toThrow(SealBroken);
    for (let index = 0; index < sealed.length; index += 1) {
      const broken = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => unseal(key, broken, place)).toThrow(SealBroken);
    }
  });

  it('never gives the same bytes twice, and its error names no value', () => {
    const [one, two] = [seal(key, 'Ada', place), seal(key, 'Ada', place)];

    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
    expect(new SealBroken(place).message).toBe('sealed value does not open as cus_1 golden v7');
  });
});
