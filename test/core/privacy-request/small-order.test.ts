import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isOfSmallOrder } from '#core/privacy-request/small-order';

/** The field of Ed25519 and its curve -x² + y² = 1 + dx²y²; RFC 8032, 5.1. */
const p = 2n ** 255n - 19n;
const mod = (a: bigint) => ((a % p) + p) % p;
const power = (base: bigint, exponent: bigint): bigint => {
  let [result, factor] = [1n, mod(base)];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = mod(result * factor);
    factor = mod(factor * factor);
  }
  return result;
};
const inverse = (a: bigint) => power(a, p - 2n);
const d = mod(-121665n * inverse(121666n));
type Point = readonly [bigint, bigint];
const add = ([x1, y1]: Point, [x2, y2]: Point): Point => {
  const k = mod(d * x1 * x2 * y1 * y2);
  return [mod((x1 * y2 + x2 * y1) * inverse(1n + k)), mod((y1 * y2 + x1 * x2) * inverse(1n - k))];
};
/** `undefined`: no point has this y. */
const pointOf = (y: bigint): Point | undefined => {
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n));
  const root = power(square, (p + 3n) / 8n);
  const x = [root, mod(root * power(2n, (p - 1n) / 4n))].find(
    (each) => mod(each * each) === square,
  );
  return x === undefined ? undefined : [x, mod(y)];
};
const timesEight = (point: Point): Point => {
  const two = add(point, point);
  const four = add(two, two);
  return add(four, four);
};
const base64 = (y: bigint, sign: 0 | 1) =>
  Buffer.from((y | (BigInt(sign) << 255n)).toString(16).padStart(64, '0'), 'hex')
    .reverse()
    .toString('base64');

/** The y of a point of order eight, as libsodium and the draft of CFRG list it, and its negative. */
const eighth = BigInt(
  `0x${Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex').reverse().toString('hex')}`,
);
const ys = [0n, 1n, p - 1n, p, p + 1n, eighth, p - eighth];

describe('a key of small order', () => {
  it.each(ys.map((y) => [y.toString(16), y] as const))('is known: y is %s', (_, y) => {
    const point = pointOf(y);
    expect(point && timesEight(point)).toEqual([0n, 1n]);
    for (const sign of [0, 1] as const) expect(isOfSmallOrder(base64(y, sign))).toBe(true);
  });

  it('is one of eight points, which these y are all of', () => {
    const points = new Set(
      ys.flatMap((y) => {
        const [x, canonical] = pointOf(y) ?? [0n, 0n];
        return [`${x} ${canonical}`, `${mod(-x)} ${canonical}`];
      }),
    );
    expect(points.size).toBe(8);
  });

  it('is none that anybody makes', () => {
    for (let n = 0; n < 20; n += 1) {
      const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      expect(isOfSmallOrder(Buffer.from(x, 'base64url').toString('base64'))).toBe(false);
    }
  });
});
