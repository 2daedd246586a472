import { createHash, verify } from 'node:crypto';
import type { CheckpointTools, PublicKey } from '#core/audit/checkpoint';
import { canonical } from '#core/kernel/canonical';

/** What verification needs of cryptography, by Node. */
export const nodeTools: CheckpointTools = {
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  base64Url: {
    encode: (text) => Buffer.from(text, 'utf8').toString('base64url'),
    decode: (text) => Buffer.from(text, 'base64url').toString('utf8'),
  },
  verify: (text, signature, key) => {
    try {
      return verify(
        'sha256',
        Buffer.from(text, 'utf8'),
        { key: { ...key }, format: 'jwk', dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      );
    } catch {
      // No key of P-256: nothing is signed by it.
      return false;
    }
  },
};

export function runningDigest() {
  const digest = createHash('sha256');
  return {
    add: (text: string): void => {
      digest.update(text);
    },
    hex: (): string => digest.copy().digest('hex'),
  };
}

/** By which people compare keys: RFC 7638, SHA-256, base64url. */
export const thumbprintOf = ({ kty, crv, x, y }: PublicKey): string =>
  createHash('sha256').update(canonical({ crv, kty, x, y })).digest('base64url');
