import { createHmac, createSecretKey } from 'node:crypto';
import { canonical } from '#core/kernel/canonical';
import type { MatchKey } from '#core/matching/match-model';
import type { Vault } from './vault.ts';

/**
 * Keyed tokens for what must be found again but not read: full HMAC-SHA-256 in base64url (43
 * letters). Each field kind is a domain of its own, so that equal texts of two kinds do not show.
 */
export interface Tokeniser {
  /** `<kind>#<token>` */
  matchKey(key: Pick<MatchKey, 'kind' | 'text'>): string;
  source(spoke: string, sourceId: string): string;
  idempotency(scope: string, key: string): string;
  /** Of a customer's e-mail address or number, in standard form. */
  contactPoint(kind: 'email' | 'phone', text: string): string;
  /** Of what one source record says of one consent. */
  statement(text: string): string;
  /** Of what somebody tries, in one window of time. */
  tries(kind: string, window: string, text: string): string;
  /** Of a person who works with the hub. */
  address(email: string): string;
}

/** A tokeniser under the index key, which the vault holds for minutes; ask for it with each request. */
export async function makeTokeniser(vault: Pick<Vault, 'indexKey'>): Promise<Tokeniser> {
  // As a key object: 2 µs a token instead of 15, which the same bytes take as a buffer.
  const indexKey = createSecretKey(await vault.indexKey());
  const token = (...parts: readonly string[]) =>
    createHmac('sha256', indexKey).update(canonical(parts), 'utf8').digest('base64url');
  return {
    matchKey: ({ kind, text }) => `${kind}#${token('match-key', kind, text)}`,
    source: (spoke, sourceId) => token('source', spoke, sourceId),
    idempotency: (scope, key) => token('idempotency', scope, key),
    contactPoint: (kind, text) => token('contact-point', kind, text),
    statement: (text) => token('consent-statement', text),
    tries: (kind, window, text) => token('tries', kind, window, text),
    address: (email) => token('user-address', email),
  };
}
