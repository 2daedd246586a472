import { canonical } from '#core/kernel/canonical';
import type { Instant, Json } from '#core/kernel/types';
import { type HashText, noHash } from './audit-entry.ts';
import { type Leaf, merkleRoot } from './merkle.ts';

/** What is signed: the payload of a compact JWS (RFC 7515), as canonical JSON. */
export interface CheckpointClaims {
  /** Which hub: its deployment's name. */
  readonly hub: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** Hash of the claims before; zeros for the first. */
  readonly previous: string;
  /** Entries written from here on, and late ones from before … */
  readonly from: Instant;
  /** … up to here, this instant not included. */
  readonly to: Instant;
  /** Every entry written before this stands in this checkpoint or in an earlier one: it was looked for twice. */
  readonly settledBefore: Instant;
  readonly leaves: number;
  /** How many of them, the first ones, were written before `from` and seen only now. */
  readonly late: number;
  /** Of the tree over the leaves, in the order in which they were written. */
  readonly root: string;
  readonly madeAt: Instant;
}

/** An elliptic curve key as RFC 7517 writes it. */
export interface PublicKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly y: string;
}

export interface Checkpoint {
  /** Compact JWS, ES256. */
  readonly jws: string;
  readonly publicKey: PublicKey;
  readonly leaves: readonly Leaf[];
}

/** Whether the signature (base64url, r and s) over the text is this key's. */
export type VerifySignature = (text: string, signature: string, key: PublicKey) => boolean;

/** Base64url of UTF-8 text and back. */
export interface Base64Url {
  readonly encode: (text: string) => string;
  readonly decode: (text: string) => string;
}

/** Claims are JSON; their interface only lacks an index signature. */
const claimsText = (claims: CheckpointClaims): string => canonical(claims as unknown as Json);

/** What is signed is `signingInput`; the JWS is that, a dot and the signature. */
export const signingInput = (claims: CheckpointClaims, { encode }: Base64Url): string =>
  `${encode(canonical({ alg: 'ES256', typ: 'goldspoke-checkpoint' }))}.${encode(claimsText(claims))}`;

export const hashOfClaims = (claims: CheckpointClaims, hash: HashText): string =>
  hash(claimsText(claims));

export function claimsOf(jws: string, { decode }: Base64Url): CheckpointClaims {
  return JSON.parse(decode(jws.split('.')[1] ?? '')) as CheckpointClaims;
}

export interface CheckpointTools {
  readonly hash: HashText;
  readonly base64Url: Base64Url;
  readonly verify: VerifySignature;
}

/**
 * What is wrong with a checkpoint, given the claims of the one before; `undefined`: nothing. `before`
 * absent: it is the first of those at hand, and what came before is not looked at.
 */
export function checkpointFlaw(
  { jws, leaves }: Pick<Checkpoint, 'jws' | 'leaves'>,
  before: CheckpointClaims | undefined,
  key: PublicKey,
  { hash, base64Url, verify }: CheckpointTools,
): string | undefined {
  const claims = readClaims(jws, base64Url);
  if (claims === undefined) return 'cannot be read';
  // The whole text is compared: another encoding of the same claims is another text.
  if (!jws.startsWith(`${signingInput(claims, base64Url)}.`)) return 'is not written as it must be';
  const [header = '', payload = '', signature = ''] = jws.split('.');
  if (jws !== `${header}.${payload}.${signature}`) return 'is not written as it must be';
  if (!verify(`${header}.${payload}`, signature, key)) return 'is not signed by this key';
  if (claims.leaves !== leaves.length || claims.root !== merkleRoot(leaves, hash))
    return 'does not have the leaves that were signed';
  if (before === undefined)
    return claims.number === 1 && claims.previous !== noHash ? 'has one before it' : undefined;
  if (claims.number !== before.number + 1) return `does not follow number ${before.number}`;
  if (claims.previous !== hashOfClaims(before, hash) || claims.from !== before.to)
    return `does not continue number ${before.number}`;
  return undefined;
}

/** `undefined` where the text holds none. */
export function readClaims(jws: string, base64Url: Base64Url): CheckpointClaims | undefined {
  try {
    const claims: unknown = claimsOf(jws, base64Url);
    return typeof claims === 'object'
      ? ((claims as CheckpointClaims | null) ?? undefined)
      : undefined;
  } catch {
    return undefined;
  }
}
