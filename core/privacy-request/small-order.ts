/**
 * Encodings of the points of Ed25519 whose order divides 8, in hex, without the bit of their sign: under
 * such a key anybody can make a signature where the library that checks it lets the key pass. The last two say 0 and
 * 1 in another way. RFC 8032, 5.1; Chalkias, Garillot, Nikolaenko, Taming the Many EdDSAs, 2020, table 1.
 */
const smallOrder: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** @param key 32 bytes, Base64 */
export function isOfSmallOrder(key: string): boolean {
  const bytes = Buffer.from(key, 'base64');
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  return smallOrder.has(bytes.toString('hex'));
}
