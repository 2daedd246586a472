import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonical } from '#core/kernel/canonical';

/** Whose key it is. Associated data: a wrapped key opens in no other place. */
export interface KeyPlace {
  readonly tenant: string;
  readonly subject: string;
  readonly keyClass: string;
}

/** Wraps 32 bytes under an epoch key: 12-byte nonce, ciphertext, 16-byte tag. 60 bytes. */
export function wrapKey(epochKey: Uint8Array, key: Uint8Array, place: KeyPlace): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', epochKey, nonce);
  cipher.setAAD(bound(place));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** Throws for any other key, place or byte. */
export function unwrapKey(epochKey: Uint8Array, wrapped: Uint8Array, place: KeyPlace): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', epochKey, wrapped.subarray(0, 12));
  decipher.setAAD(bound(place));
  decipher.setAuthTag(wrapped.subarray(44));
  return Buffer.concat([decipher.update(wrapped.subarray(12, 44)), decipher.final()]);
}

const bound = ({ tenant, subject, keyClass }: KeyPlace) =>
  Buffer.from(canonical([tenant, subject, keyClass]), 'utf8');
