import { createHash } from 'node:crypto';

/** What a bearer token is stored and looked up by, hex. A token has 256 random bits, so a plain hash is enough. */
export const hashOfToken = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
