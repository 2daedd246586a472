import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Json } from '#core/kernel/types';

const signatureBytes = 64;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** What was signed, as it was signed. */
export interface SignedMessage {
  readonly claims: Json;
  /** SHA-256 of the message without its signature, hex. */
  readonly hash: string;
}

/**
 * Opens what libsodium calls a signed message: Base64 of an Ed25519 signature, 64 bytes, and the JSON
 * text behind it. `undefined`: it is none, or not this key's.
 *
 * @param verifyKey 32 bytes, Base64
 */
export function openSignedMessage(text: string, verifyKey: string): SignedMessage | undefined {
  const trimmed = text.trim();
  if (!base64.test(trimmed)) return undefined;
  const bytes = Buffer.from(trimmed, 'base64');
  const [signature, message] = [bytes.subarray(0, signatureBytes), bytes.subarray(signatureBytes)];
  if (message.length === 0 || !verify(null, message, publicKeyOf(verifyKey), signature))
    return undefined;
  try {
    const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(message)) as Json;
    return { claims, hash: createHash('sha256').update(message).digest('hex') };
  } catch {
    return undefined;
  }
}

/** RFC 8037: a raw public key is the `x` of a JWK. */
const publicKeyOf = (verifyKey: string) =>
  createPublicKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(verifyKey, 'base64').toString('base64url'),
    },
    format: 'jwk',
  });
