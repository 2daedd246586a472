import type { Base64Url, PublicKey, VerifySignature } from '#core/audit/checkpoint';
import { canonical } from '#core/kernel/canonical';
import type { JsonObject } from '#core/kernel/types';

/** A public key and the name under which signatures mention it (RFC 7517). */
export interface NamedKey extends PublicKey {
  readonly kid: string;
}

export interface ProofTools {
  readonly base64Url: Base64Url;
  readonly verify: VerifySignature;
}

export type ProofVerdict =
  | { readonly isValid: true; readonly payload: JsonObject; readonly key: NamedKey }
  | { readonly isValid: false; readonly because: string };

const bad = (because: string): ProofVerdict => ({ isValid: false, because });

/**
 * Whether a compact JWS (RFC 7515) is what the hub signed as a thing of this type, under one of the
 * keys that the caller trusts. The header counts only as far as it names the type and the key: a key
 * that it brings along, and any algorithm but ES256, make it another header and so none of ours. Every
 * letter counts, the spare bits of base64url included.
 */
export function verifyJws(
  jws: string,
  type: string,
  keys: readonly NamedKey[],
  { base64Url, verify }: ProofTools,
): ProofVerdict {
  const parts = jws.split('.');
  const [header = '', payload = '', signature = ''] = parts;
  if (parts.length !== 3 || !parts.every((each) => /^[A-Za-z0-9_-]+$/.test(each)))
    return bad('is no compact JWS');
  const { kid, typ } = readObject(header, base64Url) ?? {};
  if (typeof kid !== 'string' || typeof typ !== 'string') return bad('names no key or no type');
  if (header !== base64Url.encode(canonical({ alg: 'ES256', kid, typ })))
    return bad('has a header that the hub does not write');
  if (typ !== type) return bad(`is a ${typ} and no ${type}`);
  const key = keys.find((each) => each.kid === kid);
  if (key === undefined)
    return bad(`is signed by the key ${kid}, which is not among the trusted ones`);
  if (!isWrittenFully(signature) || !verify(`${header}.${payload}`, signature, key))
    return bad('was changed, or was not signed by the key that it names');
  const signed = readObject(payload, base64Url);
  return signed === undefined ? bad('holds no JSON') : { isValid: true, payload: signed, key };
}

/** 64 bytes in 86 letters, whose last one has four bits to spare: they are zero. */
const isWrittenFully = (signature: string): boolean => /^[A-Za-z0-9_-]{85}[AQgw]$/.test(signature);

function readObject(part: string, { decode }: Base64Url): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(decode(part));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
