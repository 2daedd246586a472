import { createHash } from 'node:crypto';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a bearer token is stored and looked up by, hex. A token has 256 random bits, so a plain hash is enough. */
export const hashOfToken = (token: string): string => sha256(token);

/**
 * What the token of an OAuth client is looked up by, once a signature has shown that it is this client.
 * The blank keeps the two apart: no bearer token holds one, so nobody opens it by a client's name.
 */
export const hashOfClient = (clientId: string): string => sha256(`oauth-client ${clientId}`);
