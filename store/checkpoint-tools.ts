import { createHash, verify } from 'node:crypto';
import type { CheckpointTools } from '#core/audit/checkpoint';

/** What core needs of cryptography to judge checkpoints, by Node. */
export const checkpointTools: CheckpointTools = {
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  base64Url: {
    encode: (text) => Buffer.from(text, 'utf8').toString('base64url'),
    decode: (text) => Buffer.from(text, 'base64url').toString('utf8'),
  },
  verify: (text, signature, key) =>
    verify(
      'sha256',
      Buffer.from(text, 'utf8'),
      { key: { ...key }, format: 'jwk', dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    ),
};
